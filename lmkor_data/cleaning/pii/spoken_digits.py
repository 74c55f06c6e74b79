"""Digits as people write them to get past filters: 공일공, 둘하나, o1O-1234, 010-일이삼사-5678."""

from __future__ import annotations

import re

#: What stands for each digit. Longer words first: 일곱 begins with 일.
_SPOKEN = {
    "0": "공|영|빵|제로",
    "7": "일곱|칠",
    "1": "하나|일",
    "8": "여덟|팔",
    "6": "여섯|육|륙",
    "2": "둘|이",
    "3": "셋|삼",
    "4": "넷|사",
    "5": "다섯|오",
    "9": "아홉|구",
}
_DIGIT_OF = {word: digit for digit, words in _SPOKEN.items() for word in words.split("|")}
#: Latin letters that look like a digit.
_LIKE = str.maketrans("oOlI", "0011")

ONE_DIGIT = r"(?:\d|" + "|".join(_SPOKEN.values()) + ")"
#: Between two digits: a blank, a separator, or the words that people say for one.
GAP = r"(?:\s?[-‐–—−ㅡ.,~·/)]\s?|\s|(?:에|의|다시)\s?)?"

_ITEM = re.compile(ONE_DIGIT)


def spoken(digit: str) -> str:
    """Return a pattern of everything that stands for one of the digits in `digit`."""
    return "(?:" + "|".join([f"[{digit}]", *(_SPOKEN[d] for d in _SPOKEN if d in digit)]) + ")"


def digits_of(text: str) -> str:
    """Return the digits that `text` spells, as ASCII digits."""
    return "".join(_DIGIT_OF.get(item, item) for item in _ITEM.findall(text.translate(_LIKE)))


def words_in(text: str) -> int:
    """Count the digits in `text` that are not written as digits."""
    return sum(not item.isdecimal() for item in _ITEM.findall(text))
