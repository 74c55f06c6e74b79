"""Importers by name: ours, those of installed packages, and `module:Class`."""

from __future__ import annotations

import difflib
import importlib
from importlib.metadata import entry_points
from typing import NamedTuple

from lmkor_data.errors import LmkorError
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
    return [*OWN, *(name for name in _installed() if name not in OWN)]


def summaries() -> dict[str, str]:
    """Name → one line about it; importers of other packages are loaded for theirs."""
    others = (name for name in importer_names() if name not in OWN)
    ours = {name: own.summary for name, own in OWN.items()}
    return ours | {name: find_importer(name).summary for name in others}


def find_importer(name: str) -> Importer:
    """Return the importer of this name, or of `module:Class`.

    Raises `LmkorError` where there is none, or where the class is not an importer.
    """
    place = OWN[name].place if name in OWN else _installed().get(name, name)
    if ":" not in place:
        near = difflib.get_close_matches(name, importer_names(), 1)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        raise LmkorError(
            f"There is no importer `{name}`.{hint} `lmkor-data import --list` names them; one of "
            f"your own is named as `module:Class`."
        )
    module, _, attribute = place.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as cause:
        raise LmkorError(
            f"The importer `{place}` cannot be loaded ({cause}). The module must be importable: "
            f"install it, or set PYTHONPATH to its folder."
        ) from cause
    if not (isinstance(found, type) and issubclass(found, Importer)):
        raise LmkorError(f"`{place}` is not a subclass of lmkor_data.importers.importer.Importer.")
    return found()


def _installed() -> dict[str, str]:
    """Name → `module:Class` of the importers that installed packages declare."""
    return {point.name: point.value for point in entry_points(group=GROUP)}
