"""The splitters beside each other on sentences that people marked: EM, F1, NF1, and their speed.

    python benchmarks/cleaning/evaluate_splitter.py SAMPLES [TREEBANK.conllu ...]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. Texts of the half of its sources that
nothing is learned from were read and their boundaries marked before any splitter had seen them
(`splitter_gold/read.jsonl` holds places only, no text). `splitter_gold/written.txt` was written for
this: dialects, quotations, noun endings, chat. The sentences of treebanks are joined, four to a
text. Texts that are not what was read any more are left out and counted. kiwipiepy is optional.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from sentence_metrics import interval, means, measure
from splitter_gold_sets import joined_treebank, read_texts, written_texts

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.sentences.fast import FastSplitter
from lmkor_data.cleaning.sentences.kss import KssSplitter, piece_ends
from lmkor_data.cleaning.sentences.splitter import Splitter
from lmkor_data.text.buffers import text_buffers

#: Lines → where sentences begin in each.
Way = Callable[[Sequence[str]], list[list[int]]]


def begins(text: str, pieces: Sequence[str]) -> list[int]:
    """Where the pieces behind the first begin in `text`."""
    ends = piece_ends(text, [piece for piece in pieces if piece.strip()]) or [len(text)]
    return [len(text) - len(text[end:].lstrip()) for end in ends[:-1]]


def by(splitter: Splitter) -> Way:
    """One of the package's splitters."""

    def split(texts: Sequence[str]) -> list[list[int]]:
        out = splitter.split(text_buffers(pa.array(texts, pa.string()))).texts
        lines = [text_at(out, i).decode().split("\n") for i in range(out.count)]
        return [begins(text, found) for text, found in zip(texts, lines, strict=True)]

    return split


def by_kiwi() -> Way:
    """The splitter of kiwipiepy."""
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    return lambda texts: [
        begins(text, [s.text for s in kiwi.split_into_sents(text)]) for text in texts
    ]


def main(samples: Path, treebanks: Sequence[Path]) -> None:
    """Print one table by group of texts, and one of the differences."""
    gold = [*read_texts(samples), *written_texts()]
    for path in treebanks:
        gold += joined_treebank(path)
    ways = {"fast": by(FastSplitter()), "kss": by(KssSplitter())}
    if importlib.util.find_spec("kiwipiepy"):
        ways["kiwi"] = by_kiwi()
    texts = [one.text for one in gold]
    size = sum(len(text.encode()) for text in texts) / 1e6
    sums: dict[str, np.ndarray] = {}
    for name, way in ways.items():
        way(texts[:3])
        before = time.process_time()
        found = way(texts)
        seconds = time.process_time() - before
        sums[name] = np.array([measure(g, f) for g, f in zip(gold, found, strict=True)])
        print(f"{name}: {size / seconds:.2f} MB a CPU second on these texts", flush=True)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(gold):
        groups[one.group].append(i)
    print("| texts | number | sentences |" + "".join(f" {name} EM | F1 | NF1 |" for name in ways))
    print("|---|---:|---:|" + "---:|---:|---:|" * len(ways))
    for group, rows in [*groups.items(), ("all", list(range(len(gold))))]:
        cells = [" | ".join(f"{x:.3f}" for x in means(sums[name][rows])) for name in ways]
        sentences = int(sums["fast"][rows, 0].sum())
        print(f"| {group} | {len(rows)} | {sentences} | {' | '.join(cells)} |")
    for name in [*ways][1:]:
        gain, low, high = interval(sums["fast"], sums[name])
        print(f"NF1 of fast over {name}: {gain:+.3f} (95 % interval {low:+.3f} to {high:+.3f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
