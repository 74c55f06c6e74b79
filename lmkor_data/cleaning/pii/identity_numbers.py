"""Numbers that the state or a card company gave: persons, firms, cards, licences, passports.

Where the form alone would also catch prices, dates, product codes, ISBNs or years, a rule asks
for a checksum or for a word nearby that announces it.
"""

from __future__ import annotations

import re

from lmkor_data.cleaning.pii import checksums
from lmkor_data.cleaning.pii.rule import (
    END,
    HYPHEN,
    START,
    Rule,
    announced,
    both,
    by,
    either,
    followed,
    neither,
)

_NO_PERSON = announced("바코드|isbn|상품|품번|주문|송장")

RESIDENT_AND_CARD_NUMBERS = (
    Rule(
        "주민번호",
        re.compile(rf"{START}\d{{6}}\s?[{HYPHEN}~]\s?[1-8](?:\d{{6}}|[*xX●○#ㅇ]{{6}}){END}", re.I),
        by(checksums.is_resident_number),
        least=7,
    ),
    Rule(
        "주민번호",
        re.compile(rf"{START}\d{{6}}\s?[1-8]\d{{6}}{END}", re.I),
        both(
            by(checksums.is_resident_number),
            either(
                announced("주민|외국인|등록번호|민증"),
                both(
                    by(lambda digits: digits[6] in "1234"),
                    by(checksums.has_resident_checksum),
                    neither(by(checksums.is_barcode), _NO_PERSON),
                ),
            ),
        ),
        least=13,
    ),
    Rule(
        "주민번호",  # the birth date and the sex alone, where they are announced
        re.compile(rf"{START}\d{{6}}\s?[{HYPHEN}]\s?[1-8]{END}"),
        both(by(checksums.is_resident_number), announced("주민|민증|생년월일")),
        least=7,
    ),
    Rule(
        "카드번호",
        re.compile(
            rf"{START}(?:\d{{4}}([{HYPHEN}. ])\d{{4}}\1\d{{4}}\1\d{{4}}"
            rf"|\d{{4}}([{HYPHEN} ])\d{{6}}\2\d{{5}}){END}"
        ),
        by(checksums.is_card_number),
        least=15,
    ),
    Rule(
        "카드번호",
        re.compile(rf"{START}\d{{15,16}}{END}"),
        both(by(checksums.is_card_number), announced("카드|card")),
        least=15,
    ),
)

_FIRM = "사업자|등록번호"

BUSINESS_NUMBERS = (
    Rule(
        "사업자번호",
        re.compile(rf"{START}\d{{3}}\s?[{HYPHEN}]\s?\d{{2}}\s?[{HYPHEN}]\s?\d{{5}}{END}"),
        either(by(checksums.is_business_number), announced("사업자")),
        least=10,
    ),
    Rule(
        "사업자번호",
        re.compile(rf"{START}\d{{3}}([ .]?)\d{{2}}\1\d{{5}}{END}"),
        either(
            announced("사업자"),
            both(
                by(checksums.is_business_number),
                either(announced(_FIRM), followed("사업자")),
            ),
        ),
        least=10,
    ),
)

LICENCE_NUMBERS = (
    Rule(
        "면허번호",
        re.compile(
            rf"{START}(?:1[1-9]|2[0-8])[{HYPHEN}]\d{{2}}[{HYPHEN}]\d{{6}}[{HYPHEN}]\d{{2}}{END}"
        ),
        least=12,
    ),
    Rule(
        "면허번호",
        re.compile(
            r"면허[^\d\n]{0,12}(?P<private>(?<!\d)"
            rf"\d{{2}}\s?[{HYPHEN} ]\s?\d{{2}}\s?[{HYPHEN} ]\s?\d{{6}}\s?[{HYPHEN} ]\s?\d{{2}}"
            rf"|(?<!\d)\d{{2}}[{HYPHEN}]\d{{6}}[{HYPHEN}]\d{{2}}|(?<!\d)\d{{12}}){END}"
        ),
        least=10,
    ),
)

PASSPORT_NUMBERS = (
    Rule(
        "여권번호",
        re.compile(r"(?<![A-Za-z0-9])(?P<private>[MSRGDmsrgd]\d{3}[A-Z0-9]\d{4})\s?[(,]?\s?여권"),
        least=7,
    ),
    Rule(
        "여권번호",
        re.compile(
            r"(?:여권|passport)[^\dA-Za-z\n]{0,12}"
            r"(?P<private>[A-Za-z]{1,2}\s?\d{3}[A-Za-z0-9]\d{3,4})(?![A-Za-z0-9])",
            re.I,
        ),
    ),
)
