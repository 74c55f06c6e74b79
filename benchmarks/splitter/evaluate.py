"""How often the fast splitter splits as kss does, on texts it was not trained on.

`python benchmarks/splitter/evaluate.py LABELS [MODEL.npz]`: by source the share of texts split
exactly alike, F1 over the places where sentences begin, and the ten worst disagreements.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from labels import UNSEEN_SOURCES, Labelled, begins, read_labels

from lmkor_data.cleaning.fast_splitter import FastSplitter, SplitterModel
from lmkor_data.corpus.text_buffers import text_array, text_buffers


@dataclass
class Agreement:
    """Sums over the texts of a source."""

    texts: int = 0
    alike: int = 0
    alike_with_more: int = 0  #: of those that kss splits
    single: int = 0  #: texts that kss leaves whole
    both: int = 0
    only_fast: int = 0
    only_kss: int = 0
    worst: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, kss: set[int], fast: set[int], labelled: Labelled) -> None:
        self.texts += 1
        self.alike += kss == fast
        self.alike_with_more += bool(kss) and kss == fast
        self.single += not kss
        self.both += len(kss & fast)
        self.only_fast += len(fast - kss)
        self.only_kss += len(kss - fast)
        if kss != fast:
            self.worst.append((len(kss ^ fast), labelled.source, _marked(labelled.text, kss, fast)))

    @property
    def f1(self) -> float:
        return 2 * self.both / max(1, 2 * self.both + self.only_fast + self.only_kss)


def main(labels: Path, model: Path | None) -> None:
    """Print the table of agreement and the worst disagreements."""
    splitter = FastSplitter(_load(model) if model else None)
    tested = [labelled for labelled in read_labels(labels) if labelled.for_testing]
    texts = text_buffers(pa.array([labelled.text for labelled in tested]))
    split = splitter.split(texts, np.ones(texts.count, np.bool_)).texts
    by_source: dict[str, Agreement] = defaultdict(Agreement)
    for labelled, text in zip(tested, text_array(split.offsets, split.data), strict=True):
        fast = begins(labelled.text, text.as_py().split("\n"))
        assert fast is not None, f"text was lost: {labelled.text!r} → {text!r}"
        by_source[labelled.source].add(set(labelled.begins), set(fast), labelled)
    print("| source | texts | one sentence | split alike | of those with more | F1 |")
    print("|---|---|---|---|---|---|")
    for source, a in sorted(by_source.items()):
        more = a.texts - a.single
        name = f"{source} (unseen)" if source in UNSEEN_SOURCES else source
        print(
            f"| {name} | {a.texts:,} | {a.single / a.texts:.1%} | {a.alike / a.texts:.1%} "
            f"| {a.alike_with_more / max(1, more):.1%} | {a.f1:.3f} |"
        )
    print("\nThe ten worst, `|+` only fast, `|-` only kss, `|` both:\n")
    worst = sorted((w for a in by_source.values() for w in a.worst), reverse=True)
    for number, source, marked in worst[:10]:
        print(f"- {source}, {number} differences: {marked[:400]}")


def _marked(text: str, kss: set[int], fast: set[int]) -> str:
    marks = {j: "| " if j in kss & fast else "|- " if j in kss else "|+ " for j in kss | fast}
    return "".join(marks.get(j, "") + character for j, character in enumerate(text))


def _load(path: Path) -> SplitterModel:
    stored = np.load(path)
    return SplitterModel(
        stored["weights"], float(stored["scale"]), float(stored["bias"]), stored["glued"]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
