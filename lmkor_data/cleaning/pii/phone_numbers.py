"""Telephone numbers: mobile, landline, nationwide, international; in digits and in words."""

from __future__ import annotations

import re

from lmkor_data.cleaning.pii import checksums
from lmkor_data.cleaning.pii.rule import (
    END,
    HYPHEN,
    START,
    Check,
    Rule,
    announced,
    both,
    by,
    either,
    followed,
    neither,
)
from lmkor_data.cleaning.pii.spoken_digits import GAP, ONE_DIGIT, digits_of, spoken, words_in

_SEP = rf"(?:\s?[{HYPHEN}.)/_~·ㆍ:,=+*]{{1,2}}\s?|\s{{1,2}})?"
_NARROW = rf"\s?[{HYPHEN}.)/~· ]\s?"
#: Without a plus sign, 82 is a country only with a hyphen or before 010: 8210 8710 8218 are models.
_COUNTRY = (
    rf"(?:\(?(?:\+|00)\s?82\)?{_SEP}(?:\(0\)\s?)?|82[{HYPHEN}.](?:\(0\)\s?)?|82 (?=0?10 )"
    rf"|82(?=010|0?10[{HYPHEN}]))"
)

_TELEPHONE = (
    r"전화|연락|문의|예약|상담|번호|팩스|fax|tel|phone|☎|☏|📞|주문|신고|고객센터|콜센터|hp|h\.p"
    r"|핸드폰|휴대폰|핸폰|폰번|문자|mobile|직통|(?<![A-Za-z])[mt][.:)]"
)
#: Numbers that 번호 or 주문 also announce.
_OTHER_NUMBER = (
    r"(?:주문|상품|송장|운송장|접수|신청|허가|모델|제품|관리|등록|일련|사건|계좌|인증|회원|우편|고유)\s?번호"
    r"|등기|품번|바코드|isbn|운송장|송장"
)
_CALLED = both(
    either(announced(_TELEPHONE), followed(r"(?:으?로|에)\s?(?:전화|연락|문의|문자|콜)")),
    neither(announced(_OTHER_NUMBER, 14)),
)

_AREA = r"(?:02|03[1-3]|04[1-4]|05[1-5]|06[1-4]|070|080|0[35]0\d)"
_NATIONWIDE = (
    "1522|1533|1544|1551|1566|1577|1588|1599|1600|1644|1660|1661|1666|1668|1670|1688|1800|1811"
    "|1833|1855|1877|1899"
)
#: More lines of the same house: 031-123-4567~9, 02-123-4567,8.
_END = r"(?:(?=01[016789]-\d)|(?!\d))(?!\*[*\d])(?![-.]\d)(?!,\d\d)"
_LINES = r"(?:(?:\s?~\s?\d{1,4}|,\s?\d{1,2})(?![\d:-]|\s?[시분월일개명원]))?"

_MOBILE = re.compile(r"010\d{8}|01[16789]\d{7,8}")


def _is_mobile(digits: str, found: re.Match[str]) -> bool:
    """Whether the digits are a mobile number; with 82 before it, the first 0 may be left out."""
    national = re.sub(r"^(?:00)?82", "", digits)
    if national != digits:
        national = "0" + national.removeprefix("0")
    if not _MOBILE.fullmatch(national):
        return False
    if not national.startswith("010") and not _is_no_coordinate(digits, found):
        return False
    return len(set(digits)) > 2 or not found[0].isdecimal()  # 01011100110 is binary


def _is_spoken_mobile(digits: str, found: re.Match[str]) -> bool:
    spelled = digits_of(found[0])
    return bool(_MOBILE.fullmatch(spelled)) and len(set(spelled)) > 2 and bool(words_in(found[0]))


def _is_mobile_in_letters(digits: str, found: re.Match[str]) -> bool:
    return 6 <= len(digits) < len(digits_of(found[0])) and bool(
        _MOBILE.fullmatch(digits_of(found[0]))
    )


_SEPARATORS = re.compile(rf"[{HYPHEN})~]")
_NUMBER_BEFORE = re.compile(r"[\d.]\s?,?\s?$")
_NUMBER_BEHIND = re.compile(r"\s?,?\s?[-.]?\d")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")


def _is_no_coordinate(digits: str, found: re.Match[str]) -> bool:
    """Whether a number held together by blanks or dots stands in prose, not among other numbers."""
    if _SEPARATORS.search(found[0]):
        return True
    text, (first, last) = found.string, found.span()
    kinds = set(re.findall(r"[. /]", re.sub(r"\s*([./])\s*", r"\1", found[0])))
    return not kinds or (
        len(kinds) == 1
        and not _LATIN.match(text, first - 1)
        and not _NUMBER_BEFORE.search(text, max(0, first - 4), first)
        and not _NUMBER_BEHIND.match(text, last, last + 4)
        and bool(
            _HANGUL.search(text, max(0, first - 30), last + 12)
            or not (text[max(0, first - 12) : first] + text[last : last + 12]).strip()
        )
    )


def _international(digits: str, found: re.Match[str]) -> bool:
    return 9 <= len(digits) <= 15 and (
        bool(_SEPARATORS.search(found[0])) or announced(_TELEPHONE)(digits, found)
    )


_NOT_REPEATED: Check = by(lambda digits: not digits or len(set(digits)) > 2)

