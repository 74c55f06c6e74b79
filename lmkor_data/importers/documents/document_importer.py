"""`import texts`: files of text, each one document or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.archives import is_archive, member_names
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.documents.readers import DocumentReader, document_reader, read_found
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import UNCATEGORISED, Intake

#: Files in an archive that one task reads.
_GROUP_BYTES = 64 << 20


@dataclass(frozen=True, kw_only=True)
class DocumentOptions(ImportOptions):
    """How files become documents."""

    kind: str | None = None
    encoding: str | None = None  #: None: detected
    per: str = "auto"  #: what a document is: a file, a line, a message; auto: told by the content
    markup: bool = False  #: keep the marks of Markdown and BBCode


class DocumentImporter(Importer):
    """Plain text, Markdown, pages, subtitles, chats, books and word processors' files."""

    name = "texts"
    options = DocumentOptions

    def pieces(self, files: Sequence[Path], options: DocumentOptions) -> list[Piece]:
        """Each file is a piece; the files in an archive are read in groups."""
        planned: list[Piece] = []
        for path in files:
            planned += _groups(path) if is_archive(path) else [Piece(path)]
        return planned

    def read(
        self, piece: Piece, options: DocumentOptions, intake: Intake
    ) -> Iterator[pa.RecordBatch]:
        """Yield the documents of a file, or of each file in an archive."""
        yield from in_batches(self._found(piece, options, intake), options.source)

    def _found(self, piece: Piece, options: DocumentOptions, intake: Intake) -> Iterator[Found]:
        for member in piece.members or (piece.member,):
            content = Content(piece.path, member)
            try:
                yield from _of_content(content, options, intake)
            except LmkorError as cause:
                if not piece.members:
                    raise
                intake.quarantine(f"files left out ({cause})", member)


def _of_content(content: Content, options: DocumentOptions, intake: Intake) -> Iterator[Found]:
    reader: DocumentReader = document_reader(content, options.per, options.encoding)
    intake.note(reader.note)
    intake.rules.append(f"{content.place}: read as {reader.form}")
    for found in read_found(reader, content, options.markup, intake):
        if not found.text.strip():
            intake.drop("no text")
            continue
        found.native = f"{content.name if content.member else content.path.name}\x1f{found.native}"
        if options.category is not None or found.category == UNCATEGORISED:
            found.category = options.category or UNCATEGORISED
        found.kind = options.kind or found.kind
        yield found


def _groups(path: Path) -> list[Piece]:
    groups: list[list[str]] = [[]]
    held = 0
    for name, size in member_names(path):
        if groups[-1] and held + size > _GROUP_BYTES:
            groups.append([])
            held = 0
        groups[-1].append(name)
        held += size
    if not groups[0]:
        raise LmkorError(f"{path} is an archive without files.")
    if len(groups) == 1:
        return [Piece(path, members=tuple(groups[0]))]
    return [Piece(path, number=n, members=tuple(group)) for n, group in enumerate(groups)]
