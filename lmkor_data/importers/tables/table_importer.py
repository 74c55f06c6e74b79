"""`import tables`: rows of table files into raw documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.content.json_objects import first_key
from lmkor_data.importers.importer import Importer, Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.column_choice import Choice, choose
from lmkor_data.importers.tables.formats.columnar import open_arrow, open_parquet
from lmkor_data.importers.tables.formats.delimited import open_delimited
from lmkor_data.importers.tables.formats.html_tables import open_html
from lmkor_data.importers.tables.formats.json_tree import open_json
from lmkor_data.importers.tables.formats.jsonl import open_jsonl
from lmkor_data.importers.tables.formats.spreadsheet import open_spreadsheet
from lmkor_data.importers.tables.pieces import table_pieces
from lmkor_data.importers.tables.table import Rows, Table
from lmkor_data.importers.tables.table_documents import TableDocuments
from lmkor_data.importers.tables.table_options import TableOptions

Reader = Callable[[Content, TableOptions, Intake, Piece], list[Table]]

READERS: dict[str, Reader] = {
    "csv": open_delimited,
    "jsonl": open_jsonl,
    "json": open_json,
    "parquet": open_parquet,
    "arrow": open_arrow,
    "xlsx": open_spreadsheet,
    "html": open_html,
}

_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".html": "html",
    ".htm": "html",
}

#: First bytes that tell a format whatever the file is called.
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx"),
)

#: Values of partition folders that stand for none.
_NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"


class TableImporter(Importer):
    """Tables of any format; a row becomes a document."""

    name = "tables"
    options = TableOptions

    def pieces(self, files: Sequence[Path], options: TableOptions) -> list[Piece]:
        """Cut large files at rows, and archives into groups of files."""
        return table_pieces(files, options, table_format)

    def read(self, piece: Piece, options: TableOptions, intake: Intake) -> Iterator[pa.RecordBatch]:
        """Yield the documents of one table file, sheet by sheet."""
        for member in piece.members or (piece.member,):
            content = Content(piece.path, member)
            try:
                yield from self._of_content(content, piece, options, intake)
            except LmkorError as cause:
                if not piece.members:
                    raise
                intake.quarantine(f"files left out ({cause})", member)

    def _of_content(
        self, content: Content, piece: Piece, options: TableOptions, intake: Intake
    ) -> Iterator[pa.RecordBatch]:
        tables = open_tables(content, options, intake, piece)
        untold: list[LmkorError] = []
        for number, table in enumerate(tables):
            try:
                choice = choose(table, options)
            except LmkorError as cause:
                untold.append(cause)
                continue
            intake.note(choice.note())
            intake.rules.append(_told(table, choice))
            file = content.name if number == 0 else f"{content.name}/{number + 1}"
            named = "id" in dict(options.named)
            documents = TableDocuments(options, file, intake, named)
            names = list(dict.fromkeys(name for names in choice.wanted.values() for name in names))
            stored = [name for name in names if name not in table.constants]
            for rows in table.batches(stored):
                yield documents.of(choice.wanted, _with_constants(rows, names, table.constants))
        if tables and len(untold) == len(tables):
            raise untold[0]
        for fault in untold:
            intake.note(f"left out: {fault}")


def _told(table: Table, choice: Choice) -> str:
    """How a table is read, in one line for --sniff."""
    read = ", ".join(f"{ours} ← {' + '.join(names)}" for ours, names in choice.wanted.items())
    left = [name for name in table.names if not any(name in g for g in choice.wanted.values())]
    dropped = f"; dropped: {', '.join(left[:20])}" if left else ""
    return f"{table.place}: {'; '.join(table.rules)}; columns: {read}{dropped}"


def open_tables(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open a content by the reader of its format; partition folders become columns."""
    reader = READERS[options.format or table_format(content)]
    tables = reader(content, options, intake, piece)
    for table in tables:
        table.constants = _partitions(content, table.names)
    return tables


def table_format(content: Content) -> str:
    """Tell the format by the first bytes, then by the name, then by the first line."""
    head = content.head()
    for magic, format in _MAGIC:
        if head.startswith(magic):
            return format
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")):
        return "html"
    known = _BY_SUFFIX.get(content.suffix)
    if known and not (known == "csv" and first_key(head) is not None and start[:1] in b"[{"):
        return known
    if start[:1] not in (b"[", b"{") or not _is_json(head):
        return "csv"
    lines = head.lstrip(b"\xef\xbb\xbf").lstrip().split(b"\n", 2)
    try:
        several = len(lines) > 1 and lines[1].strip()[:1] == b"{"
        return "jsonl" if isinstance(json.loads(lines[0]), dict) and several else "json"
    except ValueError:
        return "json"


def _is_json(head: bytes) -> bool:
    """Whether a text that begins with a bracket goes on as JSON does."""
    rest = head.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()
    return rest[:1] in (b'"', b"{", b"[", b"]", b"}") or rest[:1].isdigit()


def _partitions(content: Content, names: Sequence[str]) -> dict[str, str]:
    """The values of folders named as Hive and Spark do: `cat=식품/`."""
    found = {}
    for folder in content.folders:
        key, mark, value = folder.partition("=")
        if mark and key and value != _NO_PARTITION and key not in names:
            found[unquote(key)] = unquote(value)
    return found


def _with_constants(rows: Rows, names: list[str], constants: dict[str, str]) -> Rows:
    added = {
        name: pa.repeat(pa.scalar(constants[name]), len(rows.numbers))
        for name in names
        if name in constants
    }
    return Rows(rows.columns | added, rows.numbers)