PHONE_NUMBERS = (
    Rule(
        "전화번호",  # mobile
        re.compile(
            rf"{START}{_COUNTRY}?(?:\(0?1[016789]\)|0?1[016789]){_SEP}\d{{3,4}}{_SEP}\d{{4}}{END}",
            re.I,
        ),
        _is_mobile,
        least=10,
    ),
    Rule(
        "전화번호",  # a blank where none belongs: 010-2345-67 89
        re.compile(
            rf"{START}(?=[\d ]{{2,16}}[{HYPHEN}.])0 ?1 ?[016789]{_SEP}"
            rf"(?:\d ?){{2,3}}\d{_SEP}(?:\d ?){{3}}\d{END}",
            re.I,
        ),
        both(_is_mobile, lambda digits, found: len(re.findall(r"\d+", found[0])) <= 5),
        least=10,
    ),
    Rule(
        "전화번호",  # with letters for digits: o1O-1234-5678
        re.compile(
            rf"(?<![A-Za-z\d/\\-])[0oO][1lI][016-9oO]{_SEP}[\doOlI]{{3,4}}{_SEP}[\doOlI]{{4}}(?![\dA-Za-z])"
        ),
        _is_mobile_in_letters,
    ),
    Rule(
        "전화번호",  # in words, or one word among digits
        re.compile(
            rf"(?<![A-Za-z\d공영빵일이삼사오육칠팔구]){spoken('0')}{GAP}{spoken('1')}{GAP}"
            rf"(?:{spoken('0')}{GAP}(?:{ONE_DIGIT}{GAP}){{7}}{ONE_DIGIT}"
            rf"|{spoken('16789')}{GAP}(?:{ONE_DIGIT}{GAP}){{6,7}}{ONE_DIGIT})(?![\dA-Za-z])"
        ),
        _is_spoken_mobile,
    ),
    Rule(
        "전화번호",  # a landline in words
        re.compile(
            rf"(?<![가-힣\d])[공영]{GAP}(?:[이둘]|(?:삼{GAP}[일이삼]|사{GAP}[일이삼사]|오{GAP}[일이삼사오]"
            rf"|육{GAP}[일이삼사]|칠{GAP}[공영])){GAP}(?:[공영일이삼사오육륙칠팔구둘]{GAP}){{6,7}}"
            r"[공영일이삼사오육륙칠팔구둘](?![\d공영삼사오육칠팔구])"
        ),
        lambda digits, found: (
            len(set(digits_of(found[0]))) > 3
            and (bool(re.search(r"[\s-]", found[0])) or announced(_TELEPHONE)(digits, found))
        ),
    ),
    Rule(
        "전화번호",  # digit by digit
        re.compile(
            r"(?<!\d)0 1 0 ?-? ?\d \d \d \d ?-? ?\d \d \d \d(?! ?\d)"
            r"|(?<!\d)0 [2-7](?: \d)? ?- ?\d \d \d(?: \d)? ?- ?\d \d \d \d(?! ?\d)"
        ),
        _NOT_REPEATED,
        least=9,
    ),
    Rule(
        "전화번호",  # landline
        re.compile(
            rf"{START}{_COUNTRY}?(?:\(\s?{_AREA}\s?\)\s?-?\s?|{_AREA}{_NARROW})"
            rf"[1-9]?\d{{3}}{_NARROW}\d{{4}}{_END}{_LINES}"
            rf"|{START}0[35]0\d{_NARROW}\d{{3,4}}{_NARROW}\d{{4}}{END}"
            rf"|{START}\(?\+\s?82\)?[-. ]?(?:\(0\)\s?)?(?:2|[3-6]\d|70)[-. ]"
            rf"\d{{3,4}}[-. ]\d{{4}}{_END}{_LINES}",
            re.I,
        ),
        either(_is_no_coordinate, _CALLED),
        least=9,
    ),
    Rule(
        "전화번호",  # without separators
        re.compile(rf"{START}{_AREA}\d{{7,8}}{END}", re.I),
        either(_CALLED, both(announced(r"\($", 1), followed(r"^\)", 1))),
        least=9,
    ),
    Rule(
        "전화번호",  # a forwarding number of twelve digits, as couriers print it
        re.compile(rf"{START}050[2-8]\d{{8}}{END}", re.I),
        neither(announced(_OTHER_NUMBER)),
        least=12,
    ),
    Rule(
        "전화번호",  # mistyped, or in groups of its own: 01012-3456-7890
        re.compile(
            rf"{START}(?:0\d{{1,4}}|\d{{5}}){_NARROW}\d{{3,4}}{_NARROW}\d{{3,5}}{END}", re.I
        ),
        both(by(lambda digits: 9 <= len(digits) <= 13 and len(set(digits)) > 2), _CALLED),
        least=9,
    ),
    Rule(
        "전화번호",  # nationwide
        re.compile(rf"{START}(?:{_NATIONWIDE})\s?[-ㅡ.]\s?\d{{4}}{END}(?!\s?년)", re.I),
        either(
            _CALLED,
            both(
                by(lambda digits: not checksums.looks_like_years(digits)),
                neither(
                    followed(r"^\s?(?:[MG]T|[MGk]Hz|rpm|[kcm]m|kg|x\d|원|개|명|점|번|권|회|장)", 5)
                ),
            ),
        ),
        least=8,
    ),
    Rule(
        "전화번호",
        re.compile(rf"{START}(?:{_NATIONWIDE})\s?[{HYPHEN}]?\s?\d{{4}}{END}(?!\s?년)", re.I),
        _CALLED,
        least=8,
    ),
    Rule(
        "전화번호",  # of another country
        re.compile(r"(?<![\d+])\+\d{1,3}[-. ]?\(?\d{1,4}\)?(?:[-. ]\d{2,4}){2,4}" + END),
        _international,
        least=9,
    ),
    Rule(
        "전화번호",  # without an area code
        re.compile(
            rf"(?:전화|연락처|팩스|전송|☎|☏|tel|fax|hp)(?:번호)?[^\d\n가-힣]{{0,4}}(?P<private>[2-9]\d{{2,3}}-\d{{4}}){END}",
            re.I,
        ),
        least=7,
    ),
)
