"""All rules, in the order they are tried."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.account_numbers import ACCOUNT_NUMBERS, SPOKEN_ACCOUNT_NUMBERS
from lmkor_data.cleaning.pii.email_and_handles import HANDLES, MAIL, SPELLED_MAIL
from lmkor_data.cleaning.pii.identity_numbers import (
    BUSINESS_NUMBERS,
    LICENCE_NUMBERS,
    PASSPORT_NUMBERS,
    RESIDENT_AND_CARD_NUMBERS,
)
from lmkor_data.cleaning.pii.links import LINKS
from lmkor_data.cleaning.pii.phone_numbers import PHONE_NUMBERS
from lmkor_data.cleaning.pii.postal_addresses import APARTMENTS, DOORS, STREET_ADDRESSES
from lmkor_data.cleaning.pii.rule import RuleSet
from lmkor_data.cleaning.pii.vehicle_plates import PLATES

_SPOKEN = "공영빵일하나이둘삼셋사넷오다섯육륙여섯칠일곱팔여덟구아홉"
_DIGITS = frozenset("0123456789oOlI" + _SPOKEN)

#: A date, which is what most texts with so many digits hold.
_DATE = re.compile(r"(?<!\d)(?:19|20)?\d\d([-./])\s?(?:0?\d|1[0-2])\1\s?[0-3]?\d(?![\d-])")
_PLATE = re.compile(r"\d{2,3}\s?[가-힣]\s?\d{4}")


def _are_no_dates(text: str, first: int, last: int) -> bool:
    """Whether a plate, the first of a mobile number, or seven digits but no dates stand there."""
    if text[last - 1] in ",:=" or _PLATE.fullmatch(text, first, last):
        return True
    span = text[first:last]
    if sum(map(_DIGITS.__contains__, span)) < 7:
        return False
    without = _DATE.sub("", span)
    return len(without) == len(span) or sum(map(_DIGITS.__contains__, without)) >= 7


NUMBERS = RuleSet(
    step_triggers.NUMBER,
    (
        *RESIDENT_AND_CARD_NUMBERS,
        *ACCOUNT_NUMBERS,
        *BUSINESS_NUMBERS,
        *PHONE_NUMBERS,
        *LICENCE_NUMBERS,
        *SPOKEN_ACCOUNT_NUMBERS,
        *PASSPORT_NUMBERS,
        *PLATES,
    ),
    near=re.compile(
        rf"[\d공영빵oO+](?:[\d\s().\-‐-—−ㅡ/_~·ㆍ*xX●○#ㅇoOlI에의{_SPOKEN}]{{5,}}|1[016-9]\s?[,:=]"
        r"|\d{1,2}\s?[가-힣]\s?\d{4}|\d\d[A-Z]\d{4})"
    ),
    before=45,
    after=30,
    promises=_are_no_dates,
)

#: A mail address goes before the link in it, and a link before the numbers in it.
ALL_RULES = (
    MAIL,
    SPELLED_MAIL,
    LINKS,
    NUMBERS,
    STREET_ADDRESSES,
    APARTMENTS,
    DOORS,
    HANDLES,
)
