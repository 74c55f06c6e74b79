"""Rows and fields by kernels are those of Python's csv module, and faults cost one line."""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lmkor_data.importers.tables.formats.csv_rows import (
    END,
    FAULT,
    FIELDS,
    LINE,
    NONE,
    SOUND,
    UNCLOSED,
    WIDTH,
    Grammar,
    columns,
    scan,
)

COMMA = Grammar(ord(","), ord('"'), NONE)


def parsed(text: str, grammar: Grammar = COMMA) -> list[list[str]]:
    """Every sound row as a list of strings."""
    data = np.frombuffer(text.encode(), np.uint8)
    rows, used, _ = scan(data, 1, grammar, 0, True)
    assert used == len(data)
    found = []
    for row in rows[rows[:, FAULT] == SOUND]:
        fields = columns(data, row[np.newaxis, :], list(range(int(row[FIELDS]))), grammar)
        found.append([field[0].as_py() for field in fields])
    return found


@given(st.text('가나ab,"\n\r', max_size=40))
@example('a,"b\n""c"" d"\r\n,\n\n"e"f,g')
def test_sound_rows_are_those_of_the_csv_module(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    rows, _, _ = scan(data, 1, COMMA, 0, True)
    if (rows[:, FAULT] != SOUND).any():
        return
    assert parsed(text) == [row for row in csv.reader(io.StringIO(text, newline="")) if row]


@given(st.text('가ab,"\n', max_size=60), st.integers(1, 20))
def test_blocks_of_any_size_give_the_same_rows(text: str, size: int) -> None:
    whole = np.frombuffer(text.encode(), np.uint8)
    expected, _, _ = scan(whole, 1, COMMA, 0, True)
    found, line, held = [], 1, b""
    raw = text.encode()
    for at in range(0, max(1, len(raw)), size):
        final = at + size >= len(raw)
        data = np.frombuffer(held + raw[at : at + size], np.uint8)
        rows, used, line = scan(data, line, COMMA, 0, final)
        held = data[used:].tobytes()
        found += [(int(r[LINE]), int(r[FIELDS]), int(r[FAULT])) for r in rows]
    assert found == [(int(r[LINE]), int(r[FIELDS]), int(r[FAULT])) for r in expected]


def test_columns_come_in_the_order_that_is_asked_and_may_repeat() -> None:
    data = np.frombuffer(b'1,"a""b",x\n2,c,y\n', np.uint8)
    rows, _, _ = scan(data, 1, COMMA, 3, True)
    found = columns(data, rows, [2, 0, 0, 1], COMMA)
    assert [f.to_pylist() for f in found] == [["x", "y"], ["1", "2"], ["1", "2"], ['a"b', "c"]]


def test_faults_are_told_apart_and_cost_their_first_line() -> None:
    data = np.frombuffer('가,1\n"열린,2\n다,3\n라\n'.encode(), np.uint8)
    rows, _, _ = scan(data, 1, COMMA, 2, True)
    assert rows[:, FAULT].tolist() == [SOUND, UNCLOSED, SOUND, WIDTH]
    assert rows[:, LINE].tolist() == [1, 2, 3, 4]
    assert int(rows[-1][END]) == len(data)


def test_escapes_take_the_meaning_from_the_next_mark_alone() -> None:
    grammar = Grammar(ord(","), ord('"'), ord("\\"))
    assert parsed('"그는 \\"네\\"라 했다, 꼭",1\n', grammar) == [['그는 "네"라 했다, 꼭', "1"]]
    assert parsed('"a\\\\",b\\,c,d\\n\n', grammar) == [["a\\", "b,c", "d\\n"]]


def test_without_a_quote_quotation_marks_are_letters() -> None:
    grammar = Grammar(ord("\t"), NONE, NONE)
    assert parsed('"비가 온다" 했다\t"왜\n', grammar) == [['"비가 온다" 했다', '"왜']]
