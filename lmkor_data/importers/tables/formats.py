"""Which reader a file goes to: by its name, and by its first character where that leaves doubt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lmkor_data.corpus.reading import open_text, read_shard
from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.delimited import read_delimited
from lmkor_data.importers.tables.encodings import detect_encoding
from lmkor_data.importers.tables.json_array import read_json_array
from lmkor_data.importers.tables.jsonl import read_jsonl
from lmkor_data.importers.tables.rows import Choose, Rows
from lmkor_data.importers.tables.workbooks import read_workbook

_PACKED = (".gz", ".bz2", ".zst")
JSON = (".jsonl", ".ndjson", ".json")
DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls", ".xlsb", ".ods")
_MARK = b"\xef\xbb\xbf"


def read_rows(path: Path, choose: Choose) -> Iterator[Rows]:
    """The rows of a table file, in batches of bounded size."""
    if path.stat().st_size == 0:
        raise LmkorError(f"{path} is empty.")
    suffix = _suffix(path)
    if suffix == ".parquet":
        yield from _read_parquet(path, choose)
    elif suffix in WORKBOOKS:
        yield from read_workbook(path, choose)
    elif suffix in DELIMITED:
        with open_text(path) as stream:
            encoding = detect_encoding(stream)
        with open_text(path) as stream:
            yield from read_delimited(stream, choose, encoding)
    else:
        first = _first_character(path)
        if suffix not in JSON and first not in (b"{", b"["):
            known = ", ".join((*JSON, ".parquet", *DELIMITED, *WORKBOOKS))
            raise LmkorError(f"{path}: no table by its name. Known: {known}, packed .gz .bz2 .zst.")
        with open_text(path) as stream:
            yield from (read_json_array if first == b"[" else read_jsonl)(stream, choose)


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _first_character(path: Path) -> bytes:
    with open_text(path) as stream:
        return stream.read(4096).removeprefix(_MARK).lstrip()[:1]


def _read_parquet(path: Path, choose: Choose) -> Iterator[Rows]:
    wanted: list[str] | None = None
    row = 1
    for batch in read_shard(path):
        wanted = wanted or choose(batch.schema.names)
        yield Rows(batch.select(wanted), np.arange(row, row + batch.num_rows))
        row += batch.num_rows
