"""A corpus whose third daily batch has come, for runs that are disturbed: real movie reviews."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from benchmarks.dedup.corpus import documents, write_shard
from tests.dedup.corpora import digests, run

BATCHES, SHARDS, DOCUMENTS = 3, 3, 5_000


def begin(*corpora: Path) -> None:
    """Two batches of `SHARDS` shards of `DOCUMENTS` are deduplicated, the third one is there."""
    made = islice(documents("nsmc_naver_movie"), BATCHES * SHARDS * DOCUMENTS)
    rows = [{**row, "id": f"review-{number:07d}"} for number, row in enumerate(made)]
    for corpus in corpora:
        for batch in range(BATCHES):
            if batch:
                run(corpus)
            for shard in range(batch * SHARDS, (batch + 1) * SHARDS):
                write_shard(corpus / "clean", f"part-{shard}", rows[shard :: BATCHES * SHARDS])


def same(one: Path, other: Path) -> str:
    """Whether both results have the same bytes, and nothing under way is left of the second."""
    results = [digests(corpus / "dedup", corpus / "removed") for corpus in (one, other)]
    left = list(other.rglob(".unfinished*"))
    return f"same bytes: {results[0] == results[1]}, files left over: {len(left)}"
