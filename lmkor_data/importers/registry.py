"""Importers by name: ours, those of installed packages, and `module:Class`."""

from __future__ import annotations

from typing import NamedTuple

from lmkor_data.errors import LmkorError
from lmkor_data.extensions import installed, load_extension
from lmkor_data.importers.importer import Importer

#: Entry point group in which other packages name their importers.
GROUP = "lmkor_data.importers"


class OwnImporter(NamedTuple):
    """One of our importers; its module is imported when asked for, so that the list is quick."""

    place: str  #: `module:Class`
    summary: str


_ROOM = "lmkor_data.importers."

OWN = {
    "tables": OwnImporter(
        _ROOM + "tables.table_importer:TableImporter",
        "CSV, TSV, JSON, JSON Lines, Parquet, Excel: columns by name, any encoding.",
    ),
    "texts": OwnImporter(
        _ROOM + "documents.document_importer:DocumentImporter",
        "A document per file: plain text, Markdown, saved web pages.",
    ),
    "wikipedia": OwnImporter(
        _ROOM + "wikipedia.wikipedia_importer:WikipediaImporter",
        "A MediaWiki dump: .xml.bz2, multistream too, or .xml.",
    ),
    "namuwiki": OwnImporter(
        _ROOM + "namuwiki.namuwiki_importer:NamuwikiImporter",
        "Namuwiki's dump: one JSON array of gigabytes.",
    ),
    "modu": OwnImporter(
        _ROOM + "modu.modu_importer:ModuImporter",
        "모두의 말뭉치: newspaper, written, web, spoken, messenger; folders or zip files.",
    ),
    "warc": OwnImporter(
        _ROOM + "warc.warc_importer:WarcImporter",
        "Web archives (WARC, WET), Common Crawl's for example: the Korean pages.",
    ),
}


def importer_names() -> list[str]:
    """Names of our importers, then of those that installed packages bring."""
    return [*OWN, *(name for name in installed(GROUP) if name not in OWN)]


def summaries() -> dict[str, str]:
    """Name → one line about it; importers of other packages are loaded for theirs."""
    others = (name for name in importer_names() if name not in OWN)
    ours = {name: own.summary for name, own in OWN.items()}
    return ours | {name: find_importer(name).summary for name in others}


def find_importer(name: str) -> Importer:
    """Return the importer of this name, or of `module:Class`.

    Raises `LmkorError` where there is none, or where the class is not an importer.
    """
    found = load_extension("importer", name, {own: where.place for own, where in OWN.items()})
    if not (isinstance(found, type) and issubclass(found, Importer)):
        raise LmkorError(f"`{name}` is not a subclass of lmkor_data.importers.importer.Importer.")
    importer: Importer = found()
    return importer
