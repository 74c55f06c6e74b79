"""BBCode of bulletin boards as plain text."""

from __future__ import annotations

import re

_DROPPED = re.compile(
    r"\[(code|img|image|youtube|video|media|attach|attachment|file|table|html|math|spoiler-img)"
    r"\b[^\]\n]*\].*?\[/\1\]",
    re.S | re.I,
)
_NAMES = (
    "b|i|u|s|del|strike|sub|sup|size|color|colour|font|center|left|right|justify|align|indent|url|"
    "link|email|mail|quote|list|ul|ol|li|spoiler|hide|fold|more|h[1-6]|p|highlight|bgcolor|style|"
    "user|mention|big|small|tt|ruby|dfn|abbr|anchor|go"
)
_TAG = re.compile(rf"\[/?(?:{_NAMES})(?:[=\s][^\]\n]*)?\]", re.I)
_BREAKS = re.compile(r"\[(?:br|hr)\s*/?\]|\[/(?:quote|p|li|h[1-6]|center|list|ul|ol)\]", re.I)
_ITEM = re.compile(r"^[ \t]*\[\*\][ \t]*", re.M)
_PAIR = re.compile(rf"\[(?:{_NAMES})(?:[=\s][^\]\n]*)?\].*?\[/(?:{_NAMES})\]", re.S | re.I)


def is_bbcode(text: str) -> bool:
    """Whether a text is marked up so: tags that open and close."""
    return len(_PAIR.findall(text[:100_000])) >= 2


def bbcode_text(markup: str) -> str:
    """Render BBCode as plain text: words stay, pictures and code go."""
    text = _DROPPED.sub("", markup.replace("\r\n", "\n"))
    text = _ITEM.sub("", _BREAKS.sub("\n", text))
    text = _TAG.sub("", text)
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
