"""MinHash signatures, 120 permutations over 5-character shingles: MB of UTF-8 a CPU second.

    python -m benchmarks.dedup.kernel

Each tool takes as many texts as keep it busy for some seconds. CPU seconds of the whole process,
so threads count. Then the share of the SIMD limit: permutation steps a second against a loop of
nothing but multiply, add and minimum over registers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice

import numpy as np
import pyarrow as pa
from numba import njit, uint32

from benchmarks.dedup.corpus import documents
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.hashing import SHINGLE, shingle_hash_32
from lmkor_data.dedup.minhash import minima, permutations, signatures

PERMUTATIONS = 120


def shingles(text: str) -> list[str]:
    whole = " ".join(text.split())
    return [whole[i : i + SHINGLE] for i in range(max(1, len(whole) - SHINGLE + 1))]


def ours(texts: list[str]) -> Callable[[], object]:
    buffers = text_buffers(pa.array(texts))
    signatures(text_buffers(pa.array(texts[:10])), PERMUTATIONS)
    return lambda: signatures(buffers, PERMUTATIONS)


def datasketch_bulk(texts: list[str]) -> Callable[[], object]:
    from datasketch import MinHash

    def run() -> None:
        encoded = [[s.encode() for s in shingles(text)] for text in texts]
        MinHash.bulk(encoded, num_perm=PERMUTATIONS)

    return run


def rensa(texts: list[str]) -> Callable[[], object]:
    from rensa import RMinHash

    def run() -> None:
        RMinHash.digest_matrix_from_token_sets([shingles(t) for t in texts], PERMUTATIONS, 42)

    return run


def daft_minhash(texts: list[str]) -> Callable[[], object]:
    import daft
    from daft.functions import minhash

    spaced = [" ".join(" ".join(t.split()).replace(" ", "_")) for t in texts]
    frame = daft.from_pydict({"text": spaced})
    expression = minhash(daft.col("text"), num_hashes=PERMUTATIONS, ngram_size=SHINGLE)
    return lambda: frame.select(expression).collect()


def datatrove_signatures(texts: list[str]) -> Callable[[], object]:
    """Its signature step on five-word shingles: what it offers."""
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig

    step = MinhashDedupSignature(
        "/dev/null", MinhashConfig(n_grams=5, num_buckets=20, hashes_per_bucket=6)
    )
    step.word_tokenizer = _Words()
    return lambda: [step.get_signature(step.get_shingles(t)) for t in texts]


class _Words:
    def word_tokenize(self, text: str) -> list[str]:
        return text.split()


TOOLS = {
    "lmkor-data": (ours, 1.0),
    "datasketch 2.0 bulk": (datasketch_bulk, 0.02),
    "rensa RMinHash": (rensa, 0.05),
    "Daft minhash, characters": (daft_minhash, 0.1),
    "datatrove signatures, 5 words": (datatrove_signatures, 0.02),
}


def cpu_seconds(function: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        function()
        best = min(best, time.process_time() - begin)
    return best


def megabytes(texts: list[str]) -> float:
    return sum(len(t.encode()) for t in texts) / 1e6


@njit
def _registers(steps: int) -> np.uint32:
    """The least work that the definition asks for: multiply, add, minimum; no memory."""
    low = np.full(64, 0xFFFFFFFF, np.uint32)
    for i in range(steps):
        h = uint32(i)
        for p in range(64):
            low[p] = min(low[p], uint32(uint32(2 * p + 1) * h + uint32(p)))
    return low.min()


def share_of_limit() -> str:
    a, b = permutations(PERMUTATIONS)
    hashes = np.random.RandomState(1).randint(0, 1 << 32, 1000, dtype=np.uint32)
    out = np.empty(PERMUTATIONS, np.uint32)

    @njit
    def loop(hashes, a, b, out):
        for _ in range(3000):
            minima(hashes, 1000, a, b, out)

    loop(hashes, a, b, out)
    seconds = cpu_seconds(lambda: loop(hashes, a, b, out))
    return f"{3000 * 1000 * PERMUTATIONS / seconds / 1e9:.1f} G permutation steps/s"


def check(texts: list[str]) -> int:
    """Documents whose signature differs from datasketch's with the same shingle hash."""
    from datasketch import MinHash

    made = signatures(text_buffers(pa.array(texts)), PERMUTATIONS)
    theirs = MinHash.bulk(
        [shingles(t) for t in texts], num_perm=PERMUTATIONS, hashfunc=shingle_hash_32
    )
    return sum(not np.array_equal(a, b.hashvalues) for a, b in zip(made, theirs, strict=True))


def main() -> None:
    reviews = [d["text"] for d in documents("nsmc_naver_movie")]
    long = ["\n".join(reviews[i : i + 50]) for i in range(0, len(reviews), 50)]
    print("| tool | reviews, MB/s | long texts, MB/s |")
    print("|---|---|---|")
    for name, (prepare, share) in TOOLS.items():
        speeds = []
        for texts in (reviews, long):
            some = list(islice(texts, int(len(texts) * share)))
            try:
                speeds.append(f"{megabytes(some) / cpu_seconds(prepare(some)):.1f}")
            except ImportError:
                speeds.append("not installed")
        print(f"| {name} | {' | '.join(speeds)} |", flush=True)
    print()
    print(f"inner loop: {share_of_limit()}")
    print(f"signatures unlike datasketch's: {check(reviews[:10_000])} of 10,000")


if __name__ == "__main__":
    main()
