"""Dates as Korean sites and tables write them."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta, timezone

#: Times without a zone are those of Korea.
KOREA = timezone(timedelta(hours=9), "KST")

_WRITTEN = re.compile(
    r"""\s* (?P<year>\d{4}|\d{2}) \s*[-./년]\s* (?P<month>\d{1,2}) \s*[-./월]\s* (?P<day>\d{1,2})
        (?: \s*[일.]* \s* (?:\([월화수목금토일]\))? [T\s]*
            (?P<half>오전|오후|AM|PM)? \s* (?P<hour>\d{1,2}) : (?P<minute>\d{2})
            (?: : (?P<second>\d{2}) )? )?""",
    re.VERBOSE,
)
_COMPACT = re.compile(r"\s*(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})\s*$")
_SECONDS = re.compile(r"\s*(\d{9,10})(?:\.\d+)?\s*$")
_MILLISECONDS = re.compile(r"\s*(\d{12,13})\s*$")


def parse_date(text: str) -> datetime | None:
    """A point of time in UTC, or None where none can be made out.

    ISO 8601, `2021.06.18`, `15.08.25` (year first), `2015년 8월 25일 오후 3:20`, `20150825`,
    seconds or milliseconds since 1970. A day without a time is that day, 00:00 UTC.
    """
    with contextlib.suppress(ValueError):
        if "T" in text or "+" in text:
            moment = datetime.fromisoformat(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=KOREA)).astimezone(UTC)
    if seconds := _SECONDS.match(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    if milliseconds := _MILLISECONDS.match(text):
        return datetime.fromtimestamp(int(milliseconds[1]) // 1000, UTC)
    found = _WRITTEN.match(text) or _COMPACT.match(text)
    if not found:
        return None
    with contextlib.suppress(ValueError):
        return _moment(found.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> datetime:
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if not parts.get("hour"):
        return datetime(year, month, day, tzinfo=UTC)
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if parts["half"] in ("오후", "PM"):
        hour = hour % 12 + 12
    elif parts["half"]:
        hour %= 12
    return datetime(year, month, day, hour, minute, second, tzinfo=KOREA).astimezone(UTC)
