"""Cost of deduplication against size: a grown corpus, pages of one template, one long component.

    python -m benchmarks.dedup.scaling corpus 1 2 4 8          # copies of the sample (see grow)
    python -m benchmarks.dedup.scaling templates 1000 8000 32000
    python -m benchmarks.dedup.scaling component 10000 200000

Prints a row for each size, CPU seconds by phase, and the exponent of the cost between the first and
the last: 1 is a line.
"""

from __future__ import annotations

import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.dedup.corpus import sources, write_shard
from benchmarks.dedup.grow import grow
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup

SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 2000)]
WORDS, CHANGED = 60, 3  #: of a page; two pages have a similarity of about .7
LENGTH, EDITS = 200, 3  #: of a document of the component; neighbours are .86 alike


def corpus(clean: Path, copies: int) -> None:
    """Copies of the sample, most of their documents new combinations of its phrases."""
    for number, source in enumerate(sources()):
        grow(clean, source, number, copies)


def templates(clean: Path, number: int) -> None:
    """Pages of one template, a few words of each replaced."""
    draw = random.Random(1)
    template = ["".join(draw.choices(SYLLABLES, k=3)) for _ in range(WORDS)]
    pages = []
    for _ in range(number):
        page = list(template)
        for place in draw.sample(range(WORDS), CHANGED):
            page[place] = "".join(draw.choices(SYLLABLES, k=3))
        pages.append(" ".join(page))
    _write(clean, pages)


def component(clean: Path, number: int) -> None:
    """A chain of documents, each a near copy of the next."""
    draw = random.Random(4)
    text = draw.choices(SYLLABLES, k=LENGTH)
    chain = []
    for _ in range(number):
        chain.append("".join(text))
        for place in draw.sample(range(LENGTH), EDITS):
            text[place] = draw.choice(SYLLABLES)
    _write(clean, chain)


def _write(clean: Path, texts: list[str]) -> None:
    rows = [
        {"id": f"{i:016x}", "text": t, "category": "made", "source": "made", "n_sentences": 1}
        for i, t in enumerate(texts)
    ]
    write_shard(clean, "made", rows)


KINDS: dict[str, Callable[[Path, int], None]] = {
    "corpus": corpus,
    "templates": templates,
    "component": component,
}


def cost(make: Callable[[Path, int], None], size: int) -> tuple[int, float, dict[str, float]]:
    """Documents, CPU seconds in all, and those of each phase."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root / "clean", size)
        begin = time.process_time()
        report = dedup(root / "clean", root / "dedup", root / "removed", DedupOptions())
        spent = time.process_time() - begin
    phases: dict[str, float] = report.facts["cpu_seconds_by_phase"]
    return report.counts.total("documents_in"), spent, phases


def main(kind: str, *sizes: str) -> None:
    cost(templates, 300)  # compiles
    rows = []
    for size in map(int, sizes):
        documents, spent, phases = cost(KINDS[kind], size)
        rows.append((documents, spent))
        told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in phases.items() if seconds)
        print(f"| {documents:,} | {spent:.1f} | {told} |", flush=True)
    (n, least), (m, most) = rows[0], rows[-1]
    if n != m:
        print(f"exponent {math.log(most / least) / math.log(m / n):.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
