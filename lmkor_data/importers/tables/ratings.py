"""Ratings as shops write them."""

from __future__ import annotations

import re

#: `4.5`, `4,5`, `-1`, `평점 4.5점`, `4/5`, `★ 4.5`, `4.5 out of 5`.
_NUMBER = re.compile(r"(?<![\d.,])([-−]?)\s?(\d{1,4})(?:[.,](\d{1,3}))?(?![\d])")
_OF = re.compile(r"/\s*\d|만점|out of|중\s*\d", re.IGNORECASE)
_STARS, _FULL, _HALF = re.compile("[★☆⭐🌟✩✮⯨]"), "★⭐🌟✮", "⯨"
_LETTERS = re.compile(r"[^\W\d_]+")

#: Words that may stand beside the number.
_WORDS = {
    *("점", "평점", "별점", "별", "별점평가", "만족도", "총점", "개", "out", "of", "stars", "star"),
    *("rating", "score", "rated", "만점", "중", "점만점에", "구매자평점", "총", "최고", "만점에"),
}


def parse_rating(text: str) -> float | None:
    """The rating that a cell states; None where it states none, or more than one.

    | cell | rating |
    |---|---|
    | `5`, `4,5`, `-1`, `4.5점` | as written |
    | `★★★★☆` | 4, the number of full stars |
    | `4/5`, `5점 만점에 4점`, `4 out of 5` | 4 |
    | `3 ~ 4`, `좋아요` | none |
    """
    stars = _STARS.findall(text)
    numbers = _NUMBER.findall(text)
    if stars and not numbers:
        full = sum(star in _FULL for star in stars)
        return full + 0.5 * sum(star in _HALF for star in stars)
    if any(word.lower() not in _WORDS for word in _LETTERS.findall(text)):
        return None
    if len(numbers) == 2 and _OF.search(text):
        numbers = numbers[1:] if re.search(r"만점에|중", text) else numbers[:1]
    if len(numbers) != 1:
        return None
    sign, whole, fraction = numbers[0]
    value = float(f"{whole}.{fraction or 0}")
    return -value if sign else value
