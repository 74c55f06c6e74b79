"""Documents from shards, and from any Parquet or JSONL file with a text column."""

from __future__ import annotations

import bisect
import bz2
import contextlib
import gzip
import io
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from lmkor_data.corpus import layout
from lmkor_data.corpus.schema import DOCUMENT, conform, document_id, fitting, in_memory
from lmkor_data.errors import DamagedFileError, LmkorError

#: A batch holds about this much, so that memory does not depend on the length of documents.
BATCH_BYTES = 4 << 20
_MOST_ROWS = 1 << 16

#: Bytes of a line of JSON, at most.
LONGEST_LINE = 64 << 20


def read_shard(
    path: Path, columns: list[str] | None = None, row_groups: range | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file in batches of about `BATCH_BYTES`, in the order of the file."""
    with _parquet(path) as file:
        groups = row_groups if row_groups is not None else range(file.num_row_groups)
        for group in groups:
            meta = file.metadata.row_group(group)
            row_bytes = max(1, meta.total_byte_size // max(1, meta.num_rows))
            rows = max(16, min(_MOST_ROWS, BATCH_BYTES // row_bytes))
            # One thread: stages work in parallel by processes, and threads cost half as much again.
            batches = file.iter_batches(
                rows, row_groups=[group], columns=columns, use_threads=False
            )
            read = 0
            while (batch := _next(batches, path)) is not None:
                read += batch.num_rows
                yield batch
            if read != meta.num_rows:  # a flipped bit in a page's header, which has no checksum
                raise _damaged(path, f"{read:,} of {meta.num_rows:,} rows of a group")


def read_documents(
    shard: layout.Shard, rows: range | None = None, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The documents of a shard with their category; columns that stages added come along.

    A file that is not of this project is read too, if it has a `text` column: what it lacks of
    the document schema is filled in (the id from the file's name and the row). With `rows`, only
    those rows of the file; with `columns`, only the category and those columns of the document.
    """
    if shard.path.suffix != ".parquet":
        for batch in _read_jsonl(shard, rows):
            yield batch if columns is None else batch.select(["category", *columns])
        return
    row, groups = _row_groups(shard.path, rows)
    stored = None if columns is None else ["category", *columns]
    for batch in read_shard(shard.path, stored, groups):
        first, last = 0, batch.num_rows
        if rows is not None:
            first, last = max(0, rows.start - row), min(last, rows.stop - row)
        if first < last:
            yield _as_documents(batch.slice(first, last - first), shard, row + first, columns)
        row += batch.num_rows


def shard_metadata(path: Path) -> pq.FileMetaData:
    """The footer of a Parquet file: rows, row groups, sizes."""
    with _parquet(path) as file:
        return file.metadata


def shard_columns(path: Path) -> list[str]:
    """The names of the columns of a Parquet file."""
    schema = shard_metadata(path).schema
    return list(dict.fromkeys(schema.column(i).path.split(".")[0] for i in range(len(schema))))


@contextlib.contextmanager
def open_text(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where its name ends in .gz, .bz2 or .zst."""
    with contextlib.ExitStack() as stack:
        packed = stack.enter_context(path.open("rb"))
        unpacked: IO[bytes] = packed
        if path.suffix == ".gz":
            unpacked = cast(IO[bytes], stack.enter_context(gzip.open(packed)))
        elif path.suffix == ".bz2":
            unpacked = cast(IO[bytes], stack.enter_context(bz2.open(packed)))
        elif path.suffix == ".zst":
            frames = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
            unpacked = io.BufferedReader(frames)
        yield unpacked


@contextlib.contextmanager
def _parquet(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        file = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as cause:
        raise DamagedFileError(f"{path} is not a readable Parquet file ({cause}).") from cause
    with file:
        yield file


def _next(batches: Iterator[pa.RecordBatch], path: Path) -> pa.RecordBatch | None:
    try:
        return next(batches, None)
    except (pa.ArrowException, OSError) as cause:
        raise _damaged(path, str(cause)) from cause


def _damaged(path: Path, how: str) -> DamagedFileError:
    return DamagedFileError(
        f"{path} is damaged ({how}). Make it again with the command that made it, or restore it "
        f"from a copy; `lmkor-data verify` checks the rest of the corpus."
    )


def _row_groups(path: Path, rows: range | None) -> tuple[int, range | None]:
    """The row groups that hold `rows`, and the number of the first row in them."""
    if rows is None:
        return 0, None
    with _parquet(path) as file:
        sizes = [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)]
    starts = [0, *itertools.accumulate(sizes)]
    first = max(0, bisect.bisect_right(starts, rows.start) - 1)
    return starts[first], range(first, bisect.bisect_left(starts, rows.stop))


def _read_jsonl(shard: layout.Shard, wanted: range | None) -> Iterator[pa.RecordBatch]:
    rows: list[dict] = []
    held = 0
    first = wanted.start if wanted is not None else 0
    with open_text(shard.path) as file:
        stop = wanted.stop if wanted is not None else None
        lines = itertools.islice(_lines(file, shard.path), first, stop)
        for number, line in enumerate(lines, first + 1):
            try:
                row = _storable(_parsed(line))
                held += len(row["text"])
            except (ValueError, KeyError, TypeError) as cause:
                raise LmkorError(
                    f"{shard.path}, line {number}: not a JSON object with a `text` ({cause}). "
                    f"`lmkor-data import tables` skips such lines and reports them."
                ) from cause
            rows.append(row)
            if held * 3 >= BATCH_BYTES or len(rows) >= _MOST_ROWS:
                yield _as_documents(pa.RecordBatch.from_pylist(rows), shard, first)
                first += len(rows)
                rows, held = [], 0
    if rows:
        yield _as_documents(pa.RecordBatch.from_pylist(rows), shard, first)


def _lines(file: IO[bytes], path: Path) -> Iterator[bytes]:
    """The lines of a file, each of a length that memory holds: a packed file may be a bomb."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise LmkorError(
                f"{path} has a line of more than {LONGEST_LINE >> 20} MB, which no document is. "
                f"Is it JSON Lines, one object a line?"
            )
        yield line


def _parsed(line: bytes) -> dict:
    """The object of a line. Bytes that are no UTF-8 become U+FFFD; an empty line is an empty
    document, so that rows keep their numbers."""
    try:
        row = json.loads(line) if line.strip() else {"text": None}
    except UnicodeDecodeError:
        row = json.loads(line.decode("utf-8", "replace"))
    if not isinstance(row, dict):
        raise ValueError(f"it is a {type(row).__name__}")
    return row


def _storable(row: dict) -> dict:
    """JSON can hold half of a surrogate pair (`\\ud83d`), UTF-8 cannot: U+FFFD in its place."""
    for key, value in row.items():
        if isinstance(value, str) and not value.isascii():
            row[key] = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        elif value is None and key == "text":
            row[key] = ""
    return row


def _as_documents(
    batch: pa.RecordBatch, shard: layout.Shard, first: int, wanted: Sequence[str] | None = None
) -> pa.RecordBatch:
    names = batch.schema.names
    if "text" not in names and (wanted is None or "text" in wanted):
        names = names if wanted is None else shard_columns(shard.path)
        raise LmkorError(f"{shard.path} has no column `text`; its columns: {', '.join(names)}.")
    added = [f for f in batch.schema if f.name not in DOCUMENT.names and f.name != "category"]
    columns = {name: batch.column(name) for name in names}
    rows = batch.num_rows
    for name, known in (("category", shard.category), ("source", shard.path.name.split(".")[0])):
        if name not in columns:
            columns[name] = pa.repeat(pa.scalar(known), rows)
        elif columns[name].null_count:
            columns[name] = columns[name].cast(pa.string()).fill_null(known)
    if "id" not in columns and (wanted is None or "id" in wanted):
        columns["id"] = pa.nulls(rows, pa.string())
    if "id" in columns and columns["id"].null_count:
        ids = pa.array([document_id(shard.path.name, str(first + i)) for i in range(rows)])
        columns["id"] = pc.coalesce(columns["id"].cast(pa.string()), ids)
    schema = pa.schema([*in_memory(DOCUMENT), *added])
    if wanted is not None:
        schema = pa.schema([schema.field(name) for name in ("category", *wanted)])
    try:
        if "text" in columns and columns["text"].null_count:
            columns["text"] = fitting(columns["text"], DOCUMENT.field("text")).fill_null("")
        return conform(pa.RecordBatch.from_pydict(columns), schema)
    except pa.ArrowInvalid as cause:
        raise LmkorError(f"{shard.path}, rows from {first} on: {cause}") from cause
