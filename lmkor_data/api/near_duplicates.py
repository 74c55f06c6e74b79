"""Ask a folder of documents which of them are near copies of a text."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.corpus.layout import require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.decide.shingle_sets import jaccard, shingle_sets
from lmkor_data.dedup.signatures.banding import banding_for
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.signatures.hashes import hash_keys, shingle_hash_32
from lmkor_data.dedup.signatures.minhash import band_keys, signatures
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers

__all__ = ["Match", "NearDuplicates", "shingle_hash_32"]

#: Shingles that a foreign MinHash is tried with; any five characters would do.
_PROBE = "좋아요 배송이 빨라요 abc 123"


@dataclass(frozen=True)
class Match:
    """A document that is a near copy of the text that was asked about."""

    id: str
    similarity: (
        float  #: Jaccard similarity of the 5-character shingle sets; of a MinHash, estimated
    )
    text: str


class NearDuplicates:
    """The documents of a folder, ready to be asked for near copies.

    | call | result |
    |---|---|
    | `NearDuplicates.open("corpus/dedup")` | reads every document once, about 200 MB a CPU second |
    | `near.query("배송이 빨라요 …")` | the documents at Jaccard similarity .8 or more, best first |
    | `near.query(minhash)` | the same of a `datasketch.MinHash`, by estimated similarity |

    Texts and 8 bytes a band and document stay in memory.
    """

    def __init__(
        self, ids: pa.ChunkedArray, texts: pa.ChunkedArray, threshold: float = 0.8, seed: int = 1
    ) -> None:
        """Index texts; `ids` names them. Pairs at the threshold are found with probability .998."""
        self.threshold, self.seed = threshold, seed
        self._banding = banding_for(threshold)
        self._ids, self._texts = ids, texts
        found = [
            document_keys(text_buffers(part), self._banding, seed).keys for part in texts.chunks
        ]
        empty = np.zeros((self._banding.bands + 1, 0), np.uint64)
        keys = np.concatenate(found, axis=1) if found else empty
        self._order = [np.argsort(row, kind="stable") for row in keys]
        self._keys = [row[order] for row, order in zip(keys, self._order, strict=True)]

    @classmethod
    def open(
        cls, folder: str | os.PathLike[str], threshold: float = 0.8, seed: int = 1
    ) -> NearDuplicates:
        """Read the documents of a stage folder, such as `corpus/dedup`."""
        batches = [
            batch
            for shard in require_shards(Path(folder))
            for batch in read_documents(shard, columns=["id", "text"])
        ]
        table = pa.Table.from_batches(batches)
        return cls(table.column("id"), table.column("text"), threshold, seed)

    def __len__(self) -> int:
        return len(self._ids)

    def query(self, text: str | Any) -> list[Match]:
        """The documents that are near copies of a text, most similar first.

        A `datasketch.MinHash` must have been made with `hashfunc=shingle_hash_32`, this seed and
        this number of permutations over the 5-character shingles of the text; raises `LmkorError`
        for any other, which would match nothing.
        """
        if isinstance(text, str):
            return self._query_text(text)
        return self._query_minhash(text)

    @property
    def permutations(self) -> int:
        """Permutations that a MinHash must have."""
        return self._banding.bands * self._banding.rows

    def _query_text(self, text: str) -> list[Match]:
        asked = pa.array([text])
        keys = document_keys(text_buffers(asked), self._banding, self.seed).keys[:, 0]
        exact = set(self._with_key(0, keys[0]).tolist())
        rows = self._candidates(keys[1:]) | exact
        if not rows:
            return []
        chosen = sorted(rows)
        held = self._texts.take(pa.array(chosen)).combine_chunks()
        shingles, bounds = shingle_sets(text_buffers(pa.concat_arrays([asked, held])))
        own = shingles[bounds[0] : bounds[1]]
        similar = [
            1.0
            if row in exact
            else jaccard(own, shingles[bounds[i] : bounds[i + 1]], self.threshold)
            for i, row in enumerate(chosen, 1)
        ]
        return self._matches(chosen, similar)

    def _query_minhash(self, minhash: Any) -> list[Match]:
        self._require_ours(minhash)
        signature = np.asarray(minhash.hashvalues, np.uint32)
        keys = np.empty(self._banding.bands, np.uint64)
        band_keys(signature, self._banding.rows, hash_keys(), keys)
        chosen = sorted(self._candidates(keys))
        if not chosen:
            return []
        held = self._texts.take(pa.array(chosen)).combine_chunks()
        theirs = signatures(text_buffers(held), self.permutations, self.seed)
        return self._matches(chosen, (theirs == signature).mean(axis=1).tolist())

    def _require_ours(self, minhash: Any) -> None:
        """Refuse a MinHash whose signatures ours cannot be compared with."""
        try:
            number, seed = int(minhash.num_perm), int(minhash.seed)
            probe = type(minhash)(num_perm=number, seed=seed, hashfunc=minhash.hashfunc)
            probe.update_batch([_PROBE[i : i + 5].encode() for i in range(len(_PROBE) - 4)])
            values = np.asarray(probe.hashvalues)
        except (AttributeError, TypeError, ValueError) as cause:
            raise LmkorError(f"{type(minhash).__name__} is not a datasketch MinHash.") from cause
        ours = signatures(text_buffers(pa.array([_PROBE])), self.permutations, self.seed)[0]
        if number != self.permutations or not np.array_equal(values, ours):
            raise LmkorError(
                f"This MinHash cannot be compared with these documents and would match none. Make "
                f"it as datasketch.MinHash({self.permutations}, seed={self.seed}, "
                f"hashfunc=lmkor_data.shingle_hash_32) over the text's 5-character shingles."
            )

    def _candidates(self, keys: NDArray[np.uint64]) -> set[int]:
        """Rows that share a band."""
        rows: set[int] = set()
        for band, key in enumerate(keys, 1):
            if key:
                rows.update(self._with_key(band, key).tolist())
        return rows

    def _with_key(self, number: int, key: np.uint64) -> NDArray[np.int64]:
        keys = self._keys[number]
        first, last = np.searchsorted(keys, key, "left"), np.searchsorted(keys, key, "right")
        return self._order[number][first:last]

    def _matches(self, rows: list[int], similarities: list[float]) -> list[Match]:
        found = [(s, row) for row, s in zip(rows, similarities, strict=True) if s >= self.threshold]
        return [
            Match(self._ids[row].as_py(), similarity, self._texts[row].as_py())
            for similarity, row in sorted(found, key=lambda pair: (-pair[0], pair[1]))
        ]
