"""Dates as Korean tables write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lmkor_data.importers.dates import parse_date


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-06-18", (2021, 6, 18)),
        ("2021.06.18", (2021, 6, 18)),
        ("2021. 6. 8.", (2021, 6, 8)),
        ("15.08.25", (2015, 8, 25)),
        ("99/12/31", (1999, 12, 31)),
        ("2015년 8월 25일", (2015, 8, 25)),
        ("20150825", (2015, 8, 25)),
        ("2015-08-25 12:30", (2015, 8, 25, 3, 30)),
        ("2015년 8월 25일 오후 3:20", (2015, 8, 25, 6, 20)),
        ("2015.08.25 (화) 오전 12:05:09", (2015, 8, 24, 15, 5, 9)),
        ("2020-11-01T13:33:35Z", (2020, 11, 1, 13, 33, 35)),
        ("2020-11-01T13:33:35+09:00", (2020, 11, 1, 4, 33, 35)),
        ("1440460800", (2015, 8, 25)),
        ("1440460800000", (2015, 8, 25)),
    ],
)
def test_dates_are_understood(text: str, moment: tuple[int, ...]) -> None:
    assert parse_date(text) == datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("text", ["", "어제", "2021-13-01", "2021-02-30", "3일 전", "12"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None
