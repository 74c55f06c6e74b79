"""`import modu`: folders and zip files of 모두의 말뭉치 into raw documents."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.modu.modu_document import modu_text
from lmkor_data.text.dates import parse_date


@dataclass(frozen=True, kw_only=True)
class ModuOptions(ImportOptions):
    """How documents become ours. Without `category`, it is the kind: news, book, blog, …"""

    source: str = "modu"


class ModuImporter(Importer):
    """JSON files, zip files of them, and folders of both, as they are distributed."""

    name = "modu"
    options = ModuOptions

    def pieces(self, files: Sequence[Path], options: ModuOptions) -> list[Piece]:
        """Cut archives into their JSON files; a file inside is a piece."""
        planned: list[Piece] = []
        for path in files:
            if path.suffix.lower() == ".zip":
                planned += _members(path)
            elif path.suffix.lower() == ".json":
                planned.append(Piece(path))
        if not planned:
            raise LmkorError("No JSON or zip file was found. Name the files as downloaded.")
        return planned

    def read(self, piece: Piece, options: ModuOptions, intake: Intake) -> Iterator[pa.RecordBatch]:
        """Yield the documents of one JSON file."""
        content = Content(piece.path, piece.member).whole()
        intake.read(len(content))
        text = b"".join(as_utf8(iter([content]), detect(iter([content]))))
        name = piece.member or piece.path
        try:
            documents = _document_list(json.loads(text))
        except (ValueError, KeyError, TypeError) as cause:
            raise LmkorError(
                f"{name} is not a file of 모두의 말뭉치 ({_reason(cause)}). It is left out; "
                f"the others are imported."
            ) from cause
        yield from in_batches(_documents(documents, options, intake), options.source)


def _document_list(tree: dict[str, Any]) -> list[Any]:
    """The documents of a file; summaries call them `data`. Raises `KeyError` without any."""
    for name in ("document", "data", "Data"):
        found = tree.get(name)
        if isinstance(found, list) and (name == "document" or _has_summaries(found)):
            return found
    return list(tree["document"])


def _has_summaries(found: list[Any]) -> bool:
    return bool(found) and isinstance(found[0], dict) and "document_id" in found[0]


def _documents(documents: list[Any], options: ModuOptions, intake: Intake) -> Iterator[Found]:
    for place, document in enumerate(documents, 1):
        try:
            title, text, kind = modu_text(document)
        except (ValueError, AttributeError, TypeError) as cause:
            intake.quarantine(_reason(cause), f"document {place}")
            continue
        if not text:
            intake.drop("no text")
            continue
        metadata = document.get("metadata") or {}
        date = str(metadata.get("date") or "") if isinstance(metadata, dict) else ""
        yield Found(
            str(document.get("id") or document.get("document_id") or text),
            text,
            title,
            published_at=parse_date(date) if date else None,
            category=options.category or kind,
            kind=kind,
        )


def _reason(cause: Exception) -> str:
    if isinstance(cause, KeyError):
        return "no `document` in it"
    return str(cause) if isinstance(cause, ValueError) else "not of the shape of a document"


def _members(path: Path) -> list[Piece]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.lower().endswith(".json"))
    except (zipfile.BadZipFile, OSError) as cause:
        raise LmkorError(f"{path} is not a readable zip file ({cause}). Fetch it again.") from cause
    return [Piece(path, member=name, number=at) for at, name in enumerate(names)]
