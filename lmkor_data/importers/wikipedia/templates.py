"""The templates whose words belong to the sentence they stand in.

Most templates show boxes and notes; those go. Names are compared in lower case, with blanks for
underscores.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lmkor_data.importers.content.nesting import unnest
from lmkor_data.importers.wikipedia.languages import LANGUAGES, NATIONS

#: Templates that show one of their arguments as it is: name → which one, from 1.
_SHOWS = {
    **dict.fromkeys(
        (
            *("nowrap", "줄바꿈 없음", "줄바꿈없음", "nobr", "nobold", "big", "small", "작게"),
            *("크게", "smaller", "larger", "bold", "굵게", "italic", "underline", "밑줄", "strong"),
            *("국기나라", "국기", "flag", "flagcountry", "flagu", "국적", "나라", "flagicon text"),
            *("abbr", "약어", "ruby", "ruby-ja", "한자", "본문 중 각주", "인용문", "인용", "quote"),
            *("blockquote", "cquote", "인용구", "큰따옴표", "tq", "ill", "임시링크", "임시 링크"),
            *("interlanguage link", "ill2", "link-interwiki", "redlink", "math", "mvar", "수학"),
            *("num", "숫자", "formatnum", "nts", "ntsh", "tooltip", "말풍선", "툴팁", "hover"),
            *(
                "화학식",
                "chemf",
                "가사",
                "시",
                "poem",
                "sic",
                "원문 그대로",
                "linktext",
                "wikt-lang",
            ),
            *("lj", "lk", "lang-ko", "자동 줄바꿈", "한글", "더미", "noitalic", "no italic"),
            *("위키낱말", "위키낱말사전", "wikt", "낱말", "책 제목", "작품", "각 나라 이름"),
        ),
        1,
    ),
    **dict.fromkeys(
        ("lang", "언어", "color", "색", "글자색", "font color", "글자 색", "transl", "배경색"), 2
    ),
    "fontcolor": 2,
    "span": 2,
}

#: `{{단위 변환|100|km}}`: a number and its unit.
_MEASURES = {"단위 변환", "단위변환", "convert", "cvt", "단위"}

#: Templates that stand for characters.
_CHARACTERS = {
    "!": "|",
    "=": "=",
    "'": "'",
    '"': '"',
    "·": "·",
    "중점": "·",
    "•": "·",
    "dot": "·",
    "nbsp": " ",
    "공백": " ",
    "space": " ",
    "snd": " – ",
    "spnd": " – ",
    "spaced ndash": " – ",
    "ndash": "–",
    "mdash": "—",
    "en dash": "–",
    "em dash": "—",
    "(": "(",
    ")": ")",
    "((": "{{",
    "))": "}}",
    "-'": "'",
    "~": "~",
    "년": "년",
    "물결": "~",
    "clear": "",
    "*": "·",
}

#: Dates by year, month and day.
_DATES = {
    *("날짜", "date", "시작 날짜", "시작날짜", "start date", "start-date", "끝 날짜", "end date"),
    *("출생일", "생일", "birth date", "birth-date", "사망일", "death date", "출시일", "개봉일"),
    *("출생일과 나이", "출생일과 만나이", "생년월일과 나이", "birth date and age", "bda", "dob"),
    *("사망일과 나이", "death date and age", "dda", "설립일과 나이", "start date and age"),
    *("film date", "release date", "발매일"),
}

#: Currencies: name → what stands before the number.
_MONEY = {
    "us$": "US$",
    "usd": "US$",
    "$": "$",
    "€": "€",
    "euro": "€",
    "£": "£",
    "gbp": "£",
    "₩": "₩",
    "krw": "₩",
    "jpy": "¥",
    "¥": "¥",
    "cny": "CN¥",
    "원": "₩",
    "달러": "$",
}

#: Most templates hold no other: they are resolved in one pass, the rest from the inside out.
_FLAT = re.compile(r"\{\{([^{}]*)\}\}(?!\})")
_MARK = re.compile(r"\{\{|(?P<close>\}\})")
#: `{{{…}}}`, the argument of a template, is none.
_ARGUMENT = re.compile(r"\{\{\{[^{}]*\}\}\}")

_NIHONGO = {"nihongo", "니혼고", "일본어", "일본어 표기", "nihongo2", "nihongo3", "llang-ja2"}


def without_templates(markup: str, title: str = "") -> str:
    """Replace every template by what it shows; the markup's links are resolved already."""
    bare = _ARGUMENT.sub("", markup)
    bare = _FLAT.sub(lambda template: _shown(template[1], title), bare)
    return unnest(bare, _MARK, lambda inside: _shown(inside, title))


def _shown(inside: str, title: str) -> str:
    """What a template shows in running text."""
    name, *given = inside.split("|")
    name = " ".join(name.replace("_", " ").lower().split())
    if name in _SHOWS:
        return _argument(given, _SHOWS[name])
    if name in _CHARACTERS and not given:
        return _CHARACTERS[name]
    if name in ("pagename", "fullpagename", "subpagename", "문서 제목", "제목", "문서이름"):
        return title
    if name in _RENDERED:
        return _RENDERED[name](given)
    if name == "llang":
        return _named(_argument(given, 1), _argument(given, 2))
    if name.startswith(("llang-", "lang-")):
        return _named(name.partition("-")[2], _argument(given, 1))
    if name.startswith("formatnum:"):
        return name.partition(":")[2].strip()
    if not given and name.upper() in NATIONS:
        return NATIONS[name.upper()]
    return ""


