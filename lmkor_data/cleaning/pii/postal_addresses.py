"""Postal addresses: the region and the street stay, the house and the door go.

서울 종로구 자하문로 41-2, 3층 301호 → 서울 종로구 자하문로 [주소]
"""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.postal_regions import CITIES, TOWNS, WIDE
from lmkor_data.cleaning.pii.rule import Rule, RuleSet

#: Between two parts of an address: a blank, a comma or one line break.
_GAP = r"(?:[ \t]{0,2},?[ \t]{0,2}|[ \t]?\n[ \t]{0,2})"

#: The first syllables of all regions, asked first, because that is quickest told.
_FIRST = "(?=[" + "".join(sorted({name[0] for name in f"{TOWNS}|{WIDE}".split("|")})) + "])"
_SUFFIX = "특별시|광역시|특별자치시|특별자치도|시|도"
_QUARTERS = r"(?:[가-힣0-9·]{1,8}(?:구|읍|면|동|리|가)\s{1,2}){0,3}"
_REGION = (
    rf"{_FIRST}(?:(?:{TOWNS})(?:시|군|구)|(?:{WIDE})(?:{_SUFFIX})?\s?[중동서남북]구|세종(?:특별자치)?시"
    rf"|(?:{WIDE})(?:{_SUFFIX})?\s(?:{TOWNS})(?=\s))\s{{0,2}}{_QUARTERS}"
)
#: A city alone is a region only before a street, and only where the number ends the phrase.
_CITY = rf"(?<![가-힣])(?:{CITIES})(?:{_SUFFIX})?\s"

#: Where a postal address is expected, a street or a lot needs no region.
_ANNOUNCED = (
    r"(?:주\s?소지?|위\s?치|지번|도로명|소재지|오시는\s?길|찾아오시는\s?길|사업장|본사|배송지|받는\s?곳|보내는\s?곳"
    r"|수령지|거주지|공장)\s?[:：)=\]-]{0,2}\s?(?:[가-힣0-9]{1,8}(?:구|읍|면|동|리|시|군|도)\s){0,3}"
)

#: Words on 로 that name no street: 고양시 최초로 1만 명. No street ends in 으로.
_ADVERBS = (
    "최초로|최대로|별도로|실제로|주로|새로|따로|바로|서로|그대로|스스로|위주로|무료로|차례로|추가로|제대로|마음대로"
    "|별로|버스로|택시로|차로|도보로|지하로|대로|단체로|세로|가로|절대로|멋대로|그걸로|이걸로|하나로|최고로|회로"
    "|기대로|반대로|번째로|진짜로|날로|때로|함께로|거기로|여기로|배달로|현금로|카드로"
)
_STREET = (
    rf"(?!(?:{_ADVERBS})\s?\d)[가-힣0-9·]{{1,12}}(?<!으)(?:로|길)(?:\s?\d{{1,4}}(?:번|[가-하])?길)?"
)

#: What a number counts that is no house's.
_COUNTED = (
    "순위|위|등(?![가-힣])|차|회|배|점|대(?!로)|세|번째|호선|만|억|천|주|박|건|톤|평|곳|가지|군데|인분|초|킬로|미터|kg|g|ml|cm"
    "|mm|%|퍼센트|번(?!길|지)|출구|정거장|코스|종|마리|장|권|편|살|학년|팀|쌍|병|잔|그릇|팩|봉|박스|세트|쪽|페이지|호점|시간|달"
    "|주년|명|채|필지|가구|세대|단지|구역|지구|끼|판|줄|근|벌|켤레|캡슐|방울"
)
_MEASURES = "원|개|명|년|월|일|시|분|km|m"
#: The same behind a blank, where more of them mean something else (2130 시청, 41 만).
_SPACED = (
    rf"{_MEASURES}|곳|가지|군데|번|위|회|층|세|살|인분|병|잔|마리|대|박|편|권|장|평|점"
    "|호선|시간|주|팀|종|배|차|억|천|번째|번출구"
)
#: 74-11 is masked whole or, where it counts (맛집으로 2-3명이), not at all. Days of the week and
#: names may follow: 63-14월~금, 74-11 명주초.
_PAIR = (
    rf"\d{{1,4}}\s?-\s?[1-9]\d{{0,3}}(?!\d|-\d|%|\.\d|,\d{{3}}|번?[가-하]?길|(?!월[~-])(?:{_MEASURES}|{_COUNTED})"
    rf"|\s(?:{_MEASURES})[이은을도씩]?(?![가-힣~-]))"
)
_HOUSE = (
    rf"[1-9]\d{{0,3}}(?!\d|-\d|%|[,.]\d|~|번?[가-하]?길|가(?![가-힣]{{2}})|(?:{_MEASURES}|{_COUNTED})"
    rf"|\s(?:{_SPACED})(?:[이은을도씩에만]|까지|동안|정도)?(?![가-힣]))"
)
_NUMBER = rf"(?:지하\s?)?(?:{_PAIR}|{_HOUSE})(?:번지(?:\s?\d{{1,2}}호(?![가-힣]))?)?"
_LOT_NUMBER = (
    rf"(?:산\s?)?(?:{_PAIR}(?:\s?번지)?|\d{{1,4}}\s?번지|\d{{2,4}}(?!\d|-\d|%|[,.]\d|~|번|\s?[가-하]?길"
    rf"|가(?![가-힣]{{2}})|(?:{_MEASURES}|{_COUNTED})|\s(?:{_SPACED})(?:[이은을도씩에만]|까지|동안|정도)?(?![가-힣])|\s?[a-zA-Z]))"
)

