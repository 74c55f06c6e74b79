"""Telephones: mobile, landline, nationwide, in digits and in words."""

from __future__ import annotations

import re

from lmkor_data.cleaning.pii import checksums
from lmkor_data.cleaning.pii.rule import END, START, Rule, announced, by, either

_SEP = r"(?:\s?[-.)/_~·]\s?|\s)?"
_TELEPHONE = (
    r"전화|연락|문의|예약|상담|번호|팩스|fax|tel|phone|☎|☏|📞|주문|신고|고객센터|콜센터|hp|h\.p"
)
_CALLED = announced(_TELEPHONE)

_AREA = r"(?:02|03[1-3]|04[1-4]|05[1-5]|06[1-4]|070|080|050\d)"
_NATIONWIDE = (
    "1522|1533|1544|1551|1566|1577|1588|1599|1600|1644|1660|1661|1666|1668|1670|1688|1800|1811"
    "|1833|1855|1877|1899"
)


TELEPHONES = (
    Rule(
        "전화번호",  # mobile
        re.compile(
            rf"{START}(?:(?:\+|00)82{_SEP}|82[-. ])?(?:\(0?1[016789]\)|0?1[016789])"
            rf"{_SEP}\d{{3,4}}{_SEP}\d{{4}}{END}",
            re.I,
        ),
        lambda digits, found: (
            bool(re.fullmatch(r"010\d{8}|01[16789]\d{7,8}|(?:00)?8201?\d{8,10}|82\d{9,10}", digits))
            and (len(set(digits)) > 2 or not found[0].isdigit())  # 01011100110 is binary
        ),
        least=10,
    ),
    Rule(
        "전화번호",  # in words, with o for 0, or digit by digit
        re.compile(
            rf"(?<![가-힣])[공영]\s?일\s?[공영]{_SEP}(?:[공영일이삼사오육륙칠팔구]{_SEP}){{8}}"
            rf"|(?<![A-Za-z0-9])[oO]1[oO]{_SEP}\d{{4}}{_SEP}\d{{4}}{END}"
            rf"|(?<!\d)0 1 0 ?-? ?\d \d \d \d ?-? ?\d \d \d \d(?! ?\d)"
            rf"|(?<!\d)0 [2-7](?: \d)? ?- ?\d \d \d(?: \d)? ?- ?\d \d \d \d(?! ?\d)"
        ),
        by(lambda digits: not digits or len(set(digits)) > 2),
    ),
    Rule(
        "전화번호",  # landline
        re.compile(
            rf"{START}(?:(?:\+|00)?82[-. ]?)?(?:\({_AREA}\)\s?|{_AREA}\s?[-.)/ ]\s?)"
            rf"[2-9]?\d{{3}}\s?[-. ]\s?\d{{4}}{END}"
            rf"|{START}050\d\s?[-.) ]\s?\d{{3,4}}\s?[-. ]\s?\d{{4}}{END}"
            rf"|{START}\+82[-. ]?(?:2|[3-6]\d|70)[-. ]\d{{3,4}}[-. ]\d{{4}}{END}",
            re.I,
        ),
        least=9,
    ),
    Rule("전화번호", re.compile(rf"{START}{_AREA}\d{{7,8}}{END}", re.I), _CALLED, least=9),
    Rule(
        "전화번호",  # nationwide
        re.compile(rf"{START}(?:{_NATIONWIDE})\s?[-.]\s?\d{{4}}{END}(?!\s?년)", re.I),
        either(_CALLED, by(lambda digits: not checksums.looks_like_years(digits))),
    ),
    Rule("전화번호", re.compile(rf"{START}(?:{_NATIONWIDE})\s?\d{{4}}{END}", re.I), _CALLED),
    Rule(
        "전화번호",  # without an area code
        re.compile(
            rf"(?:전화|연락처|팩스|전송|☎|☏|tel|fax|hp)(?:번호)?[^\d\n가-힣]{{0,4}}(?P<private>[2-9]\d{{2,3}}-\d{{4}}){END}",
            re.I,
        ),
    ),
)
