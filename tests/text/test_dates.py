"""One date parser: Korean pages, tables and dumps; a value is right or absent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.text.dates import KOREA, parse_date

MOMENT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
DAY = datetime(2024, 3, 5, tzinfo=UTC)  # a day without a time stays that day
NOW = datetime(2024, 3, 8, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-05T23:30:00+09:00", MOMENT),
        ("2024-03-05T14:30:00Z", MOMENT),
        ("2024-03-05T14:30:00.000Z", MOMENT),
        ("2024-03-05 23:30", MOMENT),
        ("2024. 3. 5. 오후 11:30", MOMENT),
        ("2024. 3. 5. 오후 11시", datetime(2024, 3, 5, 14, tzinfo=UTC)),
        ("2024.03.05 11:30 PM", MOMENT),
        ("2024.03.05 (화) 23:30", MOMENT),
        ("2024년 3월 5일 23시 30분", MOMENT),
        ("2024년 3월 5일 화요일 오후 11시 30분", MOMENT),
        ("Tue, 05 Mar 2024 14:30:00 GMT", MOMENT),
        ("Mar 5, 2024", DAY),
        ("5 March 2024", DAY),
        ("05.03.2024", DAY),
        ("24.03.05", DAY),
        ("20240305", DAY),
        ("1709649000", MOMENT),
        ("1709649000000", MOMENT),
        ("입력 2024-03-05 00:10", datetime(2024, 3, 4, 15, 10, tzinfo=UTC)),
        ("2024-13-45", None),
        ("버전 1.2.3", None),
        ("0001-01-01T00:00:00Z", None),
        ("202403052330", MOMENT),
        ("20240305233000", MOMENT),
        ("2024-03-05 11:30 PM", MOMENT),
        ("2024.03.05 화요일 23:30", MOMENT),
        ("03/05/2024", None),
        ("05/05/2024", datetime(2024, 5, 5, tzinfo=UTC)),
        ("25/03/2024", datetime(2024, 3, 25, tzinfo=UTC)),
        ("03/25/2024", datetime(2024, 3, 25, tzinfo=UTC)),
        ("03/05/24", None),
        ("99/12/31", datetime(1999, 12, 31, tzinfo=UTC)),
        ("15.08.25", datetime(2015, 8, 25, tzinfo=UTC)),
        ("1950-06-25", datetime(1950, 6, 25, tzinfo=UTC)),
        ("2021-02-30", None),
        ("3일 전", None),
        ("어제", None),
        ("12", None),
        ("", None),
    ],
)
def test_moments(written: str, moment: datetime | None) -> None:
    assert parse_date(written) == moment


@given(st.datetimes(datetime(1995, 1, 1), datetime(2025, 1, 1)))
def test_iso_and_korean_forms_of_any_minute_agree(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=KOREA)
    half = "오전" if moment.hour < 12 else "오후"
    korean = (
        f"{moment:%Y}. {moment.month}. {moment.day}. {half} {moment.hour % 12 or 12}:{moment:%M}"
    )
    assert parse_date(korean) == parse_date(moment.isoformat()) == moment.astimezone(UTC)


def test_words_for_days_need_to_know_when_they_were_said() -> None:
    assert parse_date("3일 전", now=NOW) == DAY
    assert parse_date("2시간 전", now=NOW) == datetime(2024, 3, 8, 1, 0, tzinfo=UTC)
    assert parse_date("어제 작성", now=NOW) == datetime(2024, 3, 7, tzinfo=UTC)


def test_what_has_not_come_yet_is_no_date_of_a_page() -> None:
    assert parse_date("2024-03-10", now=NOW) is None
    assert parse_date("2999-01-01", latest=NOW) is None
    assert parse_date("2024-03-05", latest=NOW, earliest=2025) is None


def test_a_form_of_the_sites_own() -> None:
    assert parse_date("05~03~24", form="%d~%m~%y") == DAY
