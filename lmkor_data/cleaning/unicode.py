"""Valid UTF-8, and NFC: macOS file names (ㄱㅏ as two letters) become syllables again."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa

from lmkor_data.cleaning.buffers import picked, replaced, rewrite, text_at
from lmkor_data.corpus.text_buffers import TextBuffers, text_buffers


def valid_texts(column: pa.Array | pa.ChunkedArray) -> tuple[TextBuffers, np.ndarray]:
    """The buffers of a text column, and which texts were no valid UTF-8 and had to be mended.

    What cannot be read becomes U+FFFD, which the character table removes. Every later step relies
    on UTF-8 being valid: this is the only place where that is seen to.
    """
    texts = text_buffers(column)
    mended = np.zeros(texts.count, np.bool_)
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        for i in range(texts.count):
            try:
                text_at(texts, i).decode()
            except UnicodeDecodeError:
                mended[i] = True
    chosen = np.flatnonzero(mended)
    if len(chosen):
        texts = replaced(texts, chosen, rewrite(picked(texts, chosen), str))
    return texts, mended


def compose(texts: TextBuffers) -> TextBuffers:
    """NFC. Never NFKC: that turns ㅋ into a jamo of another block."""
    return rewrite(texts, lambda text: unicodedata.normalize("NFC", text))
