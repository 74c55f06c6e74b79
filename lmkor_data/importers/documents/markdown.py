"""Markdown as plain text: what a reader of the page would read.

Code, formulas and pictures go, link texts and image-less emphasis stay, a heading is a line of
its own. Template languages of blogs (Liquid, Hugo shortcodes, Tistory markers) go too.
"""

from __future__ import annotations

import html
import re

_FENCE = re.compile(
    r"^[ >]{0,8}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ >]{0,8}\1[`~]*[ \t]*$|\Z)", re.M | re.S
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BLOCK = re.compile(
    r"<(script|style|pre|code|svg|iframe|math|table|figure|video|audio|object)\b[^>]*>.*?</\1\s*>",
    re.S | re.I,
)
_LIQUID_RAW = re.compile(r"\{%-?\s*(highlight|raw)\b.*?%\}.*?\{%-?\s*end\1\s*-?%\}", re.S)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{[<%].*?[%>]\}\}", re.S)
_VARIABLE = re.compile(r"\{\{\s*[\w.\-]+(?:\s*\|[^{}]*)?\s*\}\}")
_ATTRIBUTES = re.compile(r"[ \t]*\{:\s*[^{}\n]*\}|[ \t]*\{[.#][\w-][^{}\n]*\}")
_TISTORY = re.compile(
    r"\[##_.*?_##\]|\[(?:caption|toc|more|/more|\^TOC)[^\]\n]*\]|\[\[_TOC_\]\]", re.I | re.S
)
_DISPLAY_MATH = re.compile(r"\$\$.+?\$\$|\\\[.+?\\\]|\\begin\{(\w+\*?)\}.+?\\end\{\1\}", re.S)
_INLINE_MATH = re.compile(
    r"(?<![\\$\w])\$(?=[^\s$])((?:[^$\n\\]|\\.)+?)(?<=\S)\$(?![\d$])|\\\(.+?\\\)"
)
_IMAGE = re.compile(
    r"!\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])?"
)
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])"
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.M)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]\n|]*)(?:\|([^\[\]\n]*))?\]\]")
_AUTO = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.I)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_HEADING = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$|^[ ]{0,3}(#{1,6})(?=[가-힣])(.*)$"
)
_UNDERLINE = re.compile(r"^[ ]{0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"^[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?)+(?:\[![A-Z]+\][ \t]*)?")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\|?[ \t]*$")
_STRONG = re.compile(r"(\*{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1")
_UNDERSCORES = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$\"'])")
_SIGNS = "\\`*_{}[]()#+-.!|<>~$\"'=:"
_SHIFT = 0xE200
_SHELTER = re.compile("[\ue221-\ue27e]")
_GAPS = re.compile(r"[ \t\u00a0]+")
_INDENTED = re.compile(r"^(?: {4}|\t)")


def markdown_text(markup: str) -> str:
    """Render Markdown as plain text, a line a paragraph line, empty lines between blocks."""
    text = markup.replace("\r\n", "\n").replace("\r", "\n")
    for pattern in (_FENCE, _LIQUID_RAW, _COMMENT, _BLOCK, _LIQUID, _TISTORY, _DISPLAY_MATH):
        text = pattern.sub("\n", text)
    text = _DEFINITION.sub("", _VARIABLE.sub("", text))
    return _joined([_line(line) for line in _blocks(text)])


def _blocks(text: str) -> list[str]:
    """Lines without the marks of blocks; tables and indented code go."""
    lines = text.split("\n")
    kept: list[str] = []
    listed = False  # inside a list four blanks are no code
    for at, line in enumerate(lines):
        before = kept[-1] if kept else ""
        if _TABLE_RULE.match(line) and "|" in line:
            while kept and "|" in kept[-1]:
                kept.pop()
            kept.append("\0")
            continue
        if before == "\0" and "|" in line:
            continue
        if _UNDERLINE.match(line) and before.strip() and not _ITEM.match(before):
            kept.append("")
            continue
        if _RULE.match(line):
            kept.append("")
            continue
        if _INDENTED.match(line) and not listed and not (before.strip() and before != "\0"):
            previous = lines[at - 1] if at else ""
            if not previous.strip() or _INDENTED.match(previous):
                kept.append("")
                continue
        if heading := _HEADING.match(line):
            kept += ["", heading[1] if heading[1] is not None else heading[3], ""]
            listed = False
            continue
        line = _QUOTE.sub("", line)
        if _ITEM.match(line):
            listed = True
            line = _ITEM.sub("", line)
        elif line.strip() and not line.startswith((" ", "\t")):
            listed = False
        kept.append(line)
    return ["" if line == "\0" else line for line in kept]


def _line(line: str) -> str:
    """The words of a line."""
    line = _CODE.sub(lambda code: _put_away(code[2].strip()), line)
    line = _ESCAPED.sub(lambda mark: _put_away(mark[1]), line)
    line = _INLINE_MATH.sub("", line)
    line = _IMAGE.sub("", line)
    line = _WIKI_LINK.sub(lambda link: "" if link[0][0] == "!" else link[2] or link[1], line)
    line = _LINK.sub(r"\1", line)
    line = _AUTO.sub("", _FOOTNOTE.sub("", line))
    line = _TAG.sub("", _BREAK.sub("\n", line))
    line = _ATTRIBUTES.sub("", line)
    for _ in range(3):
        line, changed = _STRONG.subn(r"\2", line)
        if not changed:
            break
    line = _SHELTER.sub(lambda held: chr(ord(held[0]) - _SHIFT), _UNDERSCORES.sub(r"\2", line))
    return "\n".join(_GAPS.sub(" ", part).strip() for part in html.unescape(line).split("\n"))


def _put_away(text: str) -> str:
    """ASCII signs as private-use characters, which mean nothing in Markdown."""
    return "".join(chr(ord(c) + _SHIFT) if c in _SIGNS else c for c in text)


def _joined(lines: list[str]) -> str:
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n ")
