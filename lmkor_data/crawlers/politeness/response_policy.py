"""Decides what a response means: a page to read, a retry, or a host to leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.refusals import (
    HostRefused,
    HostUnclear,
    LoginRequired,
    PageRefused,
)

OK, GONE, LATER, REFUSED, BLOCKED = "ok", "gone", "later", "refused", "blocked"


@dataclass(frozen=True)
class Decision:
    """Say what to do with a page and its host.

    | `kind` | page | host |
    |---|---|---|
    | ok | is read | is fine |
    | gone | is given up | is fine |
    | refused | is given up, or tried by the next run (`again`) | is left after several in a row |
    | later | is retried after `pause` | rests as long |
    | blocked | is tried by the next run | is left for this run |
    """

    kind: str
    why: str = ""
    pause: float | None = None  #: seconds that the host asks for
    again: bool = False  #: of a refused page: try it in the next run


_LATER = {408, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 529}

#: Words of block pages that come instead of the requested one, in lower case.
_BLOCK_WORDS = (
    *("<title>access denied", "<title>just a moment", "<title>attention required"),
    *("<title>403 forbidden", "<title>request rejected", "<title>robot check"),
    *("<title>pardon our interruption", "cf-challenge", "cf_chl_opt", "g-recaptcha", "h-captcha"),
    *("_incapsula_resource", "px-captcha", "비정상적인 접근", "비정상적인 접속"),
    *("자동입력 방지", "자동등록방지", "로봇이 아닙니다", "접근이 차단", "접속이 차단"),
    *("접속이 제한되었습니다", "서비스 접속이 원활하지"),
)
_BLOCK_BYTES = {word.encode(e): word for word in _BLOCK_WORDS for e in ("utf-8", "cp949")}
_LOGIN_PATH = re.compile(r"/(?:log[-_]?in|sign[-_]?in|member/login|nidlogin|auth/login)\b", re.I)
_PASSWORD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)

_TOO_LARGE = "larger than 8 MB"

#: How OpenSSL and service_identity report an untrusted certificate, or one of another host.
_NO_TRUST = "its certificate cannot be trusted (SSL_CERT_FILE names a file of other authorities)"
_UNTRUSTED = ("certificate verify failed", "VerificationError")

#: Block pages are small (bytes); a review that mentions captchas is part of a large page.
_SMALL = 30_000
#: A page with as many paragraphs is more than a form.
_FEW_PARAGRAPHS = 5


def decide(response: PageResponse, asked: str) -> Decision:
    """Decide on the response to the URL `asked`."""
    status = response.status
    if status in _LATER:
        return Decision(
            LATER, _named(status), _seconds(response.headers.get("retry-after", ""), response.at)
        )
    if status in (401, 403, 451):
        return Decision(REFUSED, _named(status))
    if status == 407:
        return Decision(BLOCKED, _named(status))
    if not 200 <= status < 300:
        return Decision(GONE, _named(status))
    if is_login(response.url) and not is_login(asked):
        return Decision(REFUSED, "a login page came instead")
    return Decision(OK)


def stand_in(response: PageResponse) -> str:
    """Return what came in the place of a page in which nothing was found, empty if it is itself.

    Only asked then: a comment form with a captcha, or a login box beside a post, blocks nothing.
    """
    if len(response.body) >= _SMALL:
        return ""
    small = response.body.lower()
    found = next((word for word in _BLOCK_BYTES if word in small), None)
    if found:
        return f"a block page came instead ({_BLOCK_BYTES[found].removeprefix('<title>')})"
    if b"password" in small and _PASSWORD.search(small) and small.count(b"<p") < _FEW_PARAGRAPHS:
        return "a login page came instead"
    return ""


def decide_failure(fault: BaseException) -> Decision:
    """Decide on a request that got no response."""
    if isinstance(fault, HostRefused):
        return Decision(BLOCKED, str(fault))
    if isinstance(fault, LoginRequired):
        return Decision(REFUSED, str(fault))
    if isinstance(fault, HostUnclear):
        return Decision(LATER, str(fault))
    if isinstance(fault, PageRefused):
        return Decision(GONE, str(fault))
    if isinstance(fault, IgnoreRequest):
        return Decision(GONE, "too many redirects" if "redirect" in str(fault) else _TOO_LARGE)
    if isinstance(fault, DownloadCancelledError):
        return Decision(GONE, _TOO_LARGE)
    if any(mark in str(fault) for mark in _UNTRUSTED):
        return Decision(BLOCKED, _NO_TRUST)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(fault).__name__.removesuffix("Error"))
    return Decision(LATER, words.lower())


def is_login(url: str) -> bool:
    """Tell whether a URL is that of a login page."""
    return _LOGIN_PATH.search(urlsplit(url).path) is not None


def _seconds(header: str, now: datetime) -> float | None:
    """Parse Retry-After: seconds or a date (RFC 9110, section 10.2.3)."""
    header = header.strip()
    if re.fullmatch(r"[0-9]{1,9}", header):  # str.isdigit takes digits that float does not
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header).astimezone(UTC) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
