"""MinHash signatures, 120 permutations over 5-character shingles: MB of UTF-8 a CPU second.

    python -m benchmarks.dedup.kernel

From texts to signatures; each tool takes as many texts as keep it busy for some seconds. CPU
seconds of the whole process, so threads count; the best of some runs, for neighbours on the machine
only ever add to them. Then our time by parts, and the share of the SIMD limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice

import numpy as np
import pyarrow as pa
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name
from numba import njit, uint64

from benchmarks.dedup.corpus import documents
from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, hash_keys, shingle_hash_32, short_hashes
from lmkor_data.dedup.signatures.minhash import (
    band_keys,
    in_blocks,
    minima,
    permutations,
    signatures,
)
from lmkor_data.dedup.signatures.text_decoder import (
    apply_folding,
    collapse_whitespace,
    decode_page,
    page_capacity,
)
from lmkor_data.text.buffers import TextBuffers, text_buffers

PERMUTATIONS = 120

#: Texts that ours is given at once: signatures of more leave the cache.
BATCH = 8192

#: A CPU as of 2013, for which ours is compiled once more.
AVX2 = {
    "NUMBA_CPU_NAME": "haswell",
    "NUMBA_CPU_FEATURES": "+avx2,+avx,+bmi,+bmi2,+popcnt,+fma,+lzcnt",
}


def shingles(text: str) -> list[str]:
    whole = " ".join(text.split())
    return [whole[i : i + SHINGLE] for i in range(max(1, len(whole) - SHINGLE + 1))]


def ours(texts: list[str]) -> Callable[[], object]:
    column = pa.array(texts)
    batches = [text_buffers(column.slice(i, BATCH)) for i in range(0, len(column), BATCH)]
    signatures(text_buffers(pa.array(texts[:10])), PERMUTATIONS)

    def run() -> None:
        for batch in batches:
            signatures(batch, PERMUTATIONS)

    return run


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
    """Its signature step, with characters for words, so that its shingles are those of others."""
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig

    step = MinhashDedupSignature(
        "/dev/null", MinhashConfig(n_grams=5, num_buckets=20, hashes_per_bucket=6)
    )
    step.word_tokenizer = _Characters()

    def run() -> None:
        for text in texts:
            # As its own step does: a text without a shingle gets no signature.
            if len(found := step.get_shingles(text)):
                step.get_signature(found)

    return run


class _Characters:
    def word_tokenize(self, text: str) -> list[str]:
        return list(" ".join(text.split()).replace(" ", "_"))


TOOLS = {
    "lmkor-data": (ours, 1.0),
    "datasketch 2.0 bulk": (datasketch_bulk, 0.02),
    "rensa RMinHash": (rensa, 0.05),
    "Daft minhash, characters": (daft_minhash, 0.1),
    "datatrove signatures": (datatrove_signatures, 0.02),
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


def speed(prepare: Callable[[list[str]], Callable[[], object]], texts: list[str]) -> float:
    times = 15 if prepare is ours else 3
    return megabytes(texts) / cpu_seconds(prepare(texts), times)


PARTS = ("decode", "look up", "collapse_whitespace", "hash", "minima", "band keys")


@njit
def _as_far_as(
    part: int,
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    keys: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
) -> None:
    """The way of the texts, up to one part of it."""
    room = page_capacity(offsets)
    codes, kept, plain = np.empty((3, room), np.uint32)
    ends, hashes = np.empty((2, room), np.uint32)
    signature, starts = np.empty_like(a), np.empty(room, np.int64)
    bands = np.empty(20, np.uint64)
    text = 0
    while text < offsets.shape[0] - 1:
        after, count = decode_page(offsets, data, text, codes, starts)
        if part >= 1:
            apply_folding(codes, count, table, kept)
        if part >= 2:
            collapse_whitespace(codes, kept, count, plain, ends)
        if part >= 3:
            short_hashes(plain, count, keys, hashes)
        if part >= 4:
            begin = 0
            for t in range(after - text):
                end = ends[t]
                minima(hashes, begin, end - SHINGLE + 1, a, b, signature, 0)
                if part >= 5:
                    band_keys(signature, 6, keys, bands)
                begin = end
        text = after


def by_parts(texts: list[str]) -> list[float]:
    """Milliseconds of each part for a MB of text."""
    buffers: TextBuffers = text_buffers(pa.array(texts))
    a, b = in_blocks(permutations(PERMUTATIONS))
    sums = [0.0]
    for part in range(len(PARTS)):
        arguments = (part, buffers.offsets, buffers.data, folding_table(), hash_keys(), a, b)
        _as_far_as(*arguments)
        sums.append(cpu_seconds(lambda given=arguments: _as_far_as(*given), 15))
    return [1e3 * d / megabytes(texts) for d in np.diff(sums)]


@njit
def _chain(steps: int, factor: np.uint64) -> np.uint64:
    """Each step needs the one before: an exclusive or (1 cycle) and a multiplication (3)."""
    value = uint64(1)
    for i in range(steps):
        value = (value ^ uint64(i)) * factor
    return value


@njit
def _minima_alone(
    times: int, hashes: np.ndarray, a: np.ndarray, b: np.ndarray, out: np.ndarray
) -> None:
    for _ in range(times):
        minima(hashes, 0, hashes.shape[0], a, b, out, 0)


def share_of_limit() -> str:
    """Permutation steps a cycle, and how many the CPU could do at most.

    A step is a multiplication, an addition and a minimum of 32 bits. On Intel the multiplication is
    two micro-operations; with AVX-512 two ports take 16 lanes each: 2 · 16 / 4 = 8 steps a cycle.
    With AVX2 two of three ports multiply and compare, 8 lanes each: 2 · 8 / 3 = 5.3. On Zen 5 the
    multiplication is one, and four pipes of 16 lanes take three of them a step: 4 · 16 / 3 = 21.3;
    with AVX2, and on Zen 4, half of that. The clock is measured.
    """
    a, b = in_blocks(permutations(PERMUTATIONS))
    hashes = np.random.RandomState(1).randint(0, 1 << 32, 1000, dtype=np.uint32)
    out = np.empty(len(a), np.uint32)
    _chain(1, uint64(3))
    _minima_alone(1, hashes, a, b, out)
    clock = 4 * 50e6 / cpu_seconds(lambda: _chain(50_000_000, uint64(3)), 9) / 1e9
    steps = 3e6 * len(a) / cpu_seconds(lambda: _minima_alone(3000, hashes, a, b, out), 9) / 1e9
    asked = os.environ.get("NUMBA_CPU_FEATURES") or get_host_cpu_features().flatten()
    wide = "+avx512f" in asked.split(",")
    match get_host_cpu_name():
        case "znver5":
            limit = 64 / 3 if wide else 32 / 3
        case "znver4":
            limit = 32 / 3
        case _:
            limit = 8.0 if wide else 16 / 3
    return (
        f"{steps:.1f} G permutation steps/s at {clock:.2f} GHz = {steps / clock:.2f} a cycle, "
        f"{100 * steps / clock / limit:.0f} % of {limit:.1f}"
    )


def check(texts: list[str]) -> int:
    """Documents whose signature differs from datasketch's with the same shingle hash."""
    from datasketch import MinHash

    made = signatures(text_buffers(pa.array(texts)), PERMUTATIONS)
    theirs = MinHash.bulk(
        [shingles(t) for t in texts], num_perm=PERMUTATIONS, hashfunc=shingle_hash_32
    )
    return sum(not np.array_equal(a, b.hashvalues) for a, b in zip(made, theirs, strict=True))


