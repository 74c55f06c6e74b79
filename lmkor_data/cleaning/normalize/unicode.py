"""Valid UTF-8, and NFC: macOS file names (ㄱㅏ as two letters) become syllables again."""

from __future__ import annotations

import unicodedata

import numpy as np

from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer


def compose(spans: SpanBuffer, documents: np.ndarray) -> np.ndarray:
    """NFC; returns the documents that changed. What is no UTF-8 becomes U+FFFD, which goes later.

    Never NFKC: that turns ㅋ into a jamo of another block.
    """
    return spans.rewrite(documents, lambda text: unicodedata.normalize("NFC", text))
