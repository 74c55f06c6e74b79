"""Forms of lines that phrases alone do not tell: menus, option headers, denials."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from lmkor_data.cleaning.normalize.character_table import table_file

#: Words of a menu, at least, and their share of the words of the line.
_MENU_WORDS, _MENU_SHARE = 3, 0.8

_EDGE = re.compile(r"^[^가-힣A-Za-z0-9]+|[^가-힣A-Za-z0-9]+$")
_NUMBER = re.compile(r"\(?[\d,.]+(?:건|개|명|회|위|\+)?\)?")

_OPTION = r"(?:구매|선택|상품)?\s?(?:옵션|색상|사이즈|컬러|수량|용량|종류|모델|타입|향|맛)\d?"
_OPTIONS = re.compile(
    rf"\W*{_OPTION}\s?[:=]\s?\S[^:=\n]{{0,30}}?(?:[,/|·]?\s*{_OPTION}\s?[:=]\s?\S[^:=\n]{{0,30}}?)*\W*"
)
_SENTENCE_END = re.compile(r"(?:요|다|죠|음|임|네|함|까)[.!?~^ㅎㅋㅠ\s]*$")


def is_menu(line: str) -> bool:
    """Return whether a line is made of the words of menus and buttons: 이전글 다음글 목록."""
    words = [word for word in (_EDGE.sub("", w) for w in line.split()) if word]
    words = [word for word in words if not _NUMBER.fullmatch(word)]
    known = sum(word in menu_words() for word in words)
    return known >= _MENU_WORDS and known >= _MENU_SHARE * len(words)


def is_options(line: str) -> bool:
    """Return whether a line only says what was bought: 색상: 블랙 / 사이즈: XL."""
    return _OPTIONS.fullmatch(line) is not None and _SENTENCE_END.search(line) is None


@functools.cache
def menu_words() -> frozenset[str]:
    """Return the words of `tables/menu_words.tsv`."""
    content = table_file("menu_words.tsv").splitlines()
    return frozenset(w for line in content if not line.startswith("#") for w in line.split())


#: By the name that a table of phrases gives as what goes.
LINE_FORMS: dict[str, Callable[[str], bool]] = {"menu": is_menu, "options": is_options}

_PAY = (
    "원고료|광고료|고료|수수료|대가|댓가|협찬|지원|제공|광고|체험단|무상|무료"
    "|비용|보상|후원|홍보비|돈"
)
_GIFT = "사은품|쿠폰|할인쿠폰|할인권|적립금|포인트|서비스(?=로)|덤"
_TASTE = (
    "맛있|맛나|좋|예쁘|예뻤|예뻐|친절|훌륭|시원|따뜻|괜찮|만족|신선|푸짐|싱싱"
    "|귀여|별로|차갑|짜|싱거"
)
_PAY_DENIED = "|".join(
    (
        # 원고료 없이, 어떠한 대가도 전혀 없이
        r"(?:이나|나|같은|등)?[을를이가은는도]?\s?(?:\S{1,3}\s)?없(?:이|는|었|습|어)\S*",
        # 원고료를 안 받고, 협찬도 못 받은
        r"[을를이가은는도]?\s?(?:일체|일절|전혀|따로|절대)?\s?(?:안|못)\s?받\S*",
        # 지원받지 않고, 원고료를 제공받지 않았
        r"[을를은는이가도]?\s?(?:제공|지원|지급|협찬)?\s?[을를]?\s?받지[도는]?\s?(?:않|못|아니|말)\S*",
        # 제공받은 것이 아니라, 협찬받은 적 없이
        r"\S{0,4}\s?받은\s?(?:것|게|글|건|적|거|제품|상품|후기|리뷰)\S{0,2}\s?(?:아니|아닌|아님|아녜|아닙|없)\S*",
    )
)
_DENIALS = re.compile(
    "|".join(
        (
            rf"(?:{_PAY})(?:{_PAY_DENIED})",
            # 협찬 아님, 광고글이 절대 아닌
            r"(?:협찬|광고|체험단|홍보|스폰|뒷광고)(?:글|후기|품|리뷰)?[이가은는도]?\s?(?:절대|전혀)?\s?"
            r"(?:아니|아닌|아님|아녜|아닙)\S*",
            # 쿠폰을 지원받아 싸게
            rf"(?:{_GIFT})(?:로|을|를|으로)?\s?(?:제공|지원|증정|지급)?\s?받(?:은|아|고|았)\S*"
            r"(?![^.!?\n]{0,15}(?:작성|포스팅|솔직))",
            # 제공받은 음료가 맛있어서
            r"(?:제공|지원)\s?받은\s?(?!제품|상품|물품|글|후기|포스팅|리뷰|콘텐츠|게시물)\S{1,8}"
            rf"(?:이|가|도|은|는)\s(?:정말|너무|아주|참|매우|다|꽤)?\s?(?:{_TASTE})\S*",
        )
    )
)
#: Every denial holds one of these.
_DENYING = re.compile("없|안|못|않|아니|아닌|아님|아녜|아닙|말|받")


def without_denials(line: str) -> str:
    """Return the line without what denies that somebody paid, or speaks of other gifts."""
    return _DENIALS.sub(" ", line) if _DENYING.search(line) else line
