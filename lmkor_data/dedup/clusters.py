"""Clusters of duplicates for people to look at: side by side, with differences marked."""

from __future__ import annotations

import difflib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lmkor_data.corpus.layout import require_shards, shards
from lmkor_data.corpus.reading import read_shard
from lmkor_data.corpus.state.lookup import find_rows

#: Members shown per cluster, and characters shown on each side of a difference.
MEMBERS = 5
CONTEXT = 40


class Member(NamedTuple):
    """A removed document."""

    id: str
    rule: str
    similarity: float
    text: str


@dataclass(frozen=True)
class Cluster:
    """A survivor and the documents removed as its copies."""

    id: str
    text: str
    size: int  #: number of removed documents
    members: list[Member]  #: at most `MEMBERS` of them


def clusters(source: Path, removed: Path, number: int, rule: str | None) -> list[Cluster]:
    """Return the `number` largest clusters of `removed`, of one rule or all; texts from `source`.

    Empty where nothing was removed. Raises `LmkorError` where `source` holds no documents.
    """
    require_shards(source)
    held = _removed(removed, rule)
    sizes = Counter(row["survivor"] for row in _removed(removed, rule))
    largest = heapq.nsmallest(number, sizes.items(), key=lambda item: (-item[1], item[0]))
    members: dict[str, list[dict]] = {survivor: [] for survivor, _ in largest}
    for row in held:
        of_cluster = members.get(row["survivor"])
        if of_cluster is not None and len(of_cluster) < MEMBERS:
            of_cluster.append(row)
    ids = set(members) | {row["id"] for rows in members.values() for row in rows}
    texts = {row["id"]: row["text"] for row in find_rows(source, ids)}
    return [
        Cluster(
            survivor,
            texts.get(survivor, ""),
            size,
            [
                Member(row["id"], row["rule"], row["similarity"], texts.get(row["id"], ""))
                for row in members[survivor]
            ],
        )
        for survivor, size in largest
    ]


def differences(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Iterate over `other` in pieces: ("same", …), ("added", …), and ("missing", …) for gaps."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "same", one[a:b]
            continue
        if b > a:
            yield "missing", one[a:b]
        if d > c:
            yield "added", other[c:d]


def shortened(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Replace the middle of long pieces that are the same by an ellipsis."""
    for kind, piece in pieces:
        long = kind == "same" and len(piece) > 2 * CONTEXT + 10
        yield kind, f"{piece[:CONTEXT]} … {piece[-CONTEXT:]}" if long else piece


def _removed(folder: Path, rule: str | None) -> Iterator[dict]:
    columns = ["id", "rule", "survivor", "similarity"]
    for shard in shards(folder):
        for batch in read_shard(shard.path, columns):
            for row in batch.to_pylist():
                if row["survivor"] and rule in (None, row["rule"]):
                    yield row
