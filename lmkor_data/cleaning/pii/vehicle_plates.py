"""Number plates of cars: 12가 3456, 123가4567, 서울12가3456."""

from __future__ import annotations

import re

from lmkor_data.cleaning.pii.rule import Check, Rule, announced, both, either, followed, neither

_REGIONS = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
#: Private, commercial, hired and delivery cars (자동차등록번호판 등의 기준에 관한 고시).
_LETTERS = (
    "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자허하호배국합육해공"
)
#: Of these, the ones that also count something: 30구, 21조, 10주.
_COUNTING = re.compile("[조구주호배자수해부도모무사보]")

_PLATE = rf"(?:(?:{_REGIONS})\s?)?(?<![\d.,])\d{{2,3}}\s?[{_LETTERS}]\s?\d{{4}}(?!\d)"
_COUNTED = r"(?!만|\s?(?:원|억|천|년|월|명|개|점|회|권|번지|g|kg|ml|㎡|%|[-.:,]\d))"

_CAR = (
    r"차량|번호판|차\s?번호|차\s?넘버|차주|차종|승용차|승합차|화물차|트럭|택시|버스|오토바이|주차|차\s?빼"
    r"|자동차|(?<![가-힣])차(?=[\s:는가]|$)|불법\s?주정차|아반떼|소나타|쏘나타|그랜저|카니발|스타렉스|포터"
)
_COURTS = "판결|선고|대법원|헌재|헌법재판소|고등법원|지방법원|사건|결정|판례"
_COURT = either(announced(_COURTS, 40), followed(_COURTS, 20))  # 98다1234


def _is_plain(digits: str, found: re.Match[str]) -> bool:
    """Whether nothing but a plate is written so: its letter counts nothing, no blank is in it."""
    plate = found["private"]
    letter = re.search(r"(?<=\d)\s?([가-힣])", plate)
    if not letter or _COUNTING.match(letter[1]):
        return False
    return plate.startswith(tuple(_REGIONS.split("|"))) or " " not in plate


_IN_PROSE: Check = either(announced(_CAR, 16), followed(_CAR, 10), _is_plain)

PLATES = (
    Rule(
        "차량번호",
        re.compile(r"(?:차량|번호판|차\s?번호|차\s?넘버)[^\d\n]{0,10}?(?P<private>" + _PLATE + ")"),
    ),
    Rule(
        "차량번호",
        re.compile(rf"(?<![\dA-Za-z])(?P<private>{_PLATE}){_COUNTED}"),
        both(_IN_PROSE, neither(_COURT)),
        least=6,
    ),
)
