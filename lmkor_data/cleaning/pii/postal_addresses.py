"""Addresses: the region stays, the house and the door go: 서울 종로구 자하문로 [주소]."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.rule import Rule, Rules

_WIDE = (
    "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    "|충청북도|충청남도|전라북도|전라남도|경상북도|경상남도"
)
_TOWNS = (
    "종로|용산|성동|광진|동대문|중랑|성북|강북|도봉|노원|은평|서대문|마포|양천|강서|구로|금천|영등포"
    "|동작|관악|서초|강남|송파|강동|영도|부산진|동래|해운대|사하|금정|연제|수영|사상|기장|수성|달서|달성"
    "|미추홀|연수|남동|부평|계양|강화|옹진|광산|유성|대덕|울주|수원|성남|의정부|안양|부천|광명|평택|동두천"
    "|안산|고양|과천|구리|남양주|오산|시흥|군포|의왕|하남|용인|파주|이천|안성|김포|화성|광주|양주|포천|여주"
    "|연천|가평|양평|장안|권선|팔달|영통|수정|중원|분당|만안|동안|상록|단원|덕양|일산동|일산서|처인|기흥|수지"
    "|춘천|원주|강릉|동해|태백|속초|삼척|홍천|횡성|영월|평창|정선|철원|화천|양구|인제|고성|양양|청주|충주|제천"
    "|보은|옥천|영동|증평|진천|괴산|음성|단양|상당|서원|흥덕|청원|천안|공주|보령|아산|서산|논산|계룡|당진|금산"
    "|부여|서천|청양|홍성|예산|태안|동남|서북|전주|군산|익산|정읍|남원|김제|완주|진안|무주|장수|임실|순창|고창"
    "|부안|완산|덕진|목포|여수|순천|나주|광양|담양|곡성|구례|고흥|보성|화순|장흥|강진|해남|영암|무안|함평|영광"
    "|장성|완도|진도|신안|포항|경주|김천|안동|구미|영주|영천|상주|문경|경산|군위|의성|청송|영양|영덕|청도|고령"
    "|성주|칠곡|예천|봉화|울진|울릉|창원|진주|통영|사천|김해|밀양|거제|양산|의령|함안|창녕|남해|하동|산청|함양"
    "|거창|합천|의창|성산|마산합포|마산회원|진해|서귀포|제주"
)
_REGION = (
    rf"(?:(?:{_TOWNS})(?:시|군|구)|(?:{_WIDE})(?:특별시|광역시|특별자치시|특별자치도|시|도)?\s?[중동서남북]구"
    r"|세종(?:특별자치)?시)\s?(?:[가-힣0-9]{1,6}(?:구|읍|면|동|리)\s){0,3}"
)
_UNIT = (
    r"(?:,\s?\d{1,4}-\d{1,4}번지|\s?\([가-힣0-9]{2,8} (?:산 ?)?\d{1,4}-?\d{0,4}(?:번지)?\)"
    r"|,?\s?(?:\([가-힣0-9 ]{1,12}\)|[가-힣A-Za-z0-9]{2,12})?\s?"
    r"(?:지하\s?|B)?\d{1,4}\s?(?:동|층|호)(?![가-힣]))*"
)

#: Words on 로 that name no street: 고양시 최초로 1만 명.
_ADVERBS = (
    "최초로|최대로|별도로|실제로|주로|새로|따로|바로|서로|그대로|스스로|위주로|무료로|차례로|평균으로"
    "|기준으로|추가로|정도로|수준으로|제대로|마음대로|별로"
)

#: What a number counts that is no house's.
_COUNTED = "순위|위|등|차|회|배|점|대|세|번째|호선|만|억|천|주|박|건|톤|평"

_MEASURES = "원|개|명|년|월|일|시|분|km|m"
_HOUSE = rf"\d{{1,4}}(?!-\d|[\d%]|[,.]\d|번?[가-하]?길|\s?(?:{_MEASURES})|{_COUNTED})"
#: 74-11 is masked whole or, where it counts (맛집으로 2-3명이), not at all. Days of the week and
#: names may follow: 63-14월~금, 74-11 명주초.
_LOT = (
    rf"\d{{1,4}}-\d{{1,4}}(?![\d%]|\.\d|,\d{{3}}|번?[가-하]?길|(?!월[~-])(?:{_MEASURES}|{_COUNTED})"
    rf"|\s(?:{_MEASURES})[이은을도씩]?(?![가-힣~-]))"
)

_BEFORE, _AFTER = 50, 60  # characters around the number
_DISTRICT = re.compile("[시군구]")
_NAMES = frozenset([*_TOWNS.split("|"), *"중동서남북", "세종", "자치"])


def _in_a_region(text: str, first: int, last: int) -> bool:
    """Whether a district that `_REGION` knows stands around."""
    for found in _DISTRICT.finditer(text, max(0, first - _BEFORE), last + _AFTER):
        end = found.start()
        if any(text[end - length : end] in _NAMES for length in (1, 2, 3, 4) if length <= end):
            return True
    return False


HOUSES = Rules(
    step_triggers.ADDRESS,
    (
        Rule(
            "주소",  # 자하문로 41-2, 3층 301호
            re.compile(
                rf"{_REGION}(?!(?:{_ADVERBS})\s?\d)[가-힣0-9·]{{1,12}}(?:로|길)(?:\s?\d{{1,4}}(?:번|[가-하])?길)?\s?"
                rf"(?P<private>(?:{_LOT}|{_HOUSE}){_UNIT})"
            ),
        ),
        Rule(
            "주소",  # 역삼동 123-45번지
            re.compile(
                rf"{_REGION}(?:[가-힣0-9]{{1,6}}(?:동|리|가)\s)?(?<=[동리가]\s)"
                rf"(?P<private>(?:산\s?)?\d{{1,4}}(?:-\d{{1,4}}(?:번지)?|번지)(?!\d){_UNIT})"
            ),
        ),
    ),
    near=re.compile(r"[로길동리가]\s?\d|[로길동리가]\s산\s?\d"),
    before=_BEFORE,
    after=_AFTER,
    promises=_in_a_region,
)

DOORS = Rules(
    step_triggers.ADDRESS,
    (
        Rule(
            "주소",  # 101동 1203호
            re.compile(r"\d(?<!\d\d)\d{0,3}동\s?\d{1,4}호(?![선기가-힣]{2})"),
        ),
    ),
)