def alone() -> None:
    """What a process compiled for another CPU tells of ours."""
    reviews, long = corpora()
    print(json.dumps([speed(ours, reviews), speed(ours, long), share_of_limit()]))


def corpora() -> tuple[list[str], list[str]]:
    """Reviews, and fifty of them a text."""
    reviews = [d["text"] for d in documents("nsmc_naver_movie")]
    return reviews, ["\n".join(reviews[i : i + 50]) for i in range(0, len(reviews), 50)]


def main() -> None:
    reviews, long = corpora()
    print("| tool | reviews, MB/s | long texts, MB/s |")
    print("|---|---|---|")
    for name, (prepare, share) in TOOLS.items():
        speeds = []
        for texts in (reviews, long):
            some = list(islice(texts, int(len(texts) * share)))
            try:
                speeds.append(f"{speed(prepare, some):.1f}")
            except ImportError:
                speeds.append("not installed")
        print(f"| {name} | {' | '.join(speeds)} |", flush=True)
    command = [sys.executable, "-m", "benchmarks.dedup.kernel", "--alone"]
    done = subprocess.run(command, env=os.environ | AVX2, capture_output=True, check=True)
    on_reviews, on_long, limit = json.loads(done.stdout)
    print(f"| lmkor-data, AVX2 only | {on_reviews:.1f} | {on_long:.1f} |")
    print()
    print("| part | reviews, ms a MB | long texts, ms a MB |")
    print("|---|---|---|")
    for name, one, other in zip(PARTS, by_parts(reviews), by_parts(long), strict=True):
        print(f"| {name} | {one:.2f} | {other:.2f} |")
    print()
    print(f"inner loop: {share_of_limit()}")
    print(f"inner loop, AVX2 only: {limit}")
    print(f"signatures unlike datasketch's: {check(reviews[:10_000])} of 10,000")


if __name__ == "__main__":
    alone() if sys.argv[1:] == ["--alone"] else main()
