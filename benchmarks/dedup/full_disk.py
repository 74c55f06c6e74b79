"""A disk that is full in every phase: run, make a little room, run again, compare the bytes.

python -m benchmarks.dedup.full_disk        (as root: mounts a tmpfs and grows it)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path

from benchmarks.dedup.corpus import documents, write_shard
from tests.dedup.corpora import digests

START, STEP = 6 << 20, 1 << 18
#: Runs the stage without the check that would refuse the disk beforehand.
SCRIPT = """
import json, sys
from pathlib import Path
from lmkor_data.dedup.estimate import Estimate
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.runners import InProcess
from lmkor_data.report.progress import Quiet
Estimate.require_disk = lambda self, target: None
source, disk = map(Path, sys.argv[1:])
report = dedup(source, disk / "dedup", disk / "removed", DedupOptions(), runner=InProcess(),
               progress=Quiet(), overwrite=False)
spent = report.facts.get("cpu_seconds_by_phase", {})
print(json.dumps([report.ok, list(spent)[-1:] , [f["cause"] for f in report.failures][:1]]))
"""


def run(source: Path, disk: Path) -> tuple[bool, str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(source), str(disk)], capture_output=True, text=True
    )
    if done.returncode:
        return False, done.stderr.strip().splitlines()[-1]
    ok, after, causes = json.loads(done.stdout)
    return ok, f"after {after}: {causes}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, calm, disk = (Path(folder) / name for name in ("clean", "calm", "disk"))
        rows = list(islice(documents("nsmc_naver_movie"), 40_000))
        for part in range(4):
            write_shard(source, f"part-{part}", rows[part::4])
        calm.mkdir()
        assert run(source, calm)[0]
        disk.mkdir()
        size, runs, ends = START, 0, Counter()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], check=True)
        try:
            while True:
                ok, how = run(source, disk)
                runs += 1
                if ok:
                    break
                ends[how] += 1
                size += STEP
                subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)
            same = digests(disk / "dedup", disk / "removed") == digests(
                calm / "dedup", calm / "removed"
            )
            left = [p.name for p in disk.rglob(".unfinished*")]
        finally:
            subprocess.run(["umount", disk], check=True)
        for how, number in ends.items():
            print(f"{number} × {how}")
        print(f"{runs} runs, {size / 1e6:.1f} MB in the end; same bytes: {same}; left over: {left}")


if __name__ == "__main__":
    main()
