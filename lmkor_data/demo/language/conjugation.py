"""Conjugation of Korean predicates from their plain form.

Templates hold `{좋다}`, `{먹는다}`, `{샀다}`, `최고{이다}`; `conjugate` gives 좋아요, 먹습니다,
샀는데, 최고라서 and so on. Irregular stems in ㅂ, ㅅ, ㄷ, ㄹ, 르 and ㅡ are supported; ㅎ-irregular
adjectives (빨갛다) are not: write such sentences without braces.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lmkor_data.demo.language.hangul import join, split
from lmkor_data.demo.language.particles import final_consonant

# 든다 looks like 간다, but its stem is 들: the plain form drops the ㄹ.
_LOST_RIEUL = dict(zip("든논연분건판민돈썬빤푼턴곤문", "들놀열불걸팔밀돌썰빨풀털골물", strict=True))
_REGULAR_BIEUP = "입잡좁씹뽑접집업꼽"
_IRREGULAR_SIOT = "낫붓짓잇"
_IRREGULAR_DIGEUT = "듣걷싣"
_KEEPS_EU = "따치들"  # 따르다, 치르다, 들르다 lose ㅡ where 고르다, 빠르다 double the ㄹ
_NOT_HONORIFIC = ("마시", "쑤시", "모시")
_FUSED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}


@dataclass(frozen=True)
class Predicate:
    """Stem of a predicate and the features that choose its endings."""

    stem: str
    is_verb: bool = False
    """Takes 는데 rather than ㄴ데/은데; also true of past forms, 있다 and 없다."""
    is_past: bool = False
    noun: str | None = None
    """For the copula 이다: the preceding text, whose last sound chooses 이에요 or 예요."""


def read(plain: str, before: str = "") -> Predicate:
    """Parse a plain form; `before` is the text to which a copula attaches."""
    if plain == "이다":
        return Predicate("이", noun=before)
    if plain.endswith("는다"):
        return Predicate(plain[:-2], is_verb=True)
    stem = plain[:-1]
    initial, vowel, final = split(stem[-1])
    if final == "ㄴ":
        lost = _LOST_RIEUL.get(stem[-1])
        return Predicate(stem[:-1] + (lost or join(initial, vowel)), is_verb=True)
    if final == "ㅆ" and stem[-1] != "있":
        return Predicate(stem, is_verb=True, is_past=True)
    return Predicate(stem, is_verb=stem[-1] in "있없")


def _soft(stem: str) -> str:
    """Return the stem before 으-endings: 부드럽 → 부드러우, 낫 → 나으, 듣 → 들으."""
    initial, vowel, final = split(stem[-1])
    last = stem[-1]
    if final == "ㅂ" and last not in _REGULAR_BIEUP:
        return stem[:-1] + join(initial, vowel) + "우"
    if final == "ㅅ" and last in _IRREGULAR_SIOT:
        return stem[:-1] + join(initial, vowel) + "으"
    if final == "ㄷ" and last in _IRREGULAR_DIGEUT:
        return stem[:-1] + join(initial, vowel, "ㄹ") + "으"
    return stem


def _with_final(stem: str, consonant: str) -> str:
    initial, vowel, _ = split(stem[-1])
    return stem[:-1] + join(initial, vowel, consonant)


def infinitive(stem: str) -> str:
    """Return the 아/어 form: 좋 → 좋아, 예쁘 → 예뻐, 바르 → 발라, 부드럽 → 부드러워."""
    if stem.endswith("하"):
        return stem[:-1] + "해"
    initial, vowel, final = split(stem[-1])
    soft = _soft(stem)
    if final == "ㅂ" and soft != stem:
        return soft[:-1] + "워"
    if soft != stem:
        return soft[:-1] + ("아" if vowel in "ㅏㅗ" else "어")
    if final:
        return stem + ("아" if vowel in "ㅏㅗㅑ" and final != "ㅆ" else "어")
    if vowel in "ㅏㅓㅐㅔㅕ":
        return stem
    if vowel in _FUSED:
        return stem[:-1] + join(initial, _FUSED[vowel])
    if vowel != "ㅡ":
        return stem + "어"
    bright = stem[-2:-1].strip() and split(stem[-2])[1] in "ㅏㅗ"  # 안 쓴다 has a space there
    harmony = "ㅏ" if bright else "ㅓ"
    if stem[-1] == "르" and stem[-2] not in _KEEPS_EU:
        return _with_final(stem[:-1], "ㄹ") + join("ㄹ", harmony)
    return stem[:-1] + join(initial, harmony)


def _polite(stem: str) -> str:
    if stem.endswith("시") and not stem.endswith(_NOT_HONORIFIC):
        return stem[:-1] + "세요"
    return infinitive(stem) + "요"


def _formal(stem: str) -> str:
    final = split(stem[-1])[2]
    return _with_final(stem, "ㅂ") + "니다" if final in ("", "ㄹ") else stem + "습니다"


def _nominal(stem: str) -> str:
    soft = _soft(stem)
    final = split(soft[-1])[2]
    if soft.endswith("으"):  # 나으 → 나음
        return soft[:-1] + "음"
    return _with_final(soft, {"": "ㅁ", "ㄹ": "ㄻ"}[final]) if final in ("", "ㄹ") else soft + "음"


def _without_rieul(stem: str) -> str:
    return _with_final(stem, "") if split(stem[-1])[2] == "ㄹ" else stem


def _background(predicate: Predicate) -> str:
    stem = predicate.stem
    if predicate.is_verb:
        return _without_rieul(stem) + "는데"
    soft = _without_rieul(_soft(stem))
    return soft + "은데" if split(soft[-1])[2] else _with_final(soft, "ㄴ") + "데"


def _plain(predicate: Predicate) -> str:
    stem = predicate.stem
    if not predicate.is_verb or predicate.is_past or stem[-1] in "있없":
        return stem + "다"
    short = _without_rieul(stem)
    return stem + "는다" if split(short[-1])[2] else _with_final(short, "ㄴ") + "다"


# ending, named as 좋다 takes it: (any stem, 이다 after a consonant, 이다 after a vowel)
_ENDINGS: dict[str, tuple[Callable[[Predicate], str], str, str]] = {
    "아요": (lambda p: _polite(p.stem), "이에요", "예요"),
    "네요": (lambda p: _without_rieul(p.stem) + "네요", "이네요", "네요"),
    "더라구요": (lambda p: p.stem + "더라구요", "이더라구요", "더라구요"),
    "습니다": (lambda p: _formal(p.stem), "입니다", "입니다"),
    "아": (lambda p: infinitive(p.stem), "이야", "야"),
    "네": (lambda p: _without_rieul(p.stem) + "네", "이네", "네"),
    "더라": (lambda p: p.stem + "더라", "이더라", "더라"),
    "다": (_plain, "이다", "다"),
    "음": (lambda p: _nominal(p.stem), "임", "임"),
    "고": (lambda p: p.stem + "고", "이고", "고"),
    "지만": (lambda p: p.stem + "지만", "이지만", "지만"),
    "는데": (_background, "인데", "인데"),
    "아서": (lambda p: infinitive(p.stem) + "서", "이라서", "라서"),
}
ENDINGS = tuple(_ENDINGS)


def conjugate(predicate: Predicate, ending: str) -> str:
    """Conjugate `predicate` with one of `ENDINGS`, named as 좋다 takes them."""
    form, after_consonant, after_vowel = _ENDINGS[ending]
    if predicate.noun is None:
        return form(predicate)
    return after_consonant if final_consonant(predicate.noun[-1:] or "가") else after_vowel
