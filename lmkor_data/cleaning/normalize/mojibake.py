"""Repair mojibake: UTF-8 that was read as Latin-1 or Windows-1252 (ì•ˆë…• → 안녕).

UTF-8 that was read as cp949 (諛곗넚??鍮좊Ⅴ怨?) has lost bytes and cannot be repaired: `is_mojibake`
recognizes it, and the document goes.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer

_BYTES = {chr(b): b for b in range(0x80, 0x100)} | {
    bytes([b]).decode("cp1252"): b
    for b in range(0x80, 0xA0)
    if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TAIL = "".join(re.escape(c) for c, b in _BYTES.items() if b < 0xC0)
#: Characters of two to four bytes, as they look when each byte is read as a character.
_RUN = re.compile(rf"(?:[\xc2-\xdf][{_TAIL}]|[\xe0-\xef][{_TAIL}]{{2}}|[\xf0-\xf4][{_TAIL}]{{3}})+")

#: A Hanja and a Hangul syllable within a word: hardly any other text has that.
_TORN = re.compile("[\u4e00-\u9fff][가-힣]|[가-힣][\u4e00-\u9fff]")
#: Share of the syllables of a repaired text that are usual ones.
_USUAL = 0.3
_OFTEN = frozenset(
    "이다는을의에가고지어사하은기로나들아시자그대리도인한서일있게보주라해만정상오스"
    "니음요습네좋않없했것으를때면제부여전수안내야거장배송빠르포감합품매구말더잘또"
)


def repair_mojibake(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read such runs as the UTF-8 that they were; returns the documents that changed."""
    return spans.rewrite(documents, repaired)


def repaired(text: str) -> str:
    """Return the text with every run repaired that is UTF-8 and holds Hangul."""
    return _RUN.sub(_as_utf8, text)


def _as_utf8(run: re.Match[str]) -> str:
    try:
        mended = bytes(_BYTES[c] for c in run[0]).decode()
    except UnicodeDecodeError:
        return run[0]
    return mended if re.search("[가-힣ㄱ-ㅣ]", mended) else run[0]


def is_mojibake(text: str) -> bool:
    """Return whether the text is UTF-8 that was read as cp949."""
    if not _TORN.search(text):
        return False
    mended = text.encode("cp949", "ignore").decode(errors="ignore")
    syllables = re.findall("[가-힣]", mended)
    usual = sum(c in _OFTEN for c in syllables)
    before = sum(c in _OFTEN for c in re.findall("[가-힣]", text))
    return len(syllables) >= 2 and usual >= _USUAL * len(syllables) and usual > before
