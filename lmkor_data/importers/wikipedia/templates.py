"""The few templates whose words belong to the sentence they stand in."""

from __future__ import annotations

import re

from lmkor_data.importers.content.nesting import unnest

#: Language codes as the Korean Wikipedia names them before foreign words.
LANGUAGES = {
    "ar": "아랍어",
    "de": "독일어",
    "el": "그리스어",
    "en": "영어",
    "es": "스페인어",
    "fr": "프랑스어",
    "grc": "고대 그리스어",
    "he": "히브리어",
    "hi": "힌디어",
    "it": "이탈리아어",
    "ja": "일본어",
    "ko": "한국어",
    "la": "라틴어",
    "mn": "몽골어",
    "nl": "네덜란드어",
    "pl": "폴란드어",
    "pt": "포르투갈어",
    "ru": "러시아어",
    "sa": "산스크리트어",
    "th": "태국어",
    "tr": "터키어",
    "uk": "우크라이나어",
    "vi": "베트남어",
    "zh": "중국어",
}

#: Templates that show one of their arguments as it is: name → which one, from 1.
_SHOWS = {
    "lang": 2,
    "언어": 2,
    "nowrap": 1,
    "줄바꿈 없음": 1,
    "nobold": 1,
    "big": 1,
    "small": 1,
    "작게": 1,
    "크게": 1,
    "color": 2,
    "색": 2,
    "글자색": 2,
    "국기나라": 1,
    "국기": 1,
    "abbr": 1,
    "ruby": 1,
    "ruby-ja": 1,
    "한자": 1,
    "본문 중 각주": 1,
    "인용문": 1,
    "quote": 1,
    "blockquote": 1,
    "cquote": 1,
}

#: `{{단위 변환|100|km}}`: a number and its unit.
_MEASURES = {"단위 변환", "convert", "cvt"}

_MARK = re.compile(r"\{\{|(?P<close>\}\})")
#: `{{{…}}}`, the argument of a template, is none.
_ARGUMENT = re.compile(r"\{\{\{[^{}]*\}\}\}")


def without_templates(markup: str) -> str:
    """The markup (its links resolved) with every template replaced by what it shows.

    Done here and not by the parser of the rest, which takes three times as long with templates.
    """
    return unnest(_ARGUMENT.sub("", markup), _MARK, _shown)


def _shown(inside: str) -> str:
    """What a template shows in running text; most show boxes and notes, nothing that is prose."""
    name, *given = inside.split("|")
    name = name.strip().replace("_", " ").lower()
    if name in _SHOWS:
        return _argument(given, _SHOWS[name])
    if name in _MEASURES:
        return f"{_argument(given, 1)} {_argument(given, 2)}".strip()
    if name == "llang":
        return _named(_argument(given, 1), _argument(given, 2))
    if name.startswith(("llang-", "lang-")):
        return _named(name.partition("-")[2], _argument(given, 1))
    return ""


def _named(code: str, word: str) -> str:
    language = LANGUAGES.get(code)
    return f"{language}: {word}" if language else word


def _argument(given: list[str], number: int) -> str:
    """The argument of this number, from 1: written as `2=…`, or the second without a name."""
    unnamed = [argument for argument in given if "=" not in argument]
    for argument in given:
        if argument.partition("=")[0].strip() == str(number):
            return argument.partition("=")[2].strip()
    return unnamed[number - 1].strip() if number <= len(unnamed) else ""
