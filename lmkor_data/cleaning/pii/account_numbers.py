"""Identity numbers, cards, accounts, telephones, licences, passports, plates.

Where the form alone would also catch prices, dates, product codes, ISBNs or years, a rule asks
for a checksum or for a word nearby that announces it.
"""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii import checksums
from lmkor_data.cleaning.pii.phone_numbers import TELEPHONES
from lmkor_data.cleaning.pii.rule import END, START, Rule, Rules, announced, by, either

_BANKS = (
    "국민|신한|우리|하나|기업|농협|수협|신협|부산|대구|경남|광주|전북|제주|산업|외환|씨티|시티|제일"
)
_BANK = (
    rf"(?:{_BANKS})\s?은행|농협|수협|신협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크"
    r"|계좌|입금|송금|이체|예금주|KB|NH|IBK|SC제일"
)

_DASH = r"(?: ?- ?| )"

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
    step_triggers.NUMBER,
    (
        Rule(
            "주민번호",
            re.compile(rf"{START}\d{{6}}\s?[-~–—]\s?[1-8](?:\d{{6}}|[*xX●○#ㅇ]{{6}}){END}", re.I),
            by(checksums.is_resident_number),
            least=7,
        ),
        Rule(
            "주민번호",
            re.compile(rf"{START}\d{{6}}\s?[1-8]\d{{6}}{END}", re.I),
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
                rf"{START}(?:\d{{4}}([-. ])\d{{4}}\1\d{{4}}\1\d{{4}}"
                rf"|\d{{4}}([- ])\d{{6}}\2\d{{5}}){END}"
            ),
            by(checksums.is_card_number),
            least=15,
        ),
        Rule(
            "카드번호",
            re.compile(rf"{START}\d{{15,16}}{END}"),
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
                rf"(?<!\d)(?!01[016789])\d{{10,14}}){END}"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"(?:{_BANKS})\s{{0,2}}:?\s{{0,2}}(?P<private>\d{{3,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?)"
                rf"{END}"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"{START}(?P<private>\d{{3,6}}-\d{{2,6}}-\d{{4,8}}(?:-\d{{1,4}})?)"
                rf"\s{{0,2}}[(\[]?(?:(?:{_BANKS})(?:은행)?|{_BANK})"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "계좌번호",
            re.compile(
                rf"{START}(?P<private>(?!01[016789])\d{{10,14}})\s{{0,2}}[(\[]?"
                rf"(?:(?:{_BANKS})은행|농협|새마을금고|우체국|카카오뱅크|카뱅|토스뱅크|케이뱅크)"
            ),
            _is_account,
            least=10,
        ),
        Rule(
            "사업자번호",
            re.compile(rf"{START}\d{{3}}\s?-\s?\d{{2}}\s?-\s?\d{{5}}{END}"),
            either(by(checksums.is_business_number), announced("사업자")),
            least=10,
        ),
        *TELEPHONES,
        Rule(
            "면허번호",
            re.compile(rf"{START}(?:1[1-9]|2[0-8])-\d{{2}}-\d{{6}}-\d{{2}}{END}"),
            least=12,
        ),
    ),
    near=re.compile(r"[\d공영oO](?:[\d\s().\-/_~·*xX●○#ㅇ]|[공영일이삼사오육륙칠팔구]){5,}"),
    before=40,
    after=30,
    promises=_no_mere_date,
)

PAPERS = Rules(
    step_triggers.NUMBER,
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
