"""Hangul syllables taken apart and put together by their letters."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

_FIRST, _LAST = ord("가"), ord("힣")


def is_syllable(char: str) -> bool:
    """Whether `char` is one of the 11,172 modern syllables."""
    return _FIRST <= ord(char) <= _LAST


def split(syllable: str) -> tuple[str, str, str]:
    """`"한"` → `("ㅎ", "ㅏ", "ㄴ")`; the final is `""` where there is none."""
    rest, final = divmod(ord(syllable) - _FIRST, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return INITIALS[initial], VOWELS[vowel], FINALS[final]


def join(initial: str, vowel: str, final: str = "") -> str:
    """The inverse of `split`."""
    row = INITIALS.index(initial) * len(VOWELS) + VOWELS.index(vowel)
    return chr(_FIRST + row * len(FINALS) + FINALS.index(final))
