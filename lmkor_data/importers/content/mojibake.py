"""UTF-8 that was once read in another encoding: told by what it looks like, repaired if certain.

| read as | 배송 becomes |
|---|---|
| cp949 | 諛곗넚 |
| latin-1, cp1252 | ë°°ì†¡ |

Reading UTF-8 as latin-1 loses nothing. Reading it as cp949 loses the bytes that cp949 has no
letter for, so that only some texts can be repaired.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from lmkor_data.text.buffers import text_buffers

REPAIRED, GARBLED = "repaired", "garbled"

#: cp949 shows that byte and the next as one of these ideographs and rare syllables.
_IDEOGRAPH = "[\u4e00-\u9fff\uf900-\ufaff]"

_HANGUL = re.compile("[가-힣]")
_ODD = re.compile("[^\x00-\x7f]")


def repaired(column: pa.Array) -> dict[int, tuple[str, str | None]]:
    """Place → verdict and text of the values that were read wrongly; few columns hold any."""
    found: dict[int, tuple[str, str | None]] = {}
    for place in _suspects(column):
        text = column[place].as_py()
        verdict = repair(text) if text else None
        if verdict is not None:
            found[place] = verdict
    return found


def _suspects(column: pa.Array) -> list[int]:
    """Places of the texts that hold an ideograph, or a letter that latin-1 shows for Hangul's
    first byte: what wrongly read text always holds, and Korean text rarely."""
    texts = text_buffers(column)
    first, last = int(texts.offsets[0]), int(texts.offsets[-1])
    data = texts.data[first:last]
    # E4 to E9 lead ideographs, C3 AA to C3 AD are ê to í, EF A4 to EF AB compatibility ideographs
    telling = (data - 0xE4) < 6
    behind = data[1:]
    telling[:-1] |= (data[:-1] == 0xC3) & ((behind - 0xAA) < 4)
    telling[:-1] |= (data[:-1] == 0xEF) & ((behind - 0xA4) < 8)
    places = np.flatnonzero(telling) + first
    rows = np.searchsorted(texts.offsets, places, side="right") - 1
    return [int(row) for row in np.unique(rows)]


def repair(text: str) -> tuple[str, str | None] | None:
    """(REPAIRED, the text as it was), (GARBLED, None), or None for a text that is in order."""
    odd = _ODD.findall(text)
    if len(odd) < 2:
        return None
    for encoding in ("latin-1", "cp1252", "cp949"):
        once = _once(text, encoding)
        if once is not None and _reads_well(once, len(odd)):
            return REPAIRED, once
    if _mixed_latin(text) is not None:
        return REPAIRED, _mixed_latin(text)
    return (GARBLED, None) if _is_garbled(text, odd) else None


def _once(text: str, encoding: str) -> str | None:
    try:
        return text.encode(encoding).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _mixed_latin(text: str) -> str | None:
    """cp1252, where the five bytes that it has no letter for stayed as control characters."""
    try:
        raw = b"".join(bytes([ord(c)]) if ord(c) < 0x100 else c.encode("cp1252") for c in text)
        once = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return once if _reads_well(once, len(_ODD.findall(text))) else None


def _reads_well(once: str, odd: int) -> bool:
    """Whether most of what was not ASCII is Hangul now, and there is enough of it to be sure."""
    hangul = len(_HANGUL.findall(once))
    now = len(_ODD.findall(once))
    if hangul >= 2:
        return hangul * 2 >= now and odd >= 1.4 * now
    return hangul == 1 and odd >= 3 * now


def _is_garbled(text: str, odd: list[str]) -> bool:
    """Whether a text turns into Hangul in places when read as UTF-8, though the rest is lost.

    Korean in cp949 holds next to no bytes that are Hangul in UTF-8, with ideographs or without.
    """
    if len(odd) < 6 or len(re.findall(_IDEOGRAPH, text)) < 2:
        return False
    once = text.encode("cp949", "replace").decode("utf-8", "replace")
    hangul = len(_HANGUL.findall(once))
    return hangul >= 3 and hangul * 8 >= len(odd)
