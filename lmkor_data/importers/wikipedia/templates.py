"""The few templates whose words belong to the sentence they stand in."""

from __future__ import annotations

import re

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


#: A template with none inside it; `{{{…}}}`, the argument of a template, is none.
_INNERMOST = re.compile(r"\{\{([^{}]*)\}\}")
_ARGUMENT = re.compile(r"\{\{\{[^{}]*\}\}\}")
#: A bar between arguments, not one inside a link.
_BAR = re.compile(r"\|(?![^\[\]]*\]\])")
_NESTED = 40


def without_templates(markup: str) -> str:
    """The markup with every template replaced by what it shows, innermost first.

    Done here and not by the parser of the rest, which takes three times as long with templates.
    """
    markup = _ARGUMENT.sub("", markup)
    for _ in range(_NESTED):
        markup, replaced = _INNERMOST.subn(lambda found: _shown(found[1]), markup)
        if not replaced:
            break
    return markup


def _shown(inside: str) -> str:
    """What a template shows in running text; most show boxes and notes, nothing that is prose."""
    name, *given = _BAR.split(inside)
    name = name.strip().replace("_", " ").lower()
    if name in _SHOWS:
        return _argument(given, _SHOWS[name])
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
