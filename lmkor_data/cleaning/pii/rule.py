"""One form of personal data, and what can be asked of a match."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: The edges of a number: no digit, and no digit before a separator, on either side; no Latin letter
#: before, other than those with which people announce telephones. What begins a number is asked
#: first, because that is quickest told.
START = (
    r"(?=[\d(+])(?<!\d)(?<![\d*]\*)(?<!\d[-.,])(?<![A-Za-z]-)"
    r"(?:(?<![A-Za-z_])|(?<=tel)|(?<=fax)|(?<=phone)|(?<=mobile)|(?<=hp)|(?<=[^A-Za-z][thm]))"
)
#: A second telephone may follow without a blank.
END = r"(?:(?=01[016789]-\d)|(?!\d))(?!\*[*\d])(?![-.,]\d)"

#: Everything that people type for a hyphen, the vowel ㅡ among it.
HYPHEN = "-‐‑‒–—−ㅡ"

#: Asked of a match with its decimal digits as ASCII; False leaves the text as it is.
Check = Callable[[str, re.Match[str]], bool]


def _always(digits: str, found: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """A form of personal data; the group `private` of its pattern goes, or the whole match."""

    token: str  #: stands in its place when masking: 전화번호 → [전화번호]
    pattern: re.Pattern[str]
    check: Check = _always
    least: int = 0  #: digits that every match holds, at least


@dataclass(frozen=True)
class RuleSet:
    """Rules that are asked of the same documents, in the order they are tried.

    With `near`, they are tried only around what that finds: `before` characters before and
    `after` characters behind it, and only where that `promises` a match: cheap questions that
    spare most texts the rules. `near` should begin with a plain character class, which Python
    finds many times faster than anything that looks behind.
    """

    trigger: int  #: bits of `step_triggers`; the rules are asked where a document has one of them
    rules: tuple[Rule, ...]
    near: re.Pattern[str] | None = None
    before: int = 0
    after: int = 0
    promises: Callable[[str, int, int], bool] = lambda text, first, last: True


def announced(words: str, reach: int = 20) -> Check:
    """Make a check that one of the words stands at most `reach` characters before the match."""
    pattern = re.compile(words, re.I)

    def check(digits: str, found: re.Match[str]) -> bool:
        return bool(pattern.search(found.string[max(0, found.start() - reach) : found.start()]))

    return check


def followed(words: str, reach: int = 12) -> Check:
    """Make a check that one of the words stands at most `reach` characters behind the match."""
    pattern = re.compile(words, re.I)

    def check(digits: str, found: re.Match[str]) -> bool:
        return bool(pattern.search(found.string[found.end() : found.end() + reach]))

    return check


def either(*checks: Check) -> Check:
    """Make a check that is content with any of `checks`."""
    return lambda digits, found: any(check(digits, found) for check in checks)


def both(*checks: Check) -> Check:
    """Make a check that wants all of `checks`."""
    return lambda digits, found: all(check(digits, found) for check in checks)


def neither(*checks: Check) -> Check:
    """Make a check that wants none of `checks`."""
    return lambda digits, found: not any(check(digits, found) for check in checks)


def by(test: Callable[[str], bool]) -> Check:
    """Make a check of the digits alone."""
    return lambda digits, found: test(digits)
