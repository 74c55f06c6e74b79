"""Numbers of bank accounts: beside a bank, 계좌 or a name, or in the form of one bank."""

from __future__ import annotations

import re

from lmkor_data.cleaning.pii import checksums
from lmkor_data.cleaning.pii.rule import END, HYPHEN, START, Rule, announced
from lmkor_data.cleaning.pii.spoken_digits import GAP, ONE_DIGIT, digits_of, words_in

#: Names that mean a bank only where a number follows at once: 우리 1002-123-456789.
_SHORT = (
    "국민|신한|우리|하나|기업|부산|대구|경남|광주|전북|제주|산업|외환|씨티|시티|제일|카카오"
    "|토스|조흥"
)
_BANK = (
    rf"(?:{_SHORT})\s?(?:은행|뱅크)|농협|수협|신협|축협|새마을(?:금고)?|우체국|카뱅|토뱅|케뱅|케이뱅크|K뱅크"
    r"|저축은행|증권|(?<![A-Za-z])(?:KB|NH|IBK|SC|MG|SBI|iM)(?![A-Za-z])(?:국민|농협|기업|제일|뱅크|은행)*"
)
_ACCOUNT = (
    rf"{_BANK}|계좌|입금|송금|이체|예금주|통장|후원금"
    r"|(?<![A-Za-z-])(?:bank_?)?account(?:_?(?:number|no))?(?![A-Za-z-])"
)

_DASH = rf"(?: ?[{HYPHEN}.] ?| )"
_GROUPED = (
    rf"(?<!\d)(?:\d{{2,6}}{_DASH}\d{{2,6}}{_DASH}\d{{2,8}}(?:{_DASH}\d{{1,4}})?"
    rf"|\d{{3,6}}[{HYPHEN}]\d{{6,10}})"
)
_HYPHENED = rf"\d{{3,6}}[{HYPHEN}]\d{{2,6}}[{HYPHEN}]\d{{2,8}}(?:[{HYPHEN}]\d{{1,4}})?"
_BARE = r"(?<!\d)\d{10,14}"

#: The groups that a bank alone uses: 신한, 우리, 카카오뱅크, 하나, 국민 and 우체국, 기업, 농협,
#: 새마을금고, in this order.
_OWN_FORM = (
    rf"110[{HYPHEN}]\d{{3}}[{HYPHEN}]\d{{6}}|1002[{HYPHEN}]\d{{3}}[{HYPHEN}]\d{{6}}"
    rf"|3333[{HYPHEN}]\d{{2}}[{HYPHEN}]\d{{7}}|\d{{3}}[{HYPHEN}]\d{{6}}[{HYPHEN}]\d{{5}}"
    rf"|\d{{6}}[{HYPHEN}]\d{{2}}[{HYPHEN}]\d{{6}}|\d{{3}}[{HYPHEN}]\d{{6}}[{HYPHEN}]\d{{2}}[{HYPHEN}]\d{{3}}"
    rf"|3[0156]\d[{HYPHEN}]\d{{4}}[{HYPHEN}]\d{{4}}[{HYPHEN}]\d{{2}}"
    rf"|9\d{{3}}[{HYPHEN}]\d{{4}}[{HYPHEN}]\d{{4}}[{HYPHEN}]\d"
)

_SURNAME = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채"
    "원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
_GIVEN = (
    "가강건경고관광교구국군규균근금기길나남내노능다단담대덕도동두득라란래련렬렴령례록룡리린림"
    "마만명모목무문미민배백범별병보복봉부빈빛사산삼상새생서석선설섭성세소솔송수숙순슬승시식신"
    "아안애양언연열영예오옥온완요용우욱운웅원월위유윤율은을음응의이익인일임자장재전정제조종주"
    "준중지진찬창채천철청초추춘충치탁태택평필하학한해향헌혁현형혜호홍화환회효후훈휘휴흔희"
)
_NO_NAME = (
    "이미지|이용자|주문서|정상가|신고서|전화기|기관명|유효기|이용료|구성원|고유명|전용선|지원서"
)
_NAME = rf"(?!{_NO_NAME})[{_SURNAME}][{_GIVEN}]\s?[{_GIVEN}]"

