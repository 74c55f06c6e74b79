"""Particles (josa), whose form depends on the final sound of the preceding word.

Templates spell both forms, `크림을(를)`; `resolve` chooses one.
"""

import re

from lmkor_data.demo.language.hangul import is_syllable, split

# written: (after a consonant, after a vowel)
PAIRS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)랑": ("이랑", "랑"),
    "(이)나": ("이나", "나"),
    "(이)라": ("이라", "라"),
}
# Hanja or a closing mark may separate word and particle: 현판(懸板)은, 『책』을.
_WRITTEN = re.compile(r"(.)(\([^()]*\)|[』”’'\"])?(" + "|".join(map(re.escape, PAIRS)) + ")")

# Final sounds of digits and Latin letters as read in Korean: 3 is 삼, L is 엘.
_READ_FINALS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_READ_FINALS |= {"L": "ㄹ", "M": "ㅁ", "N": "ㄴ", "R": "ㄹ"}


def final_consonant(char: str) -> str:
    """Return the final consonant of `char` as read aloud; `""` after a vowel or a non-letter."""
    if is_syllable(char):
        return split(char)[2]
    return _READ_FINALS.get(char.upper(), "")


def resolve(text: str) -> str:
    """Replace every pair of forms by the right one: `"물을(를)"` → `"물을"`."""

    def choose(match: re.Match[str]) -> str:
        before, between, written = match.group(1), match.group(2) or "", match.group(3)
        final = final_consonant(before)
        after_consonant, after_vowel = PAIRS[written]
        if written == "(으)로" and final == "ㄹ":
            return before + between + after_vowel
        return before + between + (after_consonant if final else after_vowel)

    return _WRITTEN.sub(choose, text)
