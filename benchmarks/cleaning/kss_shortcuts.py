"""kss as it comes and by our shortcuts: KB a CPU second, and whether any sentence differs.

    python benchmarks/cleaning/kss_shortcuts.py SAMPLES [DOCUMENTS]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`; the first DOCUMENTS (200) of each source
are split both ways, in windows as cleaning shows them. Fails if one differs.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path

from splitter_gold_sets import cleaned

from lmkor_data.cleaning.sentences.kss import KssSplitter, load_kss
from lmkor_data.cleaning.sentences.kss_shortcuts import take_shortcuts
from lmkor_data.corpus.reading import open_text

#: Characters of a document at most, so that no source takes minutes.
LONGEST = 3000


def main(samples: Path, most: int) -> None:
    """Split both ways and compare."""
    raw: dict[str, str] = {}
    for path in sorted(samples.glob("jsonl/*.jsonl.zst")):
        with open_text(path) as lines:
            texts = [json.loads(line)["text"] for line in itertools.islice(lines, most)]
        raw |= {f"{path.name} {i}": text[:LONGEST] for i, text in enumerate(texts)}
    lines = [text for text in cleaned(raw, soft=True).values() if text]
    size = sum(len(line.encode()) for line in lines)
    kss = load_kss(shortcuts=False)
    kss("준비됐어요?")
    found = []
    for name in ("kss as it comes", "kss by shortcuts"):
        splitter = KssSplitter(kss)
        before = time.process_time()
        found.append([splitter.split_line(line) for line in lines])
        seconds = time.process_time() - before
        print(f"{name}: {size / seconds / 1000:.0f} KB a CPU second", flush=True)
        take_shortcuts()
    different = sum(a != b for a, b in zip(*found, strict=True))
    print(f"{len(lines)} documents, {size / 1e6:.1f} MB: {different} differ")
    sys.exit(different > 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
