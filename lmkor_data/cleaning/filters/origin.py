"""Text that was never Korean: told from the raw text, for cleaning leaves only scraps of it."""

from __future__ import annotations

import re

_NO_TEXT = re.compile(r"https?://\S+|<[^<>]*>|[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]+")

#: Letters that a text must hold to be called one of a language.
_LETTERS = 10


def is_foreign(raw: str) -> bool:
    """Whether most letters of the text as found are not Hangul, links and tags aside."""
    letters = [c for c in _NO_TEXT.sub(" ", raw) if c.isalpha()]
    hangul = sum("\uac00" <= c <= "\ud7a3" or "\u1100" <= c <= "\u11ff" for c in letters)
    hangul += sum("\u3131" <= c <= "\u3163" for c in letters)
    return len(letters) >= _LETTERS and hangul < len(letters) / 2
