"""Which shards a task reads together, so that what it writes ends at a size and not with its input.

Many small files (one an import, one a crawled site and category) become few shards of a sane size.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lmkor_data.corpus.layout import Shard

#: Shards are grouped up to this many bytes (of their files).
GROUP_BYTES = 64 << 20


@dataclass(frozen=True)
class ShardGroup:
    """Shards of one category that one task reads, in their order."""

    name: str  #: `part-00000`: unique in the stage, the file name of what is written
    shards: tuple[Shard, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(shard.path for shard in self.shards)

    @property
    def bytes(self) -> int:
        return sum(shard.bytes for shard in self.shards)


def group_shards(
    shards: Sequence[Shard], planned: Mapping[str, Sequence[Path]]
) -> list[ShardGroup]:
    """Group shards by category and size; groups of earlier runs stay as they were planned.

    `planned` has the paths of each group of earlier runs. Shards that it does not name form new
    groups behind them, so that what is written stays, and only what is new is worked on. A group
    loses the shards that are no longer there, and is gone when none is.
    """
    left = {os.path.abspath(shard.path): shard for shard in shards}
    groups = []
    for name, paths in sorted(planned.items()):
        members = [left.pop(p) for p in map(os.path.abspath, paths) if p in left]
        if members:
            groups.append(ShardGroup(name, tuple(members)))
    number = 1 + max((_number(name) for name in planned), default=-1)
    held: list[Shard] = []
    for shard in sorted(left.values(), key=lambda shard: (shard.category, shard.name)):
        full = sum(s.bytes for s in held) + shard.bytes > GROUP_BYTES
        sound = _is_sound(shard)
        if held and (full or not sound or held[0].category != shard.category):
            groups.append(ShardGroup(_name(number), tuple(held)))
            number, held = number + 1, []
        if sound:
            held.append(shard)
        else:
            groups.append(ShardGroup(_name(number), (shard,)))
            number += 1
    if held:
        groups.append(ShardGroup(_name(number), tuple(held)))
    return groups


def _is_sound(shard: Shard) -> bool:
    """Whether a shard can share a task: one that cannot be read must fail alone."""
    if shard.path.suffix != ".parquet":
        return False
    try:
        return "text" in pq.read_schema(shard.path).names
    except (pa.ArrowException, OSError):
        return False


def _name(number: int) -> str:
    return f"part-{number:05d}"


def _number(name: str) -> int:
    digits = name.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else -1