_ELSE = re.compile(
    r"등기|송장|택배|운송|주문|접수|신청|전화|문의|연락|팩스|tel|fax|모델|품번|특허", re.I
)
_PHONE = re.compile(
    rf"0(?:1[016789]|2|[3-6]\d|70|80|[35]0\d)(?:{_DASH})?\d{{3,4}}(?:{_DASH})?\d{{4}}$"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:[-. ]|(?=\d))(?:0?\d|1[0-2])(?:[-. ]|(?=\d))[0-3]?\d")
_CODE_WORDS = announced(
    "등기|송장|운송|주문|접수|신청|품번|상품|모델|특허|등록|허가|바코드|isbn|코드|일련|고유|전화|팩스|번호판",
    16,
)


def _has_hangul(text: str) -> bool:
    """Whether a bank is named in Hangul: MG 2170 3170 4170 are models."""
    return any("가" <= character <= "힣" for character in text)


def _is_account(digits: str, found: re.Match[str]) -> bool:
    if not 10 <= len(digits) <= 16:
        return False
    private = found["private"]
    between = found.string[found.start() : found.start("private")]
    if _PHONE.match(private) or _DATE.match(private) or _ELSE.search(between):
        return False
    return not private.replace(" ", "").isdecimal() or " " not in private or _has_hangul(between)


def _is_bare_account(digits: str, found: re.Match[str]) -> bool:
    return _is_account(digits, found) and not (
        checksums.is_barcode(digits) and digits[:2] in ("88", "97")
    )


def _is_own_form(digits: str, found: re.Match[str]) -> bool:
    return len(set(digits)) > 1 and not _CODE_WORDS(digits, found)


def _is_beside_a_name(digits: str, found: re.Match[str]) -> bool:
    return _is_bare_account(digits, found) and not _CODE_WORDS(digits, found)


def _is_spoken_account(digits: str, found: re.Match[str]) -> bool:
    private = found["private"]
    return words_in(private) >= 6 and 10 <= len(digits_of(private)) <= 14


ACCOUNT_NUMBERS = (
    Rule(
        "계좌번호",
        re.compile(
            rf"(?:{_ACCOUNT})(?:은행)?[^\d\n]{{0,20}}?(?P<private>{_GROUPED}|{_BARE}){END}", re.I
        ),
        _is_account,
        least=10,
    ),
    Rule(
        "계좌번호",
        re.compile(
            rf"(?:{_SHORT})[\s:)(\]/,]{{0,3}}(?P<private>{_HYPHENED}|\d{{11,14}}"
            rf"|\d{{3,6}} \d{{2,6}} \d{{4,8}}){END}"
        ),
        lambda digits, found: (
            _is_bare_account(digits, found) and (" " not in found["private"] or len(digits) > 10)
        ),
        least=10,
    ),
    Rule(
        "계좌번호",
        re.compile(
            rf"{START}(?P<private>{_HYPHENED}|\d{{10,14}})\s{{0,2}}[(\[,/]?\s?"
            rf"(?:(?:{_SHORT})(?![가-힣])|{_BANK}|계좌|예금주)",
            re.I,
        ),
        _is_bare_account,
        least=10,
    ),
    Rule(
        "계좌번호",  # by its form alone
        re.compile(rf"{START}(?P<private>{_OWN_FORM}){END}"),
        _is_own_form,
        least=10,
    ),
    Rule(
        "계좌번호",  # 홍길동 110123456789
        re.compile(
            rf"(?<![가-힣]){_NAME}[\s:,(]{{0,3}}(?P<private>(?!0)\d{{11,14}}|{_HYPHENED}){END}"
            rf"(?!\s?[원개년])",
        ),
        _is_beside_a_name,
        least=10,
    ),
    Rule(
        "계좌번호",  # 110123456789 홍길동
        re.compile(
            rf"{START}(?P<private>(?!0)\d{{11,14}}|{_HYPHENED})\s{{0,2}}[(,/]?\s?{_NAME}"
            r"(?:\s?(?:님|씨|앞)|(?![가-힣]))"
        ),
        _is_beside_a_name,
        least=10,
    ),
)

SPOKEN_ACCOUNT_NUMBERS = (
    Rule(
        "계좌번호",  # 계좌는 삼공이 일이삼사 오육칠팔
        re.compile(
            rf"(?:{_ACCOUNT}|{_SHORT})(?:은행)?(?:번호)?\s?[은는:]?\s{{0,2}}"
            rf"(?P<private>(?:{ONE_DIGIT}{GAP}){{9,13}}{ONE_DIGIT})(?![공영삼사육칠팔구])"
        ),
        _is_spoken_account,
    ),
)
