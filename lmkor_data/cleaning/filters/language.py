"""Recognize foreign text by the raw text, for cleaning leaves only scraps of it."""

from __future__ import annotations

import re

_NO_TEXT = re.compile(r"https?://\S+|<[^<>]*>|[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]+")
_HANGUL = re.compile("[가-힣\u1100-\u11ffㄱ-ㅣ]+")

#: Letters that a text must hold to be called one of a language.
_LETTERS = 10


def is_foreign(raw: str) -> bool:
    """Return whether most letters of the text as found are not Hangul, links and tags aside."""
    text = _NO_TEXT.sub(" ", raw) if "<" in raw or "http" in raw or "@" in raw else raw
    hangul = sum(map(len, _HANGUL.findall(text)))
    if hangul >= len(text) / 2:  # most texts that are asked about: short ones
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= _LETTERS and hangul < letters / 2
