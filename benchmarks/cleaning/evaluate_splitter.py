"""How the fast splitter agrees with kss on lines that it never learned from, by source.

    python benchmarks/cleaning/evaluate_splitter.py LABELS.jsonl.zst

Exact: lines split exactly as kss splits them. F1: of the single boundaries.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.fast_splitter import FastSplitter
from lmkor_data.corpus.reading import open_text
from lmkor_data.corpus.text_buffers import text_buffers


def main(labels: Path) -> None:
    rows: dict[str, list[dict]] = defaultdict(list)
    with open_text(labels) as lines:
        for line in lines:
            row = json.loads(line)
            if row["part"] == "test":
                rows[row["source"]].append(row)
    print("| source | lines | exact % | F1 |\n|---|---:|---:|---:|")
    wrong = []
    for source, labelled in rows.items():
        split = FastSplitter().split(text_buffers(pa.array([row["line"] for row in labelled])))
        exact = hits = ours = theirs = 0
        for i, row in enumerate(labelled):
            sentences = text_at(split.texts, i).decode().split("\n")
            total, ends = 0, []
            for sentence in sentences:
                total += len("".join(sentence.split()))
                ends.append(total)
            mine, reference = set(ends[:-1]), set(row["ends"][:-1])
            exact += mine == reference
            hits += len(mine & reference)
            ours, theirs = ours + len(mine), theirs + len(reference)
            wrong.append((len(mine ^ reference) / (1 + len(row["ends"])), source, sentences, row))
        f1 = 2 * hits / max(1, ours + theirs)
        print(f"| {source} | {len(labelled)} | {100 * exact / len(labelled):.1f} | {f1:.3f} |")
    wrong.sort(key=lambda item: -item[0])
    for _, source, sentences, row in [w for w in wrong if len(w[3]["line"]) < 160][:10]:
        print(f"\n{source}\n  ours: {' | '.join(sentences)}\n  kss:  {' | '.join(_cut(row))}")


def _cut(row: dict) -> list[str]:
    places = [i for i, c in enumerate(row["line"]) if not c.isspace()]
    stops = [0, *(places[end - 1] + 1 for end in row["ends"])]
    return [row["line"][a:b].strip() for a, b in pairwise(stops)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
