"""Whether what a tool removed should have gone, and what should have gone and stayed.

The truth is an exact join over the whole corpus: which texts are copies (equal when folded) or
similar enough (Jaccard of 5-character shingles at least .8, from five characters on).

- wrong: a document that went though nothing that stays is its copy or similar enough: its text is
  lost to the corpus;
- missed: a document that stays though one before it that stays is its copy or similar enough.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from benchmarks.dedup.exact_join import similar_pairs
from lmkor_data.dedup.decide.shingle_sets import shingle_sets
from lmkor_data.dedup.signatures.banding import Banding
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.signatures.hashes import SHINGLE
from lmkor_data.text.buffers import text_buffers

THRESHOLD = 0.8

#: Kinds of documents, by how short they are.
KINDS = ("under 5 characters", "under 5 words", "longer")


class Truth:
    """Copies and similar texts of a corpus, over its distinct texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        collapsed = np.array([" ".join(text.split()) for text in texts], object)
        distinct, self.text_of = np.unique(collapsed, return_inverse=True)
        buffers = text_buffers(pa.array(distinct.tolist(), pa.string()))
        keys = document_keys(buffers, Banding(0, 0), 1)[0][0]
        self.copy_of = np.unique(keys, return_inverse=True)[1]  #: of a text: its folded text
        self.kinds = np.array([kind(text) for text in distinct])
        pairs, _ = similar_pairs(*shingle_sets(buffers), THRESHOLD)
        long = np.array([len(text) >= SHINGLE for text in distinct])
        self.neighbours: dict[int, list[int]] = {}
        for x, y in pairs[long[pairs].all(axis=1)].tolist():
            self.neighbours.setdefault(x, []).append(y)
            self.neighbours.setdefault(y, []).append(x)

    def judge(self, stays: np.ndarray) -> dict[str, tuple[int, int, int]]:
        """(removed, wrong, missed) by kind, of the documents in their order."""
        kept = np.bincount(self.text_of[stays], minlength=len(self.kinds)) > 0
        copy_kept = np.bincount(self.copy_of[self.text_of[stays]]) > 0
        copy_kept = np.pad(copy_kept, (0, int(self.copy_of.max()) + 1 - len(copy_kept)))
        excused = kept | copy_kept[self.copy_of]
        for text in np.flatnonzero(~excused).tolist():
            excused[text] = any(kept[other] for other in self.neighbours.get(text, ()))
        wrong = ~stays & ~excused[self.text_of]
        missed = self._missed(stays)
        kinds = self.kinds[self.text_of]
        return {
            name: tuple(int((of & (kinds == number)).sum()) for of in (~stays, wrong, missed))
            for number, name in enumerate(KINDS)
        }

    def _missed(self, stays: np.ndarray) -> np.ndarray:
        """Those that a pass in the order of the documents would still remove."""
        missed = np.zeros(len(stays), bool)
        copies: set[int] = set()
        texts: set[int] = set()
        for document in np.flatnonzero(stays).tolist():
            text = int(self.text_of[document])
            copy = int(self.copy_of[text])
            if copy in copies or not texts.isdisjoint(self.neighbours.get(text, ())):
                missed[document] = True
            else:
                copies.add(copy)
                texts.add(text)
        return missed


def kind(text: str) -> int:
    return 0 if len(text) < 5 else 1 if len(text.split()) < 5 else 2
