"""Positions: the numbers of a run's documents, and the one place that says how wide they are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.errors import LmkorError

#: Type of a position in arrays and files. Everything that stores positions uses it.
POSITION = np.uint32
ARROW_POSITION = pa.uint32()
#: Positions of one run, new documents and index matches together; the last value means "none".
MOST_DOCUMENTS = (1 << 32) - 1

Positions = NDArray[np.uint32]


def require_positions(documents: int) -> None:
    """Raise `LmkorError` where a run has more documents than there are positions.

    Past the limit positions would wrap around, and wrong documents would be removed.
    """
    if documents > MOST_DOCUMENTS:
        raise LmkorError(
            f"{documents:,} documents to compare at once, and one run takes at most "
            f"{MOST_DOCUMENTS:,}. Deduplicate in batches: move some shards out of the input, run "
            f"`lmkor-data dedup`, move them back and run it again."
        )
