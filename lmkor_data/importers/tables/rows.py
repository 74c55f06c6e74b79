"""What the readers of all table formats yield."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa


@dataclass
class Rows:
    """Some rows of a table in the order of the file."""

    batch: pa.RecordBatch  #: at least the wanted columns, of any type
    lines: np.ndarray  #: int64: the line (from 1) that each row begins at
    broken: list[tuple[int, str]] = field(default_factory=list)  #: (line, reason), skipped

    def __len__(self) -> int:
        return self.batch.num_rows


#: Tells a reader the wanted columns once it has seen which there are.
Choose = Callable[[list[str]], list[str]]


def is_text(value: str) -> bool:
    """Whether a string can be written down: lone surrogates stand for what was not decoded."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
