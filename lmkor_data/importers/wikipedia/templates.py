"""Templates: most are boxes and notes and go; those that write words into a sentence stay."""

from __future__ import annotations

import re

from lmkor_data.importers.nesting import unnest

_MARK = re.compile(r"\{\{|(?P<close>\}\})")
_NAMED = re.compile(r"\s*[\w -]+\s*=")

#: Template → which of its unnamed arguments is read; -1 is the last one.
_READ = {
    **dict.fromkeys(("lang", "llang", "언어", "lang-en", "transl"), -1),
    **dict.fromkeys(("한자", "zh", "ja-y", "ruby", "루비", "후리가나"), 0),
    **dict.fromkeys(("국기나라", "국기", "flag", "flagcountry", "나라"), 0),
    **dict.fromkeys(("인용문", "quote", "blockquote", "시"), 0),
    **dict.fromkeys(("nowrap", "줄바꿈 금지", "작게", "small", "크게", "big", "굵게", "글씨"), 0),
    **dict.fromkeys(("글자색", "color", "colored text", "색", "배경색"), -1),
    **dict.fromkeys(("abbr", "약어", "툴팁", "tooltip"), 0),
    **dict.fromkeys(("링크", "llink", "임시링크", "임시 링크", "ill"), 0),
}
#: Templates that stand for a sign.
_SIGNS = {"!": "|", "=": "=", "·": "·", "•": "•", "중점": "·", "-": "–", "spaced ndash": " – "}
#: `{{단위 변환|100|km}}`: a number and its unit.
_MEASURES = {"단위 변환", "convert", "cvt", "변환"}


def plain_templates(text: str) -> str:
    """Every template as the words that it puts into the sentence, mostly none."""
    return unnest(text, _MARK, _words)


def _words(inner: str) -> str:
    name, *arguments = inner.split("|")
    name = name.strip().replace("_", " ").lower()
    if name in _SIGNS:
        return _SIGNS[name]
    unnamed = [argument.strip() for argument in arguments if not _NAMED.match(argument)]
    if name in _READ and unnamed:
        return unnamed[_READ[name]]
    if name in _MEASURES:
        return " ".join(unnamed[:2])
    return ""
