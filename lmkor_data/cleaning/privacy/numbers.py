"""Telephones, identity numbers, cards, accounts, licences, passports, plates.

Where the form alone would also catch prices, dates, product codes, ISBNs or years, a rule asks
for a checksum or for a word nearby that announces it.
"""

from __future__ import annotations

import re

from lmkor_data.cleaning import occasions
from lmkor_data.cleaning.privacy import checksums
from lmkor_data.cleaning.privacy.rule import Rule, Rules, announced, by, either

# No digit, and no digit before a separator, on either side; no Latin letter before, other than
# those with which people announce telephones.
_START = (
    r"(?<!\d)(?<![\d*]\*)(?<!\d[-.,])(?<![A-Za-z]-)"
    r"(?:(?<![A-Za-z_])|(?<=tel)|(?<=hp)|(?<=[^A-Za-z][thm]))"
)
# A second telephone may follow without a blank.
_END = r"(?:(?=01[016789]-\d)|(?!\d))(?!\*[*\d])(?![-.,]\d)"
_SEP = r"(?:\s?[-.)/_~·]\s?|\s)?"
_TELEPHONE = (
    r"전화|연락|문의|예약|상담|번호|팩스|fax|tel|phone|☎|☏|📞|주문|신고|고객센터|콜센터|hp|h\.p"
)
_CALLED = announced(_TELEPHONE)

_BANKS = (
    "국민|신한|우리|하나|기업|농협|수협|신협|부산|대구|경남|광주|전북|제주|산업|외환|씨티|시티|제일"
)
_BANK = (
    rf"(?:{_BANKS})\s?은행|농협|수협|신협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크"
    r"|계좌|입금|송금|이체|예금주|KB|NH|IBK|SC제일"
)

_DASH = r"(?: ?- ?| )"

_AREA = r"(?:02|03[1-3]|04[1-4]|05[1-5]|06[1-4]|070|080|050\d)"
_NATIONWIDE = (
    "1522|1533|1544|1551|1566|1577|1588|1599|1600|1644|1660|1661|1666|1668|1670|1688|1800|1811"
    "|1833|1855|1877|1899"
)

_PHONE_LIKE = re.compile(r"01[016789]-\d{3,4}-\d{4}$")


def _is_account(digits: str, found: re.Match[str]) -> bool:
    return 10 <= len(digits) <= 16 and not _PHONE_LIKE.match(found["private"])


_DIGITS = frozenset("0123456789공영일이삼사오육륙칠팔구oO")


#: A date, which is what most texts with so many digits hold.
_DATE = re.compile(r"(?:19|20)\d\d([-./])\s?\d{1,2}\1\s?\d{1,2}일?[^\d공영일이삼사오육륙칠팔구oO]*")


def _no_mere_date(text: str, first: int, last: int) -> bool:
    """No rule is content with fewer than seven digits."""
    if _DATE.fullmatch(text, first, last):
        return False
    return sum(character in _DIGITS for character in text[first:last]) >= 7


