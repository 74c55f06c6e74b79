"""Text of word processors' files: HWP and HWPX (Hancom), PDF, DOCX.

HWP and PDF are read by libraries that are an extra of the package: `lmkor-data[documents]`.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, TypeVar
from xml.etree import ElementTree

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content

#: No real document unpacks to more.
_UNPACKED_BYTES = 64 << 20

#: What a PDF gives for glyphs that it maps to no letter.
_UNMAPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffd]|[\ue000-\uf8ff]")

#: Where the HWP library puts a footnote's number.
_NOTE_MARK = re.compile(r"\[\^e?\d+\]")

_Result = TypeVar("_Result")

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def hwp_text(content: Content) -> str:
    """The text of an HWP 5 or HWPX file, that of distribution documents too.

    Raises `LmkorError` where the library is missing, or the file is damaged or has a password.
    """
    try:
        import hwp_hwpx_parser
    except ImportError as cause:
        raise LmkorError(_missing(content, "HWP")) from cause
    whole = content.whole()
    _guarded(lambda: _refuse_large(whole, content), content, "HWP")
    with tempfile.NamedTemporaryFile(suffix=content.suffix or ".hwp") as copy:
        copy.write(whole)
        copy.flush()
        return _guarded(lambda: _hwp(hwp_hwpx_parser, copy.name), content, "HWP")


def _hwp(library: Any, name: str) -> str:
    reader = library.read(name)
    try:
        if reader.is_encrypted:
            raise ValueError("it has a password")
        options = library.ExtractOptions(
            table_style=library.TableStyle.CSV,
            table_delimiter=" ",
            image_marker=library.ImageMarkerStyle.NONE,
            paragraph_separator="\n",
        )
        return _NOTE_MARK.sub("", str(reader.extract_text(options) or ""))
    finally:
        reader.close()


def pdf_text(content: Content) -> str:
    """The text of a PDF file, page by page; of scanned pages there is none.

    Raises `LmkorError` where the library is missing, or the file is damaged or has a password.
    """
    try:
        import pypdfium2
    except ImportError as cause:
        raise LmkorError(_missing(content, "PDF")) from cause
    text = _guarded(lambda: _pdf(pypdfium2, content.whole()), content, "PDF")
    if len(_UNMAPPED.findall(text)) * 50 > len(text):
        raise LmkorError(
            f"{content.place} is left out: its fonts do not say which letters they show, so that "
            f"its text cannot be had from it without OCR."
        )
    return text


def _pdf(library: Any, whole: bytes) -> str:
    pages: list[str] = []
    size = 0
    with library.PdfDocument(whole) as document:
        for page in document:
            text = page.get_textpage().get_text_range()
            pages.append(text.replace("\r\n", "\n").replace("\x02", "").replace("\ufffe", ""))
            size += len(text)
            if size > _UNPACKED_BYTES:
                raise ValueError("it unpacks to more than 64 MB of text")
    return "\n".join(pages)


def docx_text(content: Content) -> str:
    """The text of a DOCX file, a line a paragraph; tables a line a row."""

    def read() -> str:
        with zipfile.ZipFile(io.BytesIO(content.whole())) as package:
            info = package.getinfo("word/document.xml")
            if info.file_size > _UNPACKED_BYTES:
                raise ValueError("it unpacks to more than 64 MB")
            root = ElementTree.fromstring(package.read(info))
        lines = []
        for paragraph in root.iter(f"{_WORD}p"):
            parts = []
            for node in paragraph.iter():
                if node.tag == f"{_WORD}t":
                    parts.append(node.text or "")
                elif node.tag in (f"{_WORD}tab", f"{_WORD}br"):
                    parts.append(" " if node.tag == f"{_WORD}tab" else "\n")
            lines.append("".join(parts))
        return "\n".join(line for line in lines if line.strip())

    return _guarded(read, content, "DOCX")


def office_format(head: bytes, names: list[str], suffix: str) -> str | None:
    """Which of these a file is by its first bytes and, for zip files, the names inside."""
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        marks = ("FileHeader".encode("utf-16-le"), "HwpSummaryInformation".encode("utf-16-le"))
        return "hwp" if suffix == ".hwp" or any(mark in head for mark in marks) else None
    if "Contents/content.hpf" in names or any(re.match(r"Contents/section\d", n) for n in names):
        return "hwp"
    return "docx" if "word/document.xml" in names else None


def _guarded(read: Callable[[], _Result], content: Content, form: str) -> _Result:
    try:
        return read()
    except LmkorError:
        raise
    except Exception as cause:  # the libraries raise whatever the damage provokes
        raise LmkorError(f"{content.place} is not a readable {form} file ({cause}).") from cause


def _missing(content: Content, form: str) -> str:
    return (
        f"{content.place} is a {form} file; reading it takes an extra: "
        f"pip install 'lmkor-data[documents]'."
    )


def _refuse_large(whole: bytes, content: Content) -> None:
    """Raise `LmkorError` where the parts of a file unpack to more than any real one's."""
    if whole[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(whole)) as package:
            size = sum(i.file_size for i in package.infolist() if i.filename.endswith(".xml"))
    else:
        import olefile

        with olefile.OleFileIO(io.BytesIO(whole)) as package:
            parts = [path for path in package.listdir() if path[0] in ("BodyText", "ViewText")]
            size = sum(_inflated(package.openstream(path).read()) for path in parts)
    if size > _UNPACKED_BYTES:
        raise LmkorError(f"{content.place} is left out: it unpacks to more than 64 MB of text.")


def _inflated(packed: bytes) -> int:
    """How large a stream is unpacked, counted no further than the limit."""
    try:
        unpacker = zlib.decompressobj(-15)
        return len(unpacker.decompress(packed, _UNPACKED_BYTES + 1))
    except zlib.error:
        return len(packed)
