"""Moments as Korean pages write them: ISO 8601, `2024. 3. 5. 오후 11시`, `Mar 5, 2024`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

#: Times without a zone are those of Korea.
KOREA = timezone(timedelta(hours=9), "KST")
#: Nothing on the web is older; what seems so is a number that is no date.
_FIRST_YEAR = 1991

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_CLOCK = (
    r"(?:[\sT,]*(?:\([^)]{1,3}\)|[월화수목금토일]요일)?[\sT,|·-]*(?P<half>오전|오후|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<hour>\d{1,2})(?:\s*[:시]\s*(?P<minute>\d{1,2})분?(?:\s*[:]?\s*(?P<second>\d{1,2})초?)?|시)"
    r"(?:\s*(?P<after>[AaPp]\.?[Mm]\.?))?)?"
)
_NUMBERS = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?:[./-]|년)\s*(?P<month>\d{1,2})\s*(?:[./-]|월)\s*"
    r"(?P<day>\d{1,2})(?!\d)\s*(?:일|\.(?!\d))?" + _CLOCK
)
_SHORT = re.compile(
    r"(?<![\d.])(?P<year>\d{2})[.](?P<month>\d{2})[.](?P<day>\d{2})(?![\d.])" + _CLOCK
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = "(?P<name>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ENGLISH = (
    re.compile(_NAMED + r"\s+" + _DAY + r",?\s+" + _YEAR + _CLOCK, re.IGNORECASE),
    re.compile(r"(?<!\d)" + _DAY + r"\s+" + _NAMED + r",?\s+" + _YEAR + _CLOCK, re.IGNORECASE),
)
#: Day first with dots, month first with slashes unless that is no month.
_YEAR_LAST = re.compile(r"(?<![\d.])(\d{1,2})([./])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?$")


def parse_moment(text: str, now: datetime | None = None) -> datetime | None:
    """The first moment that a text names, in UTC; None where it names none, or one to come.

    Times without a zone are those of Korea, and a day without a time is its midnight there.
    """
    text = text.strip()
    if not text or len(text) > 400:
        return None
    try:
        moment = _iso(text) or _written(text) or _epoch(text)
    except (ValueError, OverflowError):
        return None
    if moment is None or moment.year < _FIRST_YEAR:
        return None
    limit = (now or datetime.now(UTC)) + timedelta(days=1)
    return None if moment > limit else moment


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(found[i]) for i in range(1, 6))
    zone = _zone(found[7])
    moment = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=zone)
    return moment.astimezone(UTC)


def _zone(told: str | None) -> timezone:
    if not told:
        return KOREA
    if told == "Z":
        return timezone.utc  # noqa: UP017  (a `timezone`, as below)
    sign = -1 if told[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(told[1:3]), minutes=int(told[-2:])))


def _written(text: str) -> datetime | None:
    found = _NUMBERS.search(text) or _ENGLISH[0].search(text) or _ENGLISH[1].search(text)
    found = found or (_SHORT.search(text) if len(text) < 40 else None)
    if not found and (last := _YEAR_LAST.search(text)):
        day, month = int(last[1]), int(last[3])
        if (last[2] == "/" and day <= 12) or month > 12:
            day, month = month, day
        return datetime(int(last[4]), month, day, tzinfo=KOREA).astimezone(UTC)
    if not found:
        compact = _COMPACT.fullmatch(text)
        if not compact:
            return None
        return datetime(*map(int, compact.groups()), tzinfo=KOREA).astimezone(UTC)  # type: ignore[misc,arg-type]
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else 1 + _MONTHS.index(parts["name"].lower())
    year = int(parts["year"])
    year += 2000 if year < 100 else 0
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or parts["after"] or "").lower().replace(".", "")
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        hour = minute = second = 0
    zone = KOREA
    named = re.match(r"\s*(?:UTC|GMT|Z\b|([+-]\d{2}:?\d{2}))", text[found.end() :])
    if named and parts["hour"]:
        zone = _zone(named[1] or "Z")
    return datetime(year, month, int(parts["day"]), hour, minute, second, tzinfo=zone).astimezone(
        UTC
    )


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.match(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
