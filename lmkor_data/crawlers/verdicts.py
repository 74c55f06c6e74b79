"""What an answer means: a page to read, a refusal for now, or a host that wants us gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from lmkor_data.crawlers.reading.answer import Answer

OK, GONE, LATER, BLOCKED = "ok", "gone", "later", "blocked"


@dataclass(frozen=True)
class Verdict:
    """`kind`: ok (read it), gone (never again), later (again after a pause), blocked (leave)."""

    kind: str
    why: str = ""
    pause: float | None = None  #: seconds that the host asks for


_LATER = {408, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 529}

#: Words of pages that stand in the place of the one that was asked for.
_BLOCKS = re.compile(
    rb"<title>\s*(?:Access Denied|Just a moment|Attention Required|403 Forbidden|"
    rb"Request Rejected|Robot Check|Pardon Our Interruption)|"
    rb"cf-challenge|cf_chl_opt|g-recaptcha|h-captcha|_Incapsula_Resource|px-captcha|"
    + b"|".join(
        word.encode(encoding)
        for word in (
            "비정상적인 접근", "비정상적인 접속", "자동입력 방지", "자동등록방지",
            "로봇이 아닙니다", "접근이 차단", "접속이 차단", "접속이 제한되었습니다",
            "서비스 접속이 원활하지",
        )
        for encoding in ("utf-8", "cp949")
    ),
    re.IGNORECASE,
)  # fmt: skip
_LOGIN_PATH = re.compile(r"/(?:log[-_]?in|sign[-_]?in|member/login|nidlogin|auth/login)\b", re.I)
_PASSWORD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)

#: A block page is small; a review that speaks of captchas stands in a large one.
_SMALL = 30_000


def judge(answer: Answer, asked: str, retry_after: str = "") -> Verdict:
    """The verdict on an answer to `asked`; `retry_after` is the header of that name."""
    status = answer.status
    if status in _LATER:
        return Verdict(LATER, _named(status), _seconds(retry_after, answer.at))
    if status in (401, 403, 407, 451):
        return Verdict(BLOCKED, _named(status))
    if not 200 <= status < 300:
        return Verdict(GONE, _named(status))
    if _LOGIN_PATH.search(urlsplit(answer.url).path) and not _LOGIN_PATH.search(asked):
        return Verdict(BLOCKED, "a login page came instead")
    if len(answer.body) < _SMALL:
        found = _BLOCKS.search(answer.body)
        if found:
            return Verdict(BLOCKED, f"a block page came instead ({_shown(found[0])})")
        if _PASSWORD.search(answer.body) and answer.body.count(b"<p") < 5:
            return Verdict(BLOCKED, "a login page came instead")
    return Verdict(OK)


def _seconds(header: str, now: datetime) -> float | None:
    """Retry-After is seconds or a date (RFC 9110, 10.2.3)."""
    header = header.strip()
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header).astimezone(UTC) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _shown(found: bytes) -> str:
    text = re.sub(r"<[^>]*>\s*", "", found.decode("utf-8", errors="replace"))
    return text.strip()[:40]
