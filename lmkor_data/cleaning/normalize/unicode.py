"""Compose to NFC and mend UTF-8; syllables that macOS takes apart are one again."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer


def compose(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """NFC; returns the documents that changed. What is no UTF-8 becomes U+FFFD, which goes later.

    Never NFKC: that turns ㅋ into a jamo of another block.
    """
    return spans.rewrite(documents, lambda text: unicodedata.normalize("NFC", text))
