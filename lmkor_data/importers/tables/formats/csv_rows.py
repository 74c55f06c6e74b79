"""Rows and fields of delimited text, as kernels over bytes.

The grammar is that of RFC 4180 as Python's `csv` reads it: a field that begins with the quote
runs to the next single quote and may hold delimiters and line breaks; a doubled quote is one
quote; what follows the closing quote up to the delimiter is kept. Beyond it, `escape` takes the
meaning from the next quote, escape, delimiter or line break, and every other pair stays as it is.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value,index"

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import text_array

#: No byte has this value: stands for "no quote", "no escape", "no delimiter".
NONE = 256
_NEWLINE, _RETURN = 0x0A, 0x0D

#: A row of more lines, or of more bytes, has a quotation mark that is never closed.
ROW_LINES = 2000
ROW_BYTES = 4 << 20

#: Faults of a row.
SOUND, UNCLOSED, WIDTH = 0, 1, 2

#: Columns of the array of rows: first and last byte, line number, fields, fault.
START, END, LINE, FIELDS, FAULT = 0, 1, 2, 3, 4


class Grammar(NamedTuple):
    """Bytes that delimit, quote and escape; `NONE` where there is none."""

    delimiter: int
    quote: int
    escape: int


class Limits(NamedTuple):
    """What the kernel must know of the table."""

    width: int  #: fields that a row must have; 0: any number
    row_lines: int
    row_bytes: int


def scan(
    data: NDArray[np.uint8], line: int, grammar: Grammar, width: int, final: bool
) -> tuple[NDArray[np.int64], int, int]:
    """Find the rows of a block that begins with one.

    `line` is the number of its first line. Returns the rows (int64[n, 5]: START, END, LINE,
    FIELDS, FAULT; empty lines are none), how many bytes were used, and the number of the next
    line. Unless `final`, the last row is used only if its line break is there.

    A row that spans lines and whose quotes do not match, or that then has another width than
    the table, costs its first line alone: the following lines are read again.
    """
    most = int(np.count_nonzero(data == _NEWLINE) + np.count_nonzero(data == _RETURN)) + 1
    rows = np.empty((most, 5), np.int64)
    limits = Limits(width, ROW_LINES, ROW_BYTES)
    count, used, line = _scan(data, line, grammar, limits, final, rows)
    return rows[:count], int(used), int(line)


@njit(cache=True, nogil=True)
def _scan(
    data: np.ndarray, line: Any, grammar: Grammar, limits: Limits, final: bool, rows: np.ndarray
) -> tuple[int, int, int]:
    count, at, end = 0, 0, len(data)
    while at < end:
        row = _row(data, at, end, grammar, limits)
        stop, fields, lines, odd, complete, empty = row
        if not complete and not final:
            break
        fault = 0
        wide = limits.width > 0 and fields != limits.width
        if odd and (lines > 1 or not complete):
            fault = UNCLOSED
        elif wide and not empty:
            fault = WIDTH
        if fault and lines > 1:
            stop, lines = _line_end(data, at, end), 1
        if not empty:
            rows[count, 0], rows[count, 1], rows[count, 2] = at, stop, line
            rows[count, 3], rows[count, 4] = fields, fault
            count += 1
        line += lines
        at = stop
    return count, at, line


@njit(cache=True, nogil=True)
def _line_end(data: np.ndarray, at: Any, end: Any) -> Any:
    """The byte after the line break that ends the line of `at`."""
    while at < end:
        byte = data[at]
        at += 1
        if byte == _NEWLINE:
            return at
        if byte == _RETURN:
            return at + 1 if at < end and data[at] == _NEWLINE else at
    return end


@njit(cache=True, nogil=True)
def _row(data: np.ndarray, at: Any, end: Any, grammar: Grammar, limits: Limits) -> Any:
    """(byte after the row, fields, lines, whether quotes do not match, whole, empty)."""
    start, fields, lines = at, 1, 1
    quoted, begin, odd, closed = False, True, False, False
    while at < end:
        byte = data[at]
        if byte == grammar.escape and at + 1 < end:
            following = data[at + 1]
            at += 2
            begin, closed = False, False
            if following == _NEWLINE:
                lines += 1
            continue
        at += 1
        if quoted:
            if byte == grammar.quote:
                if at < end and data[at] == grammar.quote:
                    at += 1
                else:
                    quoted, closed = False, True
            elif byte == _NEWLINE:
                lines += 1
                if lines > limits.row_lines or at - start > limits.row_bytes:
                    return at, fields, lines, True, True, False
            continue
        if byte in (_NEWLINE, _RETURN):
            stop = at
            if byte == _RETURN and at < end and data[at] == _NEWLINE:
                stop = at + 1
            whole = byte == _NEWLINE or at < end  # a line feed may follow in the next block
            return stop, fields, lines, odd, whole, fields == 1 and at - 1 == start
        if byte == grammar.delimiter:
            fields += 1
            begin, closed = True, False
        elif begin and byte == grammar.quote:
            quoted, begin = True, False
        else:
            if closed:
                odd = True
            begin = closed = False
    long = end - start > limits.row_bytes
    return end, fields, lines, odd or quoted, long and quoted, start == end


class Spans(NamedTuple):
    """Where the wanted fields of each row are, without their quotes."""

    start: NDArray[np.int64]  #: [rows, wanted]
    end: NDArray[np.int64]
    plain: NDArray[np.bool_]  #: the bytes are the value: nothing to unquote


def columns(
    data: NDArray[np.uint8], rows: NDArray[np.int64], wanted: list[int], grammar: Grammar
) -> list[pa.Array]:
    """The wanted fields (numbers from 0) of sound rows as binary-safe string columns.

    Values are not checked: a column may hold bytes that are not UTF-8.
    """
    shape = (len(rows), len(wanted))
    spans = Spans(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.ones(shape, np.bool_))
    order = np.argsort(np.array(wanted, np.int64), kind="stable")
    _fields(data, rows, np.array(wanted, np.int64), order, grammar, spans)
    found = []
    for place in range(len(wanted)):
        room = int((spans.end[:, place] - spans.start[:, place]).sum())
        out = np.empty(room + 1, np.uint8)
        offsets = np.zeros(len(rows) + 1, np.int32)
        _values(data, place, grammar, spans, out, offsets)
        found.append(text_array(offsets, out))
    return found


@njit(cache=True, nogil=True)
def _fields(
    data: np.ndarray,
    rows: np.ndarray,
    wanted: np.ndarray,
    order: np.ndarray,
    grammar: Grammar,
    spans: Spans,
) -> None:
    for row in range(len(rows)):
        at, end = rows[row, 0], rows[row, 1]
        field, place = 0, 0
        while at <= end and place < len(order):
            start, stop, plain, following = _field(data, at, end, grammar)
            while place < len(order) and wanted[order[place]] == field:
                spans.start[row, order[place]] = start
                spans.end[row, order[place]] = stop
                spans.plain[row, order[place]] = plain
                place += 1
            at = following
            field += 1


@njit(cache=True, nogil=True)
def _field(data: np.ndarray, at: Any, end: Any, grammar: Grammar) -> Any:
    """(first byte, byte after the last, whether plain, first byte of the next field)."""
    start, plain, quoted, begin = at, True, False, True
    while at < end:
        byte = data[at]
        if byte == grammar.escape and at + 1 < end:
            at += 2
            plain = begin = False
            continue
        if quoted:
            if byte == grammar.quote:
                if at + 1 < end and data[at + 1] == grammar.quote:
                    at += 1
                else:
                    quoted = False
        elif byte == grammar.delimiter or byte in (_NEWLINE, _RETURN):
            return start, at, plain, at + 1
        elif begin and byte == grammar.quote:
            quoted, plain = True, False
        begin = False
        at += 1
    return start, at, plain, end + 1


@njit(cache=True, nogil=True)
def _values(
    data: np.ndarray,
    place: Any,
    grammar: Grammar,
    spans: Spans,
    out: np.ndarray,
    offsets: np.ndarray,
) -> None:
    """Write one column: its fields without quotes and escapes, one behind the other."""
    to = 0
    for row in range(len(spans.start)):
        at, end = spans.start[row, place], spans.end[row, place]
        if spans.plain[row, place]:
            for byte in range(at, end):
                out[to] = data[byte]
                to += 1
        else:
            to = _unquoted(data, at, end, grammar, out, to)
        offsets[row + 1] = to


@njit(cache=True, nogil=True)
def _unquoted(
    data: np.ndarray, at: Any, end: Any, grammar: Grammar, out: np.ndarray, to: Any
) -> Any:
    quoted = at < end and data[at] == grammar.quote
    if quoted:
        at += 1
    while at < end:
        byte = data[at]
        at += 1
        if byte == grammar.escape and at < end:
            following = data[at]
            special = (
                following == grammar.quote
                or following == grammar.escape
                or following == grammar.delimiter
                or following == _NEWLINE
            )
            if special:
                byte = following
                at += 1
        elif quoted and byte == grammar.quote:
            if at < end and data[at] == grammar.quote:
                at += 1
            else:
                quoted = False
                continue
        out[to] = byte
        to += 1
    return to
