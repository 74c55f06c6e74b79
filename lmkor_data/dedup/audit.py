"""Have another library look for near copies among the documents that stayed."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from datasketch import MinHash, MinHashLSH

from lmkor_data.corpus.layout import require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.decide.shingle_sets import jaccard, shingle_sets
from lmkor_data.dedup.signatures.hashes import SHINGLE, shingle_hash_32
from lmkor_data.text.buffers import text_buffers

_PERMUTATIONS = 128


@dataclass(frozen=True)
class MissedPair:
    """Two documents that stayed although they are near copies of each other."""

    one: str
    other: str
    similarity: float


@dataclass(frozen=True)
class Audit:
    """What `datasketch` found in a sample of what stayed."""

    documents: int
    candidates: int  #: pairs that its index proposed
    missed: tuple[MissedPair, ...]  #: those at the threshold or above, most similar first


def audit(folder: Path, sample: int = 5_000, threshold: float = 0.8, seed: int = 1) -> Audit:
    """Look for near copies in a sample of a deduplicated folder, with `datasketch.MinHashLSH`.

    The sample is the documents with the lowest hashes of their text's beginning, so that texts
    that begin alike are drawn together. Each pair that `datasketch` proposes is judged by the true
    Jaccard similarity of its 5-character shingles. About 1,000 short documents a CPU second.
    """
    drawn = _draw(folder, sample)
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    pairs: list[tuple[str, str]] = []
    for id_, text in drawn.items():
        signature = MinHash(_PERMUTATIONS, seed=seed, hashfunc=shingle_hash_32)
        signature.update_batch(sorted({s.encode() for s in _shingles(text)}))
        pairs += [(other, id_) for other in index.query(signature)]
        index.insert(id_, signature)
    judged = (MissedPair(a, b, _similarity(drawn[a], drawn[b], threshold)) for a, b in pairs)
    missed = sorted((p for p in judged if p.similarity), key=lambda p: (-p.similarity, p.one))
    return Audit(len(drawn), len(pairs), tuple(missed))


def _draw(folder: Path, sample: int) -> dict[str, str]:
    def rows() -> Iterator[tuple[int, str, str]]:
        for shard in require_shards(folder):
            for batch in read_documents(shard, columns=["id", "text"]):
                begun = pc.utf8_slice_codeunits(batch.column("text"), 0, 3 * SHINGLE)
                for id_, text, start in zip(
                    batch.column("id").to_pylist(),
                    batch.column("text").to_pylist(),
                    begun.to_pylist(),
                    strict=True,
                ):
                    if len(text) >= 3 * SHINGLE:
                        digest = hashlib.blake2b(start.encode(), digest_size=8).digest()
                        yield int.from_bytes(digest, "big"), id_, text

    return {id_: text for _, id_, text in heapq.nsmallest(sample, rows())}


def _shingles(text: str) -> Iterator[str]:
    plain = " ".join(text.split())
    return (plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1)))


def _similarity(one: str, other: str, threshold: float) -> float:
    shingles, bounds = shingle_sets(text_buffers(pa.array([one, other])))
    return float(
        jaccard(shingles[bounds[0] : bounds[1]], shingles[bounds[1] : bounds[2]], threshold)
    )
