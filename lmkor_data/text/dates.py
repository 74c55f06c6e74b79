"""Dates as Korean pages, tables and dumps write them, as moments in UTC: the one date parser.

A value is right or absent: what could be two different days is none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

#: Times without a zone are those of Korea.
KOREA = timezone(timedelta(hours=9), "KST")

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?![\d:]|\s*(?:[AaPp]\.?[Mm]|오전|오후))"
)
_WEEKDAY = r"(?:\([^)]{1,3}\)|[월화수목금토일]요일)"
_HALF = r"오전|오후|[AaPp]\.?[Mm]\.?"
_CLOCK = (
    rf"(?:[\sT,]*{_WEEKDAY}?[\sT,|·-]*(?P<half>{_HALF})?\s*"
    r"(?P<hour>\d{1,2})(?:\s*[:시]\s*(?P<minute>\d{1,2})분?(?:\s*[:]?\s*(?P<second>\d{1,2})초?)?|시)"
    rf"(?:\s*(?P<after>{_HALF}))?)?"
)
_NUMBERS = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?:[./-]|년)\s*(?P<month>\d{1,2})\s*(?:[./-]|월)\s*"
    r"(?P<day>\d{1,2})(?!\d)\s*(?:일|\.(?!\d))?" + _CLOCK
)
#: Two digits of the year, which comes first: `24.03.05`, `99/12/31`.
_SHORT = re.compile(
    r"(?<![\d./-])(?P<year>\d{2})\s*(?P<mark>[./-]|년)\s*(?P<month>\d{1,2})\s*(?:[./-]|월)\s*"
    r"(?P<day>\d{1,2})(?![\d./-]*\d)\s*(?:일|\.(?!\d))?" + _CLOCK
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = "(?P<name>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ENGLISH = (
    re.compile(_NAMED + r"\s+" + _DAY + r",?\s+" + _YEAR + _CLOCK, re.IGNORECASE),
    re.compile(r"(?<!\d)" + _DAY + r"\s+" + _NAMED + r",?\s+" + _YEAR + _CLOCK, re.IGNORECASE),
)
#: `05/03/2024` may be in March or in May; `25/03/2024` can be one day alone.
_YEAR_LAST = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
_AGO = re.compile(r"(\d+)\s*(초|분|시간|일|주|주일|개월|달|년)\s*전")
_DAYS = {"일": 1, "주": 7, "주일": 7, "개월": 30, "달": 30, "년": 365}
_SECONDS = {"초": 1, "분": 60, "시간": 3600}
_WORDS = {"방금": 0, "오늘": 0, "어제": 1, "그제": 2, "그저께": 2}

_LONGEST = 400


def parse_date(
    text: str,
    *,
    now: datetime | None = None,
    latest: datetime | None = None,
    zone: tzinfo = KOREA,
    form: str = "",
    earliest: int = 1900,
) -> datetime | None:
    """The first moment that a text names, in UTC, whole seconds; None where it names none.

    Reads ISO 8601, `2024. 3. 5. 오후 11시`, `24.03.05`, `2024년 3월 5일`, `Mar 5, 2024`, `20240305`
    and `202403051430`, RFC 2822, seconds or milliseconds since 1970, and `form`, a strptime
    format. With `now` (when the text was seen) also `3일 전` and `어제`. A moment over a day later
    than `latest`, by default `now`, is none. A time without a zone is of `zone`; a day without a
    time is 00:00 UTC of that day, so that the day stays the day. What could be two days
    (`03/05/2024`), or lies before the year `earliest`, is none.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = _moment(text, now, zone, form)
        if moment is None:
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    latest = latest or now
    late = latest is not None and moment > latest + timedelta(days=1)
    return None if late or moment.year < earliest else moment.replace(microsecond=0)


def _moment(text: str, now: datetime | None, zone: tzinfo, form: str) -> datetime | None:
    if form:
        found = datetime.strptime(text, form)
        return found if re.search("%[HIcXTsS]", form) else found.replace(tzinfo=UTC)
    return (
        _iso(text)
        or _digits(text)
        or _written(text)
        or (_ago(text, now.astimezone(zone)) if now else None)
        or _mail(text)
    )


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(found[i]) for i in range(1, 6))
    return datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=_zone(found[7]))


def _zone(told: str | None) -> tzinfo | None:
    if not told:
        return None
    if told in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if told[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(told[1:3]), minutes=int(told[-2:])))


def _digits(text: str) -> datetime | None:
    """Nothing but digits: a day, a minute or a second of the calendar, or since 1970."""
    compact = _COMPACT.fullmatch(text)
    if compact:
        parts = [int(part) for part in compact.groups() if part]
        day = datetime(*parts)  # type: ignore[arg-type]
        return day if len(parts) > 3 else day.replace(tzinfo=UTC)
    epoch = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(epoch[1]), UTC) if epoch else None


def _written(text: str) -> datetime | None:
    found = _NUMBERS.search(text) or _ENGLISH[0].search(text) or _ENGLISH[1].search(text)
    if not found:
        last = _YEAR_LAST.search(text)
        if last:
            dotted = last[2] == "."
            return _year_last(int(last[1]), int(last[3]), int(last[4]), dotted)
        found = _SHORT.search(text) if len(text) < 40 else None
        if not found or (found["mark"] == "/" and int(found["year"]) <= 12):
            return None
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else 1 + _MONTHS.index(parts["name"].lower())
    year = int(parts["year"])
    if year < 100:
        year += 1900 if year >= 70 else 2000
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or parts["after"] or "").lower().replace(".", "")
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        hour = minute = second = 0
    named = re.match(r"\s*(UTC|GMT|Z\b|[+-]\d{2}:?\d{2})", text[found.end() :])
    zone: tzinfo | None = UTC
    if parts["hour"]:
        zone = _zone(named[1]) if named else None
    return datetime(year, month, int(parts["day"]), hour, minute, second, tzinfo=zone)


def _year_last(one: int, other: int, year: int, dotted: bool) -> datetime | None:
    """Day and month, where only one order makes a day; with dots the day comes first (Europe)."""
    if one > 12 or one == other or (dotted and other <= 12):
        return datetime(year, other, one, tzinfo=UTC)
    return datetime(year, one, other, tzinfo=UTC) if other > 12 else None


def _ago(text: str, now: datetime) -> datetime | None:
    found = _AGO.search(text)
    if found:
        number, unit = int(found[1]), found[2]
        if unit in _SECONDS:
            return now - timedelta(seconds=number * _SECONDS[unit])
        return _day(now - timedelta(days=number * _DAYS[unit]))
    for word, days in _WORDS.items():
        if text.startswith(word):
            return _day(now - timedelta(days=days))
    return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None


def _day(moment: datetime) -> datetime:
    """The day of a moment, as a day without a time."""
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
