"""Sentences: each on a line of its own. Lines that are there already stay apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from lmkor_data.text.buffers import TextBuffers


@dataclass
class Split:
    """Texts with one sentence a line."""

    texts: TextBuffers
    unsplit: np.ndarray  #: bool: documents of which a part had to be left unsplit


class Splitter(Protocol):
    """A way to split; `split` is called with clean text and never loses or adds a letter."""

    def split(self, texts: TextBuffers) -> Split: ...