def _measure(given: list[str]) -> str:
    return f"{_argument(given, 1)} {_argument(given, 2)}".strip()


def _value(given: list[str]) -> str:
    """`{{val|3.5|0.2|u=km|e=6}}`: 3.5 ± 0.2 × 10⁶ km."""
    number, error = _argument(given, 1), _argument(given, 2)
    parts = [_argument(given, "p") + number]
    if error:
        parts.append(f"± {error}")
    if power := _argument(given, "e"):
        raised = power.translate(str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"))
        parts.append(f"× 10{raised}")
    unit = next((u for key in ("u", "ul", "up", "upl") if (u := _argument(given, key))), "")
    suffix = _argument(given, "s")
    return " ".join(filter(None, parts)) + (f" {unit}" if unit else "") + suffix


def _japanese(given: list[str]) -> str:
    """`{{nihongo|도토리 마을|どんぐり村|돈구리무라}}`: 도토리 마을(どんぐり村, 돈구리무라)."""
    name, *others = (_argument(given, number) for number in (1, 2, 3))
    inside = ", ".join(filter(None, others))
    if not name:
        return inside
    return f"{name}({inside})" if inside else name


def _date(given: list[str]) -> str:
    numbers = [number for n in range(1, 4) if (number := _argument(given, n)).isdigit()]
    return " ".join(f"{int(n)}{unit}" for n, unit in zip(numbers, "년월일", strict=False))


def _fraction(given: list[str]) -> str:
    parts = [part for n in range(1, 4) if (part := _argument(given, n))]
    if len(parts) == 3:
        return f"{parts[0]} {parts[1]}/{parts[2]}"
    return "/".join(parts if len(parts) == 2 else ["1", *parts])


def _joined(given: list[str]) -> str:
    return "".join(part.strip() for part in given if "=" not in part)


def _address(given: list[str]) -> str:
    return _argument(given, 2)


def _hanja(given: list[str]) -> str:
    """`{{ko-hhrm|한글|漢字}}`: 한글(漢字)."""
    word, hanja = _argument(given, 1), _argument(given, 2)
    return f"{word}({hanja})" if word and hanja else word or hanja


def _chinese(given: list[str]) -> str:
    """`{{zh|t=繁體|s=简体}}`: 중국어: 繁體."""
    keys = ("t", "s", "c", "hanja", "한자", "정체자", "간체자", "정체", "간체")
    word = next((w for key in keys if (w := _argument(given, key))), "") or _argument(given, 1)
    return f"중국어: {word}" if word else ""


def _about(given: list[str]) -> str:
    return f"약 {_argument(given, 1)}".strip()


def _raised(given: list[str]) -> str:
    word = _argument(given, 1)
    raised = word.translate(str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"))
    return raised if raised != word else word


def _money(sign: str) -> Callable[[list[str]], str]:
    return lambda given: f"{sign}{_argument(given, 1)}" if _argument(given, 1) else ""


_RENDERED: dict[str, Callable[[list[str]], str]] = {
    **dict.fromkeys(_MEASURES, _measure),
    **dict.fromkeys(_NIHONGO, _japanese),
    **dict.fromkeys(_DATES, _date),
    **dict.fromkeys(("val", "값"), _value),
    **dict.fromkeys(("frac", "분수", "fraction", "sfrac"), _fraction),
    **dict.fromkeys(("chem", "chem2", "ce"), _joined),
    **dict.fromkeys(("url", "웹사이트", "공식 웹사이트 이름"), _address),
    **dict.fromkeys(("ko-hhrm", "한자 병기", "한글 한자", "hanja", "한국어 표기"), _hanja),
    **dict.fromkeys(("zh", "중국어 표기", "zh-all", "zh-tsp", "zh-t"), _chinese),
    **dict.fromkeys(("circa", "약", "c.", "ca."), _about),
    **dict.fromkeys(("sup", "위 첨자", "위첨자"), _raised),
    **dict.fromkeys(("sub", "아래 첨자", "아래첨자"), lambda given: _argument(given, 1)),
    **{name: _money(sign) for name, sign in _MONEY.items()},
}


def _named(code: str, word: str) -> str:
    language = LANGUAGES.get(code)
    return f"{language}: {word}" if language and word else word


def _argument(given: list[str], number: int | str) -> str:
    """The argument of this number (from 1) or name: `2=…`, or the second without a name."""
    for argument in given:
        name, mark, value = argument.partition("=")
        if mark and name.strip() == str(number):
            return value.strip()
    if isinstance(number, str):
        return ""
    unnamed = [argument for argument in given if not _NAME.match(argument)]
    return unnamed[number - 1].strip() if number <= len(unnamed) else ""


#: The name before `=` of a named argument; an address or a formula holds `=` too.
_NAME = re.compile(r"\s*[\w \-]{1,30}=")
