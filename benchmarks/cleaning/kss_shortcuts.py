"""kss as it comes and by our shortcuts: KB a CPU second, and whether any sentence differs.

    python benchmarks/cleaning/kss_shortcuts.py LABELS [DOCUMENTS]

LABELS is the folder that `label.py` fills; of each source the first DOCUMENTS (400) of its test
part are split both ways, in windows as cleaning shows them. Fails if one differs.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from splitter_labels import documents

from lmkor_data.cleaning.sentences.kss import KssSplitter, load_kss
from lmkor_data.cleaning.sentences.kss_shortcuts import take_shortcuts


def main(labels: Path, most: int) -> None:
    texts: list[str] = []
    taken: Counter[str] = Counter()
    for document in documents(labels, "test"):
        taken[document.source] += 1
        if taken[document.source] <= most:
            texts.append(document.text)
    size = sum(len(text.encode()) for text in texts)
    kss = load_kss(shortcuts=False)
    kss("준비됐어요?")
    found = []
    for name in ("kss as it comes", "kss by shortcuts"):
        splitter = KssSplitter(kss)
        before = time.process_time()
        found.append([[splitter.split_line(line) for line in t.split("\n")] for t in texts])
        seconds = time.process_time() - before
        print(f"{name}: {size / seconds / 1000:.0f} KB a CPU second", flush=True)
        take_shortcuts()
    different = sum(a != b for a, b in zip(*found, strict=True))
    print(
        f"{len(texts)} documents of {len(taken)} sources, {size / 1e6:.1f} MB: {different} differ"
    )
    sys.exit(different > 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 400)
