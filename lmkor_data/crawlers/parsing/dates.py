"""Dates as Korean pages write them, as moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_NUMBERS = re.compile(
    r"(?P<year>\d{4}|\d{2})\s*[./년-]\s*(?P<month>\d{1,2})\s*[./월-]\s*(?P<day>\d{1,2})(?!\d)"
    r"[일.]?\s*(?:\([^)]*\)|[월화수목금토일]요일)?[T\s]*(?P<half>오전|오후|AM|PM|am|pm)?\s*"
    r"(?:(?P<hour>\d{1,2})\s*[:시]\s*(?P<minute>\d{1,2})분?(?:[:\s]*(?P<second>\d{1,2}))?)?"
)
_AGO = re.compile(r"(\d+)\s*(초|분|시간|일|주|주일|개월|달|년)\s*전")
_DAYS = {"일": 1, "주": 7, "주일": 7, "개월": 30, "달": 30, "년": 365}
_SECONDS = {"초": 1, "분": 60, "시간": 3600}
_WORDS = {"방금": 0, "오늘": 0, "어제": 1, "그제": 2, "그저께": 2}

#: Nothing on the web is older; what seems so is a number that is no date.
_FIRST_YEAR = 1990


def parse_date(text: str, now: datetime, timezone: str, form: str = "") -> datetime | None:
    """The moment that a text names, in UTC; None where it names none, or one after tomorrow.

    Times without a zone are the site's `timezone`. `form` is a strptime format for what the
    usual forms (ISO 8601, RFC 2822, 2024. 1. 2., 24.01.02, 1704153600000, 3일 전) do not cover.
    """
    zone = ZoneInfo(timezone)
    text = text.strip()
    try:
        moment = (
            datetime.strptime(text, form)
            if form
            else _iso(text)
            or _epoch(text)
            or _numbers(text)
            or _ago(text, now.astimezone(zone))
            or _mail(text)
        )
        if moment is None:
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    sane = moment.year >= _FIRST_YEAR and moment <= now + timedelta(days=1)
    return moment.replace(microsecond=0) if sane else None


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}(?:[T ]|$)", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{10}|\d{13}", text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)


def _numbers(text: str) -> datetime | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or "").lower()
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    return datetime(year + 2000 * (year < 100), month, day, hour, minute, second)


def _ago(text: str, now: datetime) -> datetime | None:
    found = _AGO.search(text)
    if found:
        number, unit = int(found[1]), found[2]
        if unit in _SECONDS:
            return now - timedelta(seconds=number * _SECONDS[unit])
        return _midnight(now - timedelta(days=number * _DAYS[unit]))
    for word, days in _WORDS.items():
        if text.startswith(word):
            return _midnight(now - timedelta(days=days))
    return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