#: The door: 지하 1층, 4층 501호, (진안동) 301호, 가나빌딩 502호.
_DOOR = (
    r"(?:지하\s?|지상\s?|[Bb])?\d{1,4}(?:[-~,]\d{1,4})?\s?(?:호실|호(?!선|기|점|차|봉|수|텔|[가-힣]{0,2}(?:공원|광장))"
    r"|층(?!짜리|간)|(?<=\d)동(?!안|네|생|대문)|(?<=\s)동(?![가-힣]))"
)
_WITHIN = r"\([가-힣0-9A-Za-z ,·.-]{1,28}\)"
_HOMES = (
    "아파트|빌라|빌딩|오피스텔|타워|맨션|주공|상가|하이츠|자이|래미안|푸르지오|힐스테이트|e편한세상|더샵|아이파크"
    "|롯데캐슬|프라자|플라자|센터|타운|팰리스|캐슬|연립|원룸|하우스|기숙사"
)
_NAMED = rf"(?:제\s?)?[가-힣A-Za-z0-9]{{1,14}}(?:\s(?:{_HOMES}))?"
_UNIT = (
    rf"(?:,\s?\d{{1,4}}-\d{{1,4}}번지|"
    r"\s?\([가-힣0-9]{1,7}(?:동|리|가|로|길)(?:,\s?|\s)(?:산 ?)?"
    r"\d{1,4}-?\d{0,4}(?:번지)?[^()\n]{0,16}\)"
    rf"|{_GAP}(?:{_WITHIN}{_GAP})?(?:{_NAMED}{_GAP})?(?:[가-힣A-Za-z0-9]{{1,8}}동\s)?{_DOOR})*"
)

_BEFORE, _AFTER = 50, 60  # characters around the number
_DISTRICT = re.compile("[시군구]")
_NAMES = frozenset([*TOWNS.split("|"), *"중동서남북", "세종", "자치"])
_SIGN = re.compile(
    f"{WIDE}|주소|주 소|위치|지번|도로명|소재지|오시는|배송지|받는|보내는|수령지|거주지|사업장|공장"
    r"|번길|[길로]\d|번지"
)


def _in_a_region(text: str, first: int, last: int) -> bool:
    """Whether a region that `_REGION` knows, or a word that announces an address, stands around."""
    window = text[max(0, first - _BEFORE) : last + _AFTER]
    if _SIGN.search(window):
        return True
    for found in _DISTRICT.finditer(window):
        end = found.start()
        if any(window[end - length : end] in _NAMES for length in (1, 2, 3, 4) if length <= end):
            return True
    return "동" in window and "호" in window


def _is_lot(digits: str, found: re.Match[str]) -> bool:
    """Not a postcode: six digits, or five behind a line break."""
    private = found["private"]
    before = found.string[max(0, found.start("private") - 1) : found.start("private")]
    return not (
        (before == "\n" and re.match(r"\d{3}-\d{3}(?!\d)", private))
        or re.match(r"\d{3}-\d{3}\s?[)\]]", private + found.string[found.end() : found.end() + 2])
        or re.search(r"우(?:편번호)?\s?[):.]?\s?$", found.string[: found.start("private")][-8:])
    )


_NO_QUARTER = (
    "운동|활동|이동|감동|자동|행동|변동|노동|진동|작동|공동|수동|전동|가동|출동|충동|부동|아동|소동|연동|구동|기동|냉동"
    "|합동|율동|선동|파동|난동|반동|역동|생동|거동|제동|발동|태동|요동|박동|왕동|동동|시동|협동|유동|고동|탈동"
)

