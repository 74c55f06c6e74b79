"""Speed and memory of the dump importers beside what people use otherwise.

    python benchmarks/importers/dumps.py --pages FOLDER [--megabytes 200 1000]

`FOLDER` holds `*.json` (Namuwiki pages, one object a file) and a `*.xml.bz2` (a MediaWiki dump);
their pages are repeated to files of each size. One process each; seconds are of user CPU, memory
is the peak of the process. Peers: json.load (the whole array at once), wikiextractor 3.0.6 or
3.1.0 (`--json --no-templates`, one process), left out where it is not installed.
"""

from __future__ import annotations

import argparse
import bz2
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_JSON_LOAD = "import json, sys; print(len(json.load(open(sys.argv[1], encoding='utf-8'))))"


def namuwiki(pages: Path, size: int, path: Path) -> None:
    """Short pages forty times as often as the long ones, as in the wiki."""
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(pages.glob("**/*.json"))]
    found = [page for page in found if isinstance(page, dict) and "text" in page]
    texts = sorted((json.dumps(page["text"], ensure_ascii=False) for page in found), key=len)
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        while file.tell() < size:
            for text in [*texts[:-1] * 20, texts[-1]]:
                comma = "," if number else ""
                file.write(f'{comma}{{"namespace":"0","title":"{number}","text":{text}}}')
                number += 1
        file.write("]")


def wikipedia(pages: Path, size: int, path: Path) -> None:
    content = bz2.decompress(next(pages.glob("**/*.xml.bz2")).read_bytes())
    begin, end = content.index(b"<page>"), content.rindex(b"</page>") + len(b"</page>")
    with path.open("wb") as file:
        file.write(content[:begin])
        while file.tell() < size:
            file.write(content[begin:end] + b"\n")
        file.write(b"</mediawiki>\n")


def measured(command: list[str]) -> tuple[float, float]:
    """User CPU seconds and peak memory in MB of a command with all its children."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime, usage.ru_maxrss / 1024


def ours(format: str, path: Path, corpus: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "lmkor_data", "import", format, str(path)),
        *("--corpus", str(corpus), "--workers", "1"),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=Path, required=True)
    arguments.add_argument("--megabytes", type=int, nargs="+", default=[200, 1000])
    given = arguments.parse_args()
    print("| what | MB | CPU s | MB/CPU s | peak MB |\n|---|---|---|---|---|")
    for megabytes in given.megabytes:
        with tempfile.TemporaryDirectory() as folder:
            array, dump = Path(folder, "namu.json"), Path(folder, "wiki.xml")
            namuwiki(given.pages, megabytes << 20, array)
            wikipedia(given.pages, megabytes << 20, dump)
            runs = {
                "import namuwiki": ours("namuwiki", array, Path(folder, "a")),
                "json.load of the same": [sys.executable, "-c", _JSON_LOAD, str(array)],
                "import wikipedia": ours("wikipedia", dump, Path(folder, "b")),
            }
            if importlib.util.find_spec("wikiextractor"):
                runs["wikiextractor"] = [
                    *(sys.executable, "-m", "wikiextractor.WikiExtractor", str(dump)),
                    *("--json", "--no-templates", "--processes", "1", "-o", f"{folder}/c"),
                ]
            for name, command in runs.items():
                seconds, peak = measured(command)
                speed = megabytes * 1.048576 / seconds
                print(f"| {name} | {megabytes} | {seconds:.1f} | {speed:.1f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
