"""How a delimited text was written: delimiter, quoting, escapes. Told from its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.column_names import known_as
from lmkor_data.importers.tables.formats.csv_rows import (
    END,
    FAULT,
    FIELDS,
    NONE,
    SOUND,
    Grammar,
    columns,
    scan,
)
from lmkor_data.importers.tables.table_options import TableOptions

DELIMITERS = ",\t;|"

#: Lines of which the delimiter is told, and lines with quotes of which the quoting is told.
_ROWS, _QUOTED_LINES = 1000, 400
#: A row of several lines is looked for in so many bytes.
_SPAN_BYTES = 1 << 14


@dataclass
class Dialect:
    """How rows are written; "" stands for none."""

    delimiter: str
    quote: str
    escape: str
    rules: list[str] = field(default_factory=list)  #: why, for --sniff

    @property
    def grammar(self) -> Grammar:
        """The same for the kernels."""
        codes = (ord(c) if c else NONE for c in (self.delimiter, self.quote, self.escape))
        return Grammar(*codes)


def detect_dialect(head: bytes, sample: bytes, suffix: str, options: TableOptions) -> Dialect:
    """Detect what the options leave open.

    `head` holds the first whole lines (UTF-8), `sample` lines from all over the file. A file
    quotes unless lines speak against it: a cell that begins with the quote but does not end with
    one, in a line that without quoting has the table's width.
    """
    rules: list[str] = []
    quote = _character(options.quote, "--quote")
    escape = _character(options.escape, "--escape")
    delimiter = options.delimiter
    if delimiter is None:
        delimiter = _delimiter(head, suffix, options, rules)
    elif len(delimiter.encode()) != 1:
        raise LmkorError("--delimiter takes one ASCII character, for example ';' or a tab.")
    width = _usual_width(head, Grammar(ord(delimiter) if delimiter else NONE, 34, NONE))
    if quote is None or escape is None:
        quote, escape = _quoting(sample, delimiter, width, quote, escape, rules)
    return Dialect(delimiter, quote, escape, rules)


def head_rows(head: bytes, grammar: Grammar, most: int = _ROWS) -> list[list[str]]:
    """The first rows as lists of strings, whatever their width."""
    data = np.frombuffer(head, np.uint8)
    rows, _, _ = scan(data, 1, grammar, 0, True)
    parsed = []
    for row in rows[:most]:
        fields = columns(data, row[np.newaxis, :], list(range(int(row[FIELDS]))), grammar)
        parsed.append([f.cast("binary")[0].as_py().decode("utf-8", "replace") for f in fields])
    return parsed


def _character(given: str | None, option: str) -> str | None:
    if given is None or given.lower() == "none" or given == "":
        return None if given is None else ""
    if len(given) != 1 or ord(given) >= 128:
        raise LmkorError(f'{option} takes one ASCII character, or "none".')
    return given


def _delimiter(head: bytes, suffix: str, options: TableOptions, rules: list[str]) -> str:
    """The delimiter under which most rows have one width of more than a field; "" for none."""
    if options.header is not None and len(options.header) == 1:
        rules.append("one column is named: lines are not split")
        return ""
    best, fitness = "", (0.0, 0, 0)
    for candidate in DELIMITERS:
        for quote in (34, NONE):
            widths = _widths(head, Grammar(ord(candidate), quote, NONE))
            usual, share = _usual(widths)
            if usual < 2 or not _head_fits(head, candidate, widths, usual):
                continue
            hinted = int(candidate == "\t" if suffix in (".tsv", ".tab") else candidate == ",")
            fit = (round(share, 1), hinted, usual)
            if fit > fitness:
                best, fitness = candidate, fit
    if best and fitness[0] >= 0.5:
        shown = {"\t": "tab"}.get(best, best)
        rules.append(f"delimiter {shown}: {fitness[0]:.0%} of the rows have {fitness[2]} fields")
        return best
    rules.append("one column: under no delimiter do the rows have one width")
    return ""


def _head_fits(head: bytes, candidate: str, widths: list[int], usual: int) -> bool:
    """Whether the first row is one of a table with this delimiter: of one field, it is a banner
    or the name of the one column."""
    if widths[0] > 1 or usual > 3:
        return True
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").strip('\ufeff\r "')
    return (
        known_as(first) is None and len(widths) > 2 and widths[1:].count(usual) > 0.8 * len(widths)
    )


def _widths(data: bytes, grammar: Grammar) -> list[int]:
    rows, _, _ = scan(np.frombuffer(data, np.uint8), 1, grammar, 0, True)
    return [int(row[FIELDS]) for row in rows[:_ROWS] if row[FAULT] == SOUND]


def _usual(widths: list[int]) -> tuple[int, float]:
    """The most frequent width, and its share."""
    if not widths:
        return 0, 0.0
    usual, number = max(Counter(widths).items(), key=lambda pair: (pair[1], pair[0]))
    return usual, number / len(widths)


def _usual_width(head: bytes, grammar: Grammar) -> int:
    quoted = _usual(_widths(head, grammar))
    plain = _usual(_widths(head, grammar._replace(quote=NONE)))
    return max(quoted, plain, key=lambda pair: pair[1])[0]


def _quoting(
    sample: bytes,
    delimiter: str,
    width: int,
    quote: str | None,
    escape: str | None,
    rules: list[str],
) -> tuple[str, str]:
    """Quote and escape by the votes of the lines in which a cell begins with a quote."""
    mark = quote if quote else '"'
    if quote == "":
        return "", escape or ""
    if escape:
        return mark, escape
    split = ord(delimiter) if delimiter else NONE
    votes: Counter[str] = Counter()
    for start, line in _lines_with_quotes(sample, delimiter.encode(), mark.encode()):
        vote = _vote(line, width, split, ord(mark))
        if vote == "unquoted" and _spans_lines(sample[start : start + _SPAN_BYTES], width, split):
            vote = "several lines"
        votes[vote] += 1
    escapes = votes["escaped"] > votes["against escapes"] and votes["escaped"] >= votes["unquoted"]
    if escape is None:
        escape = "\\" if escapes else ""
        if escapes:
            rules.append(f"escape \\: {votes['escaped']} lines are sound only with it")
    against = votes["unquoted"] + (0 if escapes else votes["escaped"])
    if quote is None:
        # in text with tabs quotes are often part of the cell, in text with commas hardly ever
        rivals = votes["several lines"] if delimiter == "\t" else votes["quoted"]
        unquoted = against > rivals and not (delimiter != "\t" and votes["several lines"])
        quote = "" if unquoted else '"'
        if unquoted:
            rules.append(f"no quoting: {against} lines hold quotes that a quoting writer doubles")
    return quote, escape


def _lines_with_quotes(
    sample: bytes, delimiter: bytes, quote: bytes
) -> Iterator[tuple[int, bytes]]:
    """Place and bytes of the lines in which a cell begins with the quote."""
    sample = b"\n" + sample
    marks = [delimiter + quote, b"\n" + quote]
    places = [sample.find(mark) for mark in marks]
    for _ in range(_QUOTED_LINES):
        place = min((place for place in places if place >= 0), default=-1)
        if place < 0:
            return
        start = sample.rfind(b"\n", 0, place + 1) + 1
        end = sample.find(b"\n", place + 1)
        end = len(sample) if end < 0 else end
        yield start - 1, sample[start:end].rstrip(b"\r")
        places = [
            sample.find(mark, end) if 0 <= place < end else place
            for mark, place in zip(marks, places, strict=True)
        ]


def _vote(line: bytes, width: int, delimiter: int, quote: int) -> str:
    """What a line says of quoting."""
    quoted = _sound(line, width, Grammar(delimiter, quote, NONE))
    escaped = b"\\" in line and _sound(line, width, Grammar(delimiter, quote, ord("\\")))
    if quoted:
        return "quoted" if escaped or b"\\" not in line else "against escapes"
    if escaped:
        return "escaped"
    fields = line.count(bytes([delimiter])) + 1 if delimiter != NONE else 1
    return "unquoted" if fields == width else "several lines"


def _spans_lines(text: bytes, width: int, delimiter: int) -> bool:
    """Whether a sound row of several lines begins here, whose lines are not rows themselves."""
    data = np.frombuffer(text, np.uint8)
    rows, _, _ = scan(data, 1, Grammar(delimiter, ord('"'), NONE), 0, False)
    if not len(rows) or rows[0][FAULT] != SOUND or rows[0][FIELDS] != width:
        return False
    lines = text[: int(rows[0][END])].rstrip(b"\r\n").split(b"\n")
    split = bytes([delimiter]) if delimiter != NONE else b""
    own = all(not split or line.count(split) + 1 == width for line in lines)
    return len(lines) > 1 and not own


def _sound(line: bytes, width: int, grammar: Grammar) -> bool:
    """Whether a line is one row of this width whose quotes match."""
    marked = line + b'\n"\n'  # an unclosed quote would swallow the next line
    rows, _, _ = scan(np.frombuffer(marked, np.uint8), 1, grammar, 0, True)
    first = rows[0]
    if int(first[END]) > len(line) + 1 or first[FAULT] != SOUND or first[FIELDS] != width:
        return False
    return _matched(line, grammar)


def _matched(line: bytes, grammar: Grammar) -> bool:
    """Whether every cell that begins with the quote ends with it."""
    at, begin = 0, True
    delimiter, quote, escape = grammar
    while at < len(line):
        byte = line[at]
        if begin and byte == quote:
            at += 1
            while at < len(line):
                if line[at] == escape:
                    at += 2
                elif line[at] != quote:
                    at += 1
                elif line[at + 1 : at + 2] == bytes([quote]):
                    at += 2
                else:
                    break
            if at >= len(line):
                return False
            at += 1
            if at < len(line) and line[at] != delimiter:
                return False
            begin = False
            continue
        begin = byte == delimiter
        at += 1
    return True