STREET_ADDRESSES = RuleSet(
    step_triggers.ADDRESS,
    (
        Rule(
            "주소",  # 종로구 자하문로 41-2, 3층 301호
            re.compile(rf"(?:{_REGION}|{_ANNOUNCED}){_STREET}{_GAP}(?P<private>{_NUMBER}{_UNIT})"),
        ),
        Rule(
            "주소",  # 서울 테헤란로 123
            re.compile(
                rf"{_CITY}{_STREET}\s?(?P<private>{_NUMBER}(?={_UNIT}[\s,.)]|$){_UNIT})(?!\s?[가-힣]{{1,2}}(?:\s|$))"
            ),
        ),
        Rule(
            "주소",  # 자하문로12길 41
            re.compile(
                rf"(?<![가-힣])[가-힣]{{1,8}}(?:로|길)\s?\d{{1,3}}번?길\s(?P<private>{_NUMBER}{_UNIT})"
            ),
        ),
        Rule(
            "주소",  # 역삼동 123-45번지, 아라이동 1234
            re.compile(
                rf"(?:{_REGION}(?:[가-힣0-9·]{{1,8}}(?:동|리|가|읍|면)\s?)?(?<=[동리가읍면가\s])"
                rf"|{_ANNOUNCED}[가-힣0-9·]{{1,8}}(?:동|리|가)\s?)(?<=[동리가읍면][\s])"
                rf"(?P<private>{_LOT_NUMBER}{_UNIT})"
            ),
            _is_lot,
        ),
        Rule(
            "주소",  # (성남동 123-45), / 성남동 123-45
            re.compile(
                rf"[(/]\s?(?:지번\s?:?\s?)?(?!{_NO_QUARTER})[가-힣]{{1,5}}\d{{0,2}}(?:동|리|가)\s"
                r"(?P<private>(?:산\s?)?\d{1,4}-[1-9]\d{0,3})(?=[)\s,]|$)"
            ),
            _is_lot,
        ),
        Rule(
            "주소",  # 성남동 123-45번지: a lot without a region
            re.compile(
                rf"(?<![가-힣])(?!{_NO_QUARTER})[가-힣]{{1,4}}\d?(?:동|리)\s"
                rf"(?P<private>(?:산\s?)?\d{{1,4}}-[1-9]\d{{0,3}}\s?번지{_UNIT}"
                rf"|\d{{2,4}}-[1-9]\d{{0,3}}(?={_GAP}(?:{_WITHIN})?(?:{_NAMED}{_GAP})?{_DOOR}){_UNIT})"
            ),
            _is_lot,
        ),
    ),
    near=re.compile(
        r"[로길동리가읍면]\s?(?:산\s?|지하\s?)?\d{1,4}"
        r"(?!\d|[,.]\d|\s?(?:개|원|분|년|명|점|회|인|살|kg|g|번(?![길지 ])))"
    ),
    before=_BEFORE,
    after=_AFTER,
    promises=_in_a_region,
)

_HOME = re.compile(_HOMES)

APARTMENTS = RuleSet(
    step_triggers.ADDRESS,
    (
        Rule(
            "주소",  # 서산시 가나아파트 501호
            re.compile(
                rf"{_REGION}[가-힣A-Za-z0-9 ]{{0,24}}?(?:{_HOMES})\s?"
                r"(?P<private>(?:\d{1,2}단지\s?)?"
                rf"(?:(?:\d{{1,4}}|[A-Za-z가-하])동\s?)?(?:(?:지하\s?)?\d{{1,2}}층\s?)?\d{{1,4}}호(?!선|기|점|차|봉|수))"
            ),
        ),
    ),
    near=re.compile(r"\d호"),
    before=_BEFORE,
    after=4,
    promises=lambda text, first, last: bool(_HOME.search(text, max(0, first - 16), first)),
)

DOORS = RuleSet(
    step_triggers.ADDRESS,
    (
        Rule(
            "주소",  # 101동 1203호
            re.compile(
                r"(?:\d(?<!\d\d)\d{0,3}|(?<![가-힣A-Za-z])[A-Za-z가나다라마바사])동\s?"
                r"(?:(?:지하\s?)?\d{1,2}층\s?)?\d{1,4}호(?!선|기|점|차|봉|수)"
            ),
        ),
    ),
    near=re.compile(r"동\s?(?:지하\s?)?\d"),
    before=6,
    after=20,
)
