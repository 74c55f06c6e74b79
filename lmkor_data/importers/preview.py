"""What an import would read: reader, rules and first documents of a file, nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.importers.importer import Importer, ImportOptions
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError, Intake

#: Columns of a document that a preview shows, where they are not null.
_SHOWN = ("text", "title", "category", "kind", "rating", "published_at", "url")


@dataclass
class Preview:
    """How one file would be read."""

    file: str
    importer: str
    rules: list[str] = field(default_factory=list)  #: encoding, dialect, header, …
    notes: list[str] = field(default_factory=list)  #: what was guessed
    documents: list[dict[str, Any]] = field(default_factory=list)  #: the first ones
    bad_rows: dict[str, int] = field(default_factory=dict)  #: met on the way, by reason
    fault: str = ""  #: why it cannot be read


def preview_file(
    importer: Importer, path: Path, options: ImportOptions, number: int = 5
) -> Preview:
    """Read the first `number` documents of a file as an import would."""
    preview = Preview(str(path), importer.name)
    intake = Intake(options.source, options.category or UNCATEGORISED)
    try:
        for piece in importer.pieces([path], options)[:1]:
            for batch in importer.read(piece, options, intake):
                for row in batch.slice(0, number - len(preview.documents)).to_pylist():
                    preview.documents.append(
                        {name: _rounded(row[name]) for name in _SHOWN if row[name] is not None}
                    )
                if len(preview.documents) >= number:
                    break
    except (LmkorError, DamagedError) as cause:
        preview.fault = str(cause)
    preview.rules, preview.notes = intake.rules, intake.notes
    preview.bad_rows = intake.bad_rows
    return preview


def _rounded(value: Any) -> Any:
    """Ratings are stored in 32 bits: 2.4 and not 2.4000000953674316."""
    return round(value, 4) if isinstance(value, float) else value
