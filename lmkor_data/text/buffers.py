"""Arrow text columns as flat NumPy buffers, and back: what every kernel works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

#: Bytes that may be read (not used) after the last text, so that kernels can decode UTF-8 and
#: load words without a branch at the end.
PADDING = 64


@dataclass(frozen=True)
class TextBuffers:
    """Text `i` is `data[offsets[i]:offsets[i + 1]]`, UTF-8."""

    offsets: np.ndarray  #: int64, one more than there are texts
    data: np.ndarray  #: uint8, read-only, at least PADDING bytes longer than the last offset

    @property
    def count(self) -> int:
        return len(self.offsets) - 1

    @property
    def bytes(self) -> int:
        return int(self.offsets[-1] - self.offsets[0])


def text_buffers(column: pa.Array | pa.ChunkedArray) -> TextBuffers:
    """The buffers of a string column; a null counts as an empty text.

    Arrow pads the buffers that it allocates, not those of others, and does not tell which is
    which: where the buffer itself does not reach far enough, the bytes are copied.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if column.null_count:
        column = column.fill_null("")
    _, offset_buffer, data_buffer = column.buffers()
    wide = pa.types.is_large_string(column.type)
    offsets = np.zeros(1, np.int64)
    if len(column):
        stored = np.frombuffer(offset_buffer, np.int64 if wide else np.int32)
        offsets = stored[column.offset : column.offset + len(column) + 1].astype(np.int64)
    first, last = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.empty(0, np.uint8)
    if len(data) < last + PADDING:
        padded = np.zeros(last - first + PADDING, np.uint8)
        padded[: last - first] = data[first:last]
        offsets = offsets - first
        data = padded
    data.flags.writeable = False  # one type for every caller: kernels compile once
    return TextBuffers(offsets, data)


def text_array(offsets: np.ndarray, data: np.ndarray) -> pa.StringArray:
    """A string column over buffers that a kernel filled: `offsets` from 0, `data` UTF-8."""
    narrow = offsets.astype(np.int32, copy=False)
    return pa.StringArray.from_buffers(
        len(narrow) - 1, pa.py_buffer(narrow), pa.py_buffer(data[: int(offsets[-1])])
    )
