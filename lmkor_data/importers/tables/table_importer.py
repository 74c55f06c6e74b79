"""`import tables`: rows of table files into raw documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from lmkor_data.importers.content.json_objects import first_key
from lmkor_data.importers.content.unpacking import content_name, unpacked
from lmkor_data.importers.importer import Importer, Piece
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.tables.columns import Columns
from lmkor_data.importers.tables.delimited import read_delimited
from lmkor_data.importers.tables.json_array import read_json_array
from lmkor_data.importers.tables.jsonl import read_jsonl
from lmkor_data.importers.tables.parquet import read_parquet
from lmkor_data.importers.tables.spreadsheet import read_spreadsheet
from lmkor_data.importers.tables.table_documents import TableDocuments
from lmkor_data.importers.tables.table_options import TableOptions

READERS: dict[str, Callable[[Path, TableOptions, Intake], Iterator[Columns]]] = {
    "csv": read_delimited,
    "jsonl": read_jsonl,
    "json": read_json_array,
    "parquet": read_parquet,
    "xlsx": read_spreadsheet,
}

_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
}


class TableImporter(Importer):
    """Tables of any format; a row becomes a document."""

    name = "tables"
    options = TableOptions

    def read(self, piece: Piece, options: TableOptions, intake: Intake) -> Iterator[pa.RecordBatch]:
        """Yield the documents of one table file."""
        reader = READERS[options.format or table_format(piece.path)]
        documents = TableDocuments(options, piece.path.name, intake)
        for columns, rows in reader(piece.path, options, intake):
            yield documents.of(columns, rows)


def table_format(path: Path) -> str:
    """By the file's name; where that tells nothing, by its first line."""
    known = _BY_SUFFIX.get(Path(content_name(path)).suffix.lower())
    if known:
        return known
    try:
        head = next(unpacked(path), b"")
    except DamagedError:
        head = b""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if first_key(head) is None:
        return "csv"
    try:
        return "jsonl" if isinstance(json.loads(head.split(b"\n", 1)[0]), dict) else "json"
    except ValueError:
        return "json"
