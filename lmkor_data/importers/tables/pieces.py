"""Large tables cut at rows, archives into groups of files, so that workers share them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.archives import is_archive, member_names
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.tables.formats.csv_rows import END, scan
from lmkor_data.importers.tables.formats.delimited import delimited_layout
from lmkor_data.importers.tables.table_options import TableOptions

#: A piece of a table: small enough to spread and to lose, large enough to be worth a task.
PIECE_BYTES = 64 << 20
_BLOCK = 16 << 20

#: Files that lie beside the data: what `datasets` and others write for themselves.
_BESIDE = {"state.json", "dataset_info.json", "dataset_dict.json", "dataset_infos.json"}


def table_pieces(
    files: Sequence[Path], options: TableOptions, table_format: Callable[[Content], str]
) -> list[Piece]:
    """Cut files into pieces of about 64 MB, and group the files in archives to that size.

    With a limit, and where a format can only be read in order, a file is one piece.
    """
    saved = {path.parent for path in files if path.suffix == ".arrow"}
    pieces: list[Piece] = []
    for path in files:
        if path.parent in saved and (path.name in _BESIDE or path.name.startswith("cache-")):
            continue
        if path.name in ("dataset_dict.json",) and any(path.parent in s.parents for s in saved):
            continue
        if is_archive(path):
            pieces += _of_archive(path)
        elif options.limit or path.stat().st_size <= PIECE_BYTES:
            pieces.append(Piece(path))
        else:
            pieces += _of_large(path, options, table_format)
    return pieces


def _of_archive(path: Path) -> list[Piece]:
    """Groups of the files inside; a single file is a piece by its name."""
    groups: list[list[str]] = [[]]
    size = 0
    for name, bytes in member_names(path):
        if size + bytes > PIECE_BYTES and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(name)
        size += bytes
    if not groups[0]:
        raise LmkorError(f"{path} is an archive without files.")
    if len(groups) == 1:
        return [Piece(path, members=tuple(groups[0]))]
    return [Piece(path, number=n, members=tuple(group)) for n, group in enumerate(groups)]


def _of_large(
    path: Path, options: TableOptions, table_format: Callable[[Content], str]
) -> list[Piece]:
    content = Content(path)
    format = options.format or table_format(content)
    if format == "parquet":
        return _row_groups(path)
    if not content.cuttable or format not in ("csv", "jsonl"):
        return [Piece(path)]
    try:
        cuts = _csv_cuts(content, options) if format == "csv" else _line_cuts(path)
    except LmkorError:
        return [Piece(path)]  # the reader tells it
    starts = [(0, 1), *cuts]
    ends = [*(start for start, _ in cuts), path.stat().st_size]
    if len(starts) == 1:
        return [Piece(path)]
    return [
        Piece(path, start, end, number, first=first)
        for number, ((start, first), end) in enumerate(zip(starts, ends, strict=True))
    ]


def _csv_cuts(content: Content, options: TableOptions) -> list[tuple[int, int]]:
    """(byte, line) of rows at which a delimited file is cut.

    The rows are found as the reader finds them, from the first on: whether a line break is
    inside quotes cannot be told from the middle of a file.
    """
    layout = delimited_layout(content, options)
    if layout.encoding not in ("utf-8", "utf-8-sig", "cp949", "euc-kr", "ascii"):
        return []
    cuts: list[tuple[int, int]] = []
    size = content.path.stat().st_size
    place, line, held, last, above = 0, 1, b"", 0, layout.above
    grammar, width = layout.dialect.grammar, len(layout.names)
    with content.path.open("rb") as file:
        while block := file.read(_BLOCK):
            final = place + len(held) + len(block) >= size
            data = np.frombuffer(held + block, np.uint8)
            if above:
                rows, _, _ = scan(data, line, grammar, 0, final)
                if len(rows) <= above:
                    return []
                begin = int(rows[above - 1][END])
                line += int(np.count_nonzero(data[:begin] == 0x0A))
                place, data, above = place + begin, data[begin:], 0
            rows, used, line = scan(data, line, grammar, width, final)
            held = data[used:].tobytes()
            place += used
            if place - last >= PIECE_BYTES and not final:
                cuts.append((place, line))
                last = place
    return cuts


def _line_cuts(path: Path) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    place, line, last = 0, 1, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            end = block.rfind(b"\n") + 1
            if end and place + end - last >= PIECE_BYTES:
                cuts.append((place + end, line + block.count(b"\n", 0, end)))
                last = place + end
            place += len(block)
            line += block.count(b"\n")
    return cuts if not cuts or cuts[-1][0] < place else cuts[:-1]


def _row_groups(path: Path) -> list[Piece]:
    """Groups of row groups; `start` and `end` are their numbers."""
    try:
        with pq.ParquetFile(path) as file:
            meta = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
            sizes = [(group.total_byte_size, group.num_rows) for group in meta]
    except (pa.ArrowException, OSError):
        return [Piece(path)]
    pieces: list[Piece] = []
    start, held, row, first = 0, 0, 1, 1
    for number, (bytes, rows) in enumerate(sizes, 1):
        held += bytes
        row += rows
        if held >= PIECE_BYTES or number == len(sizes):
            pieces.append(Piece(path, start, number, len(pieces), first=first))
            start, held, first = number, 0, row
    return pieces if len(pieces) > 1 else [Piece(path)]
