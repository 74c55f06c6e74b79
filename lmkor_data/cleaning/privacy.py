"""Links and personal data: found by form, checked by what the form promises, masked or removed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from lmkor_data.cleaning.buffers import rewrite
from lmkor_data.cleaning.character_table import MARK
from lmkor_data.corpus.text_buffers import TextBuffers


@dataclass(frozen=True)
class Rule:
    """A kind of personal data. Group 1 of the pattern is what goes, or the whole match."""

    token: str  #: stands in its place when masking: 전화번호 → [전화번호]
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = lambda _: True  #: on the digits alone


def hide_personal_data(
    texts: TextBuffers, wanted: np.ndarray, *, mask: bool, rules: tuple[Rule, ...]
) -> TextBuffers:
    """Links go; personal data becomes its token (`mask`) or goes too."""
    return rewrite(texts, wanted, lambda text: hidden(text, mask=mask, rules=rules))


def hidden(text: str, *, mask: bool, rules: tuple[Rule, ...]) -> str:
    for rule in rules:
        text = rule.pattern.sub(functools.partial(_replace, rule=rule, mask=mask), text)
    return text


def _replace(found: re.Match[str], rule: Rule, mask: bool) -> str:
    group = 1 if found.re.groups else 0
    whole, private = found[0], found[group]
    if not rule.check("".join(c for c in private if c.isdigit())):
        return whole
    first, last = found.start(group) - found.start(), found.end(group) - found.start()
    # A link without a token goes, unless a particle leans on it: [링크]에서 can be read.
    leaning = rule.token == LINK_TOKEN and not "가" <= found.string[found.end() :][:1] <= "힣"
    token = MARK if leaning or not mask else f"[{rule.token}]"
    return whole[:first] + token + whole[last:]


def is_resident_number(digits: str) -> bool:
    """Whether the first seven digits hold a date of birth (YYMMDD) and a century mark.

    The thirteenth digit is a checksum only for numbers given before October 2020.
    """
    century = {"1": 19, "2": 19, "5": 19, "6": 19, "9": 18, "0": 18}.get(digits[6], 20)
    try:
        date(century * 100 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def is_card_number(digits: str) -> bool:
    """Luhn's checksum over 14 to 16 digits that begin like a card (3 to 6, 9)."""
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    total = sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)
    return digits[0] in "34569" and total % 10 == 0 and len(set(digits)) > 2


def is_business_number(digits: str) -> bool:
    """The checksum of the 사업자등록번호 (weights 1 3 7 1 3 7 1 3 5)."""
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = (
        sum(int(d) * w for d, w in zip(digits, weights, strict=False)) + int(digits[8]) * 5 // 10
    )
    return (10 - total % 10) % 10 == int(digits[9])


LINK_TOKEN = "링크"

_URL = r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]"
_END = r"[A-Za-z0-9\-_~/#&=%]"
_TLD = "com|net|org|kr|io|me|tv|info|biz|shop|store|site|app|dev|ly|gl|be|to|jp|cn"
_GAP = r"[-.\s)·]{0,2}"
_BANKS = (
    "국민|신한|우리|하나|농협|기업|카카오뱅크|카뱅|토스뱅크|케이뱅크|새마을금고|우체국|수협|신협"
    "|SC제일|씨티|부산|대구|경남|광주|전북|제주|KB|NH|IBK"
)

RULES = (
    Rule(
        "이메일", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
    ),
    Rule(LINK_TOKEN, re.compile(rf"(?:https?|ftp)://{_URL}*{_END}|www\.{_URL}+{_END}", re.I)),
    Rule(
        LINK_TOKEN,
        re.compile(
            rf"(?<![A-Za-z0-9@.])(?:[A-Za-z0-9-]+\.)+(?:{_TLD})(?![A-Za-z0-9.])"
            rf"(?:/(?:{_URL}*{_END})?)?",
            re.I,
        ),
    ),
    Rule(
        "주민번호",
        re.compile(r"(?<![\d-])(\d{6}\s?-\s?[0-9](?:\d{6}|[*xX●]{6}))(?![\d-])"),
        is_resident_number,
    ),
    Rule(
        "카드번호",
        re.compile(
            r"(?<![\d-])(\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}|\d{4}[- ]\d{6}[- ]\d{5})(?![\d-])"
        ),
        is_card_number,
    ),
    Rule(
        "전화번호",
        re.compile(
            rf"(?<![\d-])(?:\+?82{_GAP})?\(?0?1[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?![\d-])"
        ),
        lambda digits: 10 <= len(digits) <= 13,
    ),
    Rule(
        "전화번호",
        re.compile(
            r"(?<![\d-])(?:\+?82[-. ]?)?\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50\d)[-.) ]{1,2}"
            r"\d{3,4}[-. ]\d{4}(?![\d-])"
        ),
    ),
    Rule(
        "전화번호",
        re.compile(
            r"(?<![\d-])1(?:522|533|544|566|577|588|599|600|644|660|661|666|668|670|688|800|811|833"
            r"|855|877|899)-\d{4}(?![\d-])"
        ),
    ),
    Rule(
        "사업자번호",
        re.compile(r"(?<![\d-])(\d{3}-\d{2}-\d{5})(?![\d-])"),
        is_business_number,
    ),
    Rule(
        "계좌번호",
        re.compile(
            rf"(?:(?:{_BANKS})(?:은행)?|계좌(?:번호)?|입금)[^\d\n]{{0,12}}"
            r"(\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,4})?|\d{10,14})(?![\d-])"
        ),
        lambda digits: 10 <= len(digits) <= 16,
    ),
    Rule(
        "아이디",
        re.compile(
            r"(?:카(?:카오)?톡|텔레그램|텔레|인스타(?:그램)?|오픈챗)\s*(?:아이디|ID|id)?\s*[:;은는]?\s*"
            r"(@?[A-Za-z][A-Za-z0-9._-]{3,30})"
        ),
    ),
    Rule("아이디", re.compile(r"(?<![A-Za-z0-9._@])@[A-Za-z0-9_][A-Za-z0-9._]{2,29}")),
)
