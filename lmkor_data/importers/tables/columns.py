"""What every table reader gives."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

#: Column of a document → columns of the table (any plain type, equally long), and the number that
#: each row has in its file (int64).
Columns = tuple[dict[str, list[pa.Array]], np.ndarray]
