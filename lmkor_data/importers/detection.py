"""Which importer reads a file: told by its first bytes, its name, and where those do not tell,
by what its text looks like."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.archives import is_archive, member_names
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.documents.readers import document_reader
from lmkor_data.importers.documents.text_lines import is_tabbed
from lmkor_data.importers.tables.column_choice import choose
from lmkor_data.importers.tables.formats.delimited import delimited_layout
from lmkor_data.importers.tables.table import Table, sample_of
from lmkor_data.importers.tables.table_importer import table_format
from lmkor_data.importers.tables.table_options import TableOptions

_TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".xlsx"),
    *(".xls", ".xlsm", ".xlsb", ".ods"),
)
_NAMUWIKI = re.compile(rb'"(?:namespace|contributors)"\s*:')
_MODU = re.compile(rb'"document"\s*:\s*\[')
_MODU_NAMES = re.compile(r"NIKL|모두의|(?:^|/)[NSEWM][A-Z]RW\d|(?:^|/)MDRW\d|(?:^|/)SDRW\d")


class Detected(NamedTuple):
    """The importer for a file, and why."""

    importer: str
    why: str


def detect_importer(path: Path, options: TableOptions) -> Detected:
    """Tell the importer of a file. Raises `LmkorError` for what no reader takes, saying why."""
    if path.stat().st_size == 0:
        raise LmkorError(f"{path} is empty.")
    if is_archive(path):
        return _of_archive(path, options)
    return _of_content(Content(path), options)


def _of_archive(path: Path, options: TableOptions) -> Detected:
    names = [name for name, size in member_names(path) if size]
    if not names:
        raise LmkorError(f"{path} is an archive without files.")
    told = any(_MODU_NAMES.search(name) for name in [path.name, *names])
    if told and any(name.lower().endswith(".json") for name in names):
        return Detected("modu", "its names are those of 모두의 말뭉치")
    votes: dict[str, int] = {}
    why = ""
    for name in names[:: max(1, len(names) // 10)]:
        try:
            found = _of_content(Content(path, name), options)
        except LmkorError:
            continue
        votes[found.importer] = votes.get(found.importer, 0) + 1
        why = why or f"{name} inside: {found.why}"
    if not votes:
        raise LmkorError(f"{path}: no reader takes what is inside ({', '.join(names[:5])}).")
    return Detected(max(votes, key=lambda importer: votes[importer]), why)


def _of_content(content: Content, options: TableOptions) -> Detected:
    head = content.head()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"WARC/"):
        return Detected("warc", "it begins as a web archive does")
    if b"<mediawiki" in head[:4096]:
        return Detected("wikipedia", "it begins as a MediaWiki dump does")
    if start[:1] in (b"[", b"{") and (found := _of_json(start)):
        return found
    format = table_format(content)
    if format in ("parquet", "arrow", "jsonl", "json"):
        return Detected("tables", f"it is {format}")
    if format == "xlsx" and not _is_document(content, head):
        return Detected("tables", "it is a workbook")
    if format == "html" and content.suffix in (".xls", ".xlsx"):
        return Detected("tables", "it is an HTML table under a workbook's name")
    if content.suffix in _TABLE_SUFFIXES and format == "csv":
        reader = document_reader(content, "auto", None)
        if reader.form in ("chat", "subtitle"):
            return Detected("texts", f"it is a {reader.form}")
        return Detected("tables", f"its name ends in {content.suffix}")
    reader = document_reader(content, "auto", None)
    if reader.form in ("text", "lines") and (table := _as_table(content, options)):
        return Detected("tables", table)
    if reader.form in ("text", "lines") and is_tabbed(reader.text):
        return Detected("tables", "its lines have one number of tabs")
    return Detected(
        "texts", f"it is read as {reader.form}" if reader.form != "text" else "it is text"
    )


def _of_json(start: bytes) -> Detected | None:
    """The dumps among JSON files."""
    first = start[:20_000]
    if _NAMUWIKI.search(first) and b'"title"' in first and b'"text"' in first:
        return Detected("namuwiki", "its objects have the keys of Namuwiki's dump")
    if start[:1] == b"{" and _MODU.search(first) and b'"metadata"' in first:
        return Detected("modu", "it has the keys of 모두의 말뭉치")
    return None


def _is_document(content: Content, head: bytes) -> bool:
    try:
        document_reader(content, "auto", None)
    except (LmkorError, zipfile.BadZipFile):
        return False
    return True


def _as_table(content: Content, options: TableOptions) -> str | None:
    """Why a file without a table's name is one: its first rows name columns that we know."""
    try:
        layout = delimited_layout(content, options)
        if len(layout.names) < 2 or not layout.rows:
            return None
        table = Table(
            content.place, layout.names, sample_of(layout.rows, layout.names), lambda _: iter(())
        )
        choice = choose(table, options)
    except LmkorError:
        return None
    names = [*choice.guessed.values(), *choice.wanted.values()]
    return f"its first row names columns: {', '.join(dict.fromkeys(n for g in names for n in g))}"
