"""Which reader a file of text needs, told by its content, and what it reads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lmkor_data.categories import known_category
from lmkor_data.errors import LmkorError
from lmkor_data.extraction.page import extract_page
from lmkor_data.importers.batches import Found
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.mojibake import GARBLED, REPAIRED, repair
from lmkor_data.importers.documents.bbcode import bbcode_text, is_bbcode
from lmkor_data.importers.documents.chat_exports import conversations, is_chat
from lmkor_data.importers.documents.epub import epub_text
from lmkor_data.importers.documents.front_matter import split_front_matter
from lmkor_data.importers.documents.markdown import markdown_text
from lmkor_data.importers.documents.office import docx_text, hwp_text, office_format, pdf_text
from lmkor_data.importers.documents.subtitles import is_subtitle, subtitle_text
from lmkor_data.importers.documents.text_lines import is_line_per_text, unquoted_lines
from lmkor_data.importers.documents.wiki_extracts import is_wiki_extract, wiki_pages
from lmkor_data.importers.intake import UNCATEGORISED, Intake
from lmkor_data.text.dates import parse_date

_HTML = (".html", ".htm", ".xhtml", ".mht")
_MARKDOWN = (".md", ".markdown", ".mdx", ".mkd")
_SUBTITLES = (".srt", ".smi", ".vtt", ".ass", ".ssa", ".sami")

#: A longer file is read by lines, or not at all.
_TEXT_BYTES = 128 << 20

#: What the first bytes are of things that are no text.
_OTHER = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a table: use `import tables`"),
    (b"ID3", "sound"),
    (b"OggS", "sound or film"),
    (b"RIFF", "sound or film"),
    (b"\x1f\x8b", "packed under a name that does not say so: call it .gz"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"{\\rtf", "RTF: save it as text or DOCX"),
)


@dataclass
class DocumentReader:
    """How a file is read."""

    form: str  #: name of the reader
    note: str = ""  #: why, where that is not plain from the file's name
    text: str = ""  #: the decoded content, of forms that are text
    lossy: int = 0  #: places where bytes were not of the encoding


def document_reader(content: Content, per: str, encoding: str | None) -> DocumentReader:
    """Tell the reader of a file. Raises `LmkorError` for what no reader takes."""
    head = content.head()
    if not head:
        return DocumentReader("text")
    office = _office(content, head)
    if office is not None:
        return DocumentReader(office)
    for magic, what in _OTHER:
        if head.startswith(magic):
            raise LmkorError(f"{content.place} is not a text: it is {what}.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:500].lower()
    if content.suffix in _HTML or start.startswith((b"<!doctype html", b"<html")):
        return DocumentReader("page")
    whole = content.whole(_TEXT_BYTES)
    found = encoding or detect(iter([whole]))
    text = b"".join(as_utf8(iter([whole]), found)).decode("utf-8", "replace")
    control = sum(c < " " and c not in "\n\r\t\f\x1b" for c in text[:20_000])
    if control > len(text[:20_000]) / 100:
        raise LmkorError(
            f"{content.place} is not a text that can be read: it holds control characters."
        )
    lossy = text.count("\ufffd")
    if lossy > max(20, len(text) / 50):
        raise LmkorError(
            f"{content.place} is in no encoding that was tried ({found} fits best, with {lossy:,} "
            f"faults). Name it with --encoding."
        )
    return DocumentReader(*_form(content, text, per), text, lossy)


def read_found(
    reader: DocumentReader, content: Content, markup: bool, intake: Intake
) -> Iterator[Found]:
    """Yield the documents of a file; `native` names each within it."""
    if reader.lossy:
        intake.edit("bytes that are not of the encoding, shown as U+FFFD", reader.lossy)
    intake.read(len(reader.text.encode("utf-8", "replace")) if reader.text else 0)
    if reader.form == "page":
        yield from _page(content, intake)
    elif reader.form in _OFFICE:
        text = _OFFICE[reader.form](content)
        intake.read(len(text.encode("utf-8", "replace")))
        if not text.strip():
            raise LmkorError(f"{content.place} holds no text: its pages may be pictures.")
        yield Found(text, text)
    elif reader.form == "epub":
        text, title = epub_text(content)
        intake.read(len(text.encode("utf-8", "replace")))
        yield Found(text, text, title, kind="book")
    elif reader.form == "lines":
        yield from _lines(reader.text, intake)
    elif reader.form == "chat":
        for number, talk in enumerate(conversations(reader.text), 1):
            yield Found(f"{number}\x1f{talk.text}", talk.text, kind="messenger",
                        published_at=parse_date(talk.messages[0].when))  # fmt: skip
    elif reader.form == "messages":
        for talk in conversations(reader.text):
            for number, message in enumerate(talk.messages, 1):
                yield Found(f"{talk.day}#{number}\x1f{message.text}", message.text,
                            kind="messenger", published_at=parse_date(message.when))  # fmt: skip
    elif reader.form == "wiki":
        for page in wiki_pages(reader.text):
            yield Found(page.id, page.text, page.title, page.url, kind="encyclopedia")
    else:
        yield _one(reader, content, markup, intake)


def _one(reader: DocumentReader, content: Content, markup: bool, intake: Intake) -> Found:
    """A file that is one document."""
    text = _mended(reader.text, intake)
    if reader.form == "subtitle":
        speech = subtitle_text(text)
        return Found(speech, speech, kind="subtitle")
    if reader.form == "bbcode" and not markup:
        plain = bbcode_text(text)
        return Found(plain, plain)
    if reader.form != "markdown":
        return Found(text, text)
    front = split_front_matter(text)
    body = front.body if markup else markdown_text(front.body)
    category = known_category(front.categories[-1])[:60] if front.categories else UNCATEGORISED
    date = parse_date(front.date) if front.date else None
    return Found(body, body, front.title, published_at=date, category=category)


def _mended(text: str, intake: Intake) -> str:
    """The text, repaired where it was once read in a wrong encoding; refused beyond repair."""
    verdict = repair(text[:20_000])
    if verdict is None:
        return text
    if verdict[0] == REPAIRED and (whole := repair(text)) and whole[1]:
        intake.edit("text repaired that was once read in a wrong encoding", 1)
        return whole[1]
    if verdict[0] == GARBLED:
        raise LmkorError(
            "The text is garbled: it was once read in a wrong encoding and saved so. Get the "
            "original file."
        )
    return text


def _lines(text: str, intake: Intake) -> Iterator[Found]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(unquoted_lines(lines), 1):
        verdict = repair(line)
        if verdict is not None and verdict[0] == GARBLED:
            intake.quarantine("text garbled by a wrong encoding", f"line {number}")
            continue
        if verdict is not None and verdict[1] is not None:
            intake.edit("text repaired that was once read in a wrong encoding", 1)
            line = verdict[1]
        if line.strip():
            yield Found(f"{number}\x1f{line}", line)


def _page(content: Content, intake: Intake) -> Iterator[Found]:
    whole = content.whole()
    intake.read(len(whole))
    page = extract_page(whole)
    yield Found(page.text, page.text, page.title, published_at=page.published_at)


def _form(content: Content, text: str, per: str) -> tuple[str, str]:
    """Reader and reason, of what is text."""
    if per == "line":
        return "lines", ""
    if per != "file":
        if content.suffix in _SUBTITLES or is_subtitle(text):
            return "subtitle", ""
        if is_chat(text):
            form = "messages" if per == "message" else "chat"
            return form, "chat exports: a document a day (--per message: a document a message)"
        if is_wiki_extract(text):
            return "wiki", "extracted wikis: a document a page"
    if content.suffix in _MARKDOWN:
        return "markdown", ""
    if per == "auto" and is_line_per_text(text):
        return "lines", "lists of texts: a document a line (--per file: a document a file)"
    return ("bbcode", "") if is_bbcode(text) else ("text", "")


def _office(content: Content, head: bytes) -> str | None:
    names: list[str] = []
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(content.seekable()) as package:
                names = package.namelist()
        except (zipfile.BadZipFile, OSError) as cause:
            raise LmkorError(f"{content.place} is a damaged zip file ({cause}).") from cause
    form = office_format(head, names, content.suffix)
    if form is None and "META-INF/container.xml" in names:
        return "epub"
    if form is None and names:
        raise LmkorError(f"{content.place} is not a text. Workbooks are read by `import tables`.")
    if form is None and head.startswith(b"\xd0\xcf\x11\xe0"):
        raise LmkorError(
            f"{content.place} is an old Office file: tables are read by `import tables`; save "
            f"others as DOCX or text."
        )
    return form


_OFFICE: dict[str, Callable[[Content], str]] = {
    "hwp": hwp_text,
    "pdf": pdf_text,
    "docx": docx_text,
}