NUMBERS = Rules(
    occasions.NUMBER,
    (
        Rule(
            "주민번호",
            re.compile(rf"{_START}\d{{6}}\s?[-~–—]\s?[1-8](?:\d{{6}}|[*xX●○#ㅇ]{{6}}){_END}", re.I),
            by(checksums.is_resident_number),
            least=7,
        ),
        Rule(
            "주민번호",
            re.compile(rf"{_START}\d{{6}}\s?[1-8]\d{{6}}{_END}", re.I),
            lambda digits, found: (
                (
                    checksums.is_resident_number(digits)
                    and announced("주민|외국인|등록번호|민증")(digits, found)
                )
                or (
                    digits[6] in "1234"
                    and checksums.has_resident_checksum(digits)
                    and not checksums.is_barcode(digits)
                    and not announced("바코드|isbn|상품|품번|주문|송장")(digits, found)
                )
            ),
            least=13,
        ),
        Rule(
            "카드번호",
            re.compile(
                rf"{_START}(?:\d{{4}}([-. ])\d{{4}}\1\d{{4}}\1\d{{4}}"
                rf"|\d{{4}}([- ])\d{{6}}\2\d{{5}}){_END}"
            ),
            by(checksums.is_card_number),
            least=15,
        ),
        Rule(
            "카드번호",
            re.compile(rf"{_START}\d{{15,16}}{_END}"),
            lambda digits, found: (
                checksums.is_card_number(digits) and announced("카드|card")(digits, found)
            ),
            least=15,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"(?:{_BANK})(?:은행)?[^\d\n]{{0,20}}?"
                rf"(?P<private>(?<!\d)\d{{2,6}}{_DASH}\d{{2,6}}{_DASH}\d{{2,8}}(?:{_DASH}\d{{1,4}})?|"
                rf"(?<!\d)(?!01[016789])\d{{10,14}}){_END}"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"(?:{_BANKS})\s{{0,2}}:?\s{{0,2}}(?P<private>\d{{3,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?)"
                rf"{_END}"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"{_START}(?P<private>\d{{3,6}}-\d{{2,6}}-\d{{4,8}}(?:-\d{{1,4}})?)"
                rf"\s{{0,2}}[(\[]?(?:(?:{_BANKS})(?:은행)?|{_BANK})"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"{_START}(?P<private>(?!01[016789])\d{{10,14}})\s{{0,2}}[(\[]?"
                rf"(?:(?:{_BANKS})은행|농협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크)"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "사업자번호",
            re.compile(rf"{_START}\d{{3}}\s?-\s?\d{{2}}\s?-\s?\d{{5}}{_END}"),
            either(by(checksums.is_business_number), announced("사업자")),
            least=10,
        ),
        Rule(
            "전화번호",  # mobile
            re.compile(
                rf"{_START}(?:(?:\+|00)82{_SEP}|82[-. ])?(?:\(0?1[016789]\)|0?1[016789])"
                rf"{_SEP}\d{{3,4}}{_SEP}\d{{4}}{_END}",
                re.I,
            ),
            by(
                lambda digits: (
                    len(set(digits)) > 2  # 01011100110 is binary
                    and bool(
                        re.fullmatch(
                            r"010\d{8}|01[16789]\d{7,8}|(?:00)?8201?\d{8,10}|82\d{9,10}", digits
                        )
                    )
                )
            ),
            least=10,
        ),
        Rule(
            "전화번호",  # in words, with o for 0, or digit by digit
            re.compile(
                rf"(?<![가-힣])[공영]\s?일\s?[공영]{_SEP}(?:[공영일이삼사오육륙칠팔구]{_SEP}){{8}}"
                rf"|(?<![A-Za-z0-9])[oO]1[oO]{_SEP}\d{{4}}{_SEP}\d{{4}}{_END}"
                rf"|(?<!\d)0 1 0 ?-? ?\d \d \d \d ?-? ?\d \d \d \d(?! ?\d)"
                rf"|(?<!\d)0 [2-7](?: \d)? ?- ?\d \d \d(?: \d)? ?- ?\d \d \d \d(?! ?\d)"
            ),
            by(lambda digits: not digits or len(set(digits)) > 2),
        ),
        Rule(
            "전화번호",  # landline
            re.compile(
                rf"{_START}(?:(?:\+|00)?82[-. ]?)?(?:\({_AREA}\)\s?|{_AREA}\s?[-.)/ ]\s?)"
                rf"[2-9]?\d{{3}}\s?[-. ]\s?\d{{4}}{_END}"
                rf"|{_START}050\d\s?[-.) ]\s?\d{{3,4}}\s?[-. ]\s?\d{{4}}{_END}"
                rf"|{_START}\+82[-. ]?(?:2|[3-6]\d|70)[-. ]\d{{3,4}}[-. ]\d{{4}}{_END}",
                re.I,
            ),
            least=9,
        ),
        Rule("전화번호", re.compile(rf"{_START}{_AREA}\d{{7,8}}{_END}", re.I), _CALLED, least=9),
        Rule(
            "전화번호",  # nationwide
            re.compile(rf"{_START}(?:{_NATIONWIDE})\s?[-.]\s?\d{{4}}{_END}(?!\s?년)", re.I),
            either(_CALLED, by(lambda digits: not checksums.looks_like_years(digits))),
        ),
        Rule("전화번호", re.compile(rf"{_START}(?:{_NATIONWIDE})\s?\d{{4}}{_END}", re.I), _CALLED),
        Rule(
            "전화번호",  # without an area code
            re.compile(
                rf"(?:전화|연락처|팩스|전송|☎|☏|tel|fax|hp)(?:번호)?[^\d\n가-힣]{{0,4}}(?P<private>[2-9]\d{{2,3}}-\d{{4}}){_END}",
                re.I,
            ),
        ),
        Rule(
            "면허번호",
            re.compile(rf"{_START}(?:1[1-9]|2[0-8])-\d{{2}}-\d{{6}}-\d{{2}}{_END}"),
            least=12,
        ),
    ),
    near=re.compile(r"[\d공영oO](?:[\d\s().\-/_~·*xX●○#ㅇ]|[공영일이삼사오육륙칠팔구]){5,}"),
    before=40,
    after=30,
    promises=_no_mere_date,
)

PAPERS = Rules(
    occasions.NUMBER,
    (
        Rule(
            "여권번호",
            re.compile(
                r"여권[^\dA-Za-z\n]{0,10}(?P<private>[A-Za-z]\d{3}[A-Za-z0-9]\d{4})(?![A-Za-z0-9])"
            ),
        ),
        Rule(
            "차량번호",
            re.compile(
                r"(?:차량|번호판|차번호|차\s?넘버)[^\d\n]{0,10}(?P<private>(?:[가-힣]{2})?\d{2,3}\s?"
                r"[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자허하호배]\s?\d{4})(?!\d)"
            ),
        ),
    ),
    near=re.compile(r"여권|차량|번호판|차\s?번호|차\s?넘버"),
    after=40,
)
