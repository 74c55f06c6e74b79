"""Whether a page is Korean, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HANGUL = re.compile(r"[가-힣]+")
_KANA = re.compile(r"[\u3040-\u30ff]+")
_UNSEEN = re.compile(
    r"<(script|style|pre|code)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_FOREIGN = ("euc-jp", "shift_jis", "shift-jis", "sjis", "iso-2022-jp", "gb", "big5")

#: A Korean page has this many syllables, and they are this share of its letters.
SYLLABLES, SHARE = 100, 0.2


@dataclass
class Extract:
    """The main text of a page, with the title and date that the page states."""

    text: str
    title: str | None
    date: str | None


def decode(content: bytes, declared: str | None = None) -> str:
    """Strict UTF-8, else strict cp949, whatever is declared; else what is declared.

    A declared Chinese or Japanese encoding comes before cp949: their bytes are Hangul there.
    """
    written = _DECLARED.search(content[:4096])
    declared = (declared or (written[1].decode() if written else "utf-8")).lower()
    foreign = [declared] if declared.startswith(_FOREIGN) else []
    for encoding in ("utf-8", *foreign, "cp949"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return content.decode(declared, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def may_be_korean(content: bytes) -> bool:
    """A look at the bytes alone, so that pages in other languages cost little.

    Hangul in UTF-8 begins with EA to ED; in cp949 almost every byte of it is B0 to C8 or above A0.
    """
    telling = len(content) - len(content.translate(None, _HANGUL_BYTES))
    return telling >= SYLLABLES


def is_korean(page: str) -> bool:
    """By the share of Hangul among the letters that are shown, and no more kana than Hangul."""
    shown = _UNSEEN.sub(" ", page)
    hangul = sum(map(len, _HANGUL.findall(shown)))
    if hangul < SYLLABLES:
        return False
    letters = sum(map(len, _LETTERS.findall(shown)))
    kana = sum(map(len, _KANA.findall(shown)))
    return hangul >= SHARE * letters and kana < hangul


def main_text(page: str, url: str | None) -> Extract | None:
    """The main text of an HTML page by trafilatura, without menus, comments and tables."""
    import trafilatura  # takes half a second, which plain texts need not spend

    found = trafilatura.bare_extraction(
        page, url=url, include_comments=False, include_tables=False, with_metadata=True
    )
    text = getattr(found, "text", None)
    if not text or not text.strip():
        return None
    return Extract(text, getattr(found, "title", None), getattr(found, "date", None))


_HANGUL_BYTES = bytes(range(0xB0, 0xC9)) + b"\xea\xeb\xec\xed"
