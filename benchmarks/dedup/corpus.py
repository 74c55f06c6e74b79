"""Corpora for the benchmarks, made from the sample data as clean/ folders."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from lmkor_data.corpus.reading import open_text
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES = Path(os.environ.get("LMKOR_DATA_SAMPLES", _BESIDE))

ROWS = 100_000  # documents a shard


def sources() -> list[str]:
    return sorted(p.name.split(".")[0] for p in (SAMPLES / "jsonl").glob("*.jsonl.zst"))


def documents(source: str) -> Iterator[dict]:
    """The sample's documents; white space collapsed, a new line after each full stop."""
    with open_text(SAMPLES / "jsonl" / f"{source}.jsonl.zst") as lines:
        for line in lines:
            row = json.loads(line)
            text = re.sub(r"\s+", " ", row["text"]).strip().replace(". ", ".\n")
            if text:
                kind = "blog" if "blog" in source else "review"
                yield {
                    "id": row["id"],
                    "text": text,
                    "category": row["category"].split("/")[0],
                    "source": row["source"],
                    "kind": kind,
                    "n_sentences": text.count("\n") + 1,
                }


def write_shards(clean: Path, name: str, rows: Iterator[dict]) -> None:
    """Shards of `ROWS` documents: `name-000`, `name-001`, …"""
    held: list[dict] = []
    number = 0
    for row in rows:
        held.append(row)
        if len(held) == ROWS:
            write_shard(clean, f"{name}-{number:03d}", held)
            number, held = number + 1, []
    if held:
        write_shard(clean, f"{name}-{number:03d}", held)


def write_shard(clean: Path, name: str, rows: list[dict]) -> None:
    with ShardWriter(clean, name, CLEAN_DOCUMENT) as writer:
        writer.write(conform(pa.Table.from_pylist(rows), in_memory(CLEAN_DOCUMENT)))
