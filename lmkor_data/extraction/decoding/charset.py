"""Which encoding a page is in. Korean pages often declare it wrong, so the bytes decide."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple


class Decoded(NamedTuple):
    """A page as text."""

    text: str
    encoding: str  #: as Python names it
    faults: int  #: bytes that are not of the encoding: U+FFFD in the text


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD = 4096
#: The designation that begins ISO-2022-KR (RFC 1557).
_ISO_2022_KR = b"\x1b$)C"

#: The same encoding under the names that Korean pages use.
_NAMES = {
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949",
    "ks_c_5601": "cp949", "ks_c_5601-1989": "cp949", "ksc_5601": "cp949", "korean": "cp949",
    "windows-949": "cp949", "ms949": "cp949", "x-windows-949": "cp949", "cp949": "cp949",
    "uhc": "cp949", "x-johab": "johab", "johab": "johab", "cp1361": "johab", "ms1361": "johab",
    "utf8": "utf-8", "unicode": "utf-16", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8",
}  # fmt: skip
#: Declared, these come before cp949: their bytes are Hangul there.
_FOREIGN = ("euc-jp", "euc_jp", "cp932", "iso-2022-jp", "gb18030", "big5", "euc-tw")

_HANGUL = re.compile(r"[가-힣]")
#: What a text has when it was decoded by the wrong one: Hanja, kana, private use, box drawing.
_STRANGE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\u2500-\u257f\u3041-\u30ff]")


def declared_charset(content: bytes, content_type: str = "") -> str | None:
    """The encoding that the HTTP header, else the page's own head declares, in Python's name."""
    found = _DECLARED.search(content_type.encode("latin-1", "replace"))
    found = found or _DECLARED.search(content[:_HEAD])
    if not found:
        return None
    name = found[1].decode("ascii", "replace").lower()
    name = _NAMES.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def decode_html(content: bytes, content_type: str = "") -> Decoded:
    """Read bytes as text: strict UTF-8 first, whatever is declared, then what reads best.

    UTF-8 does not come about by chance, so what is UTF-8 strictly is UTF-8. Else cp949 (which
    holds EUC-KR), Johab (KS X 1001 annex 3), UTF-16 without a mark, ISO-2022-KR and what is
    declared are compared by what they make of the bytes. A few bytes that belong to none of them
    become U+FFFD; they do not decide.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _replaced(content, encoding)
    if wide := _unmarked_utf16(content[:_HEAD]):
        return _replaced(content, wide)
    if _ISO_2022_KR in content[:_HEAD]:
        return _replaced(content, "iso2022_kr")
    try:
        return Decoded(content.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError as fault:
        if fault.start >= len(content) - 3 and fault.reason == "unexpected end of data":
            return Decoded(content[: fault.start].decode("utf-8"), "utf-8", 1)  # cut off by a limit
    declared = declared_charset(content, content_type)
    if declared and declared.startswith(_FOREIGN):
        try:
            return Decoded(content.decode(declared), declared, 0)
        except UnicodeDecodeError:
            pass
    candidates = dict.fromkeys(("utf-8", "cp949", "johab", *([declared] if declared else [])))
    return min((_replaced(content, name) for name in candidates), key=_strangeness)


def _replaced(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _strangeness(decoded: Decoded) -> float:
    """How unlike Korean text a decoding is, per character beyond ASCII; 0 is best.

    The common 2,350 syllables of KS X 1001 make up almost all Korean text; bytes read by the
    wrong table give rare ones, Hanja and faults. Western text counts as half strange, so that it
    is taken for cp1252 only where nothing Korean comes out.
    """
    text = decoded.text
    beyond = sum(1 for character in text if character > "\x7f") or 1
    hangul = _HANGUL.findall(text)
    # Python's EUC-KR spells a syllable that KS X 1001 lacks with eight bytes, the others with two.
    rare = (len("".join(hangul).encode("euc_kr", "ignore")) - 2 * len(hangul)) // 6
    strange = len(_STRANGE.findall(text)) + rare + 3 * decoded.faults
    western = beyond - len(hangul) - len(_STRANGE.findall(text)) - decoded.faults
    return (strange + 0.5 * max(0, western)) / beyond


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes of its ASCII letters."""
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = max(2, len(head) // 40)
    if odd >= least and odd > 4 * even:
        return "utf-16-le"
    if even >= least and even > 4 * odd:
        return "utf-16-be"
    return None
