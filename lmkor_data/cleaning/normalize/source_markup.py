"""Remove what a text was written with: code, tables and marks of Markdown and BBCode, escapes.

| what                                          | becomes                                     |
|-----------------------------------------------|---------------------------------------------|
| code between fences, `[code]`, lines of code  | an empty line; Korean prose stays           |
| a table with a delimiter row (`|---|`)        | an empty line; of one column: its text      |
| `{% tag %}`, `{{ value }}`, `{: .class }`     | nothing                                     |
| `![image](…)`                                 | nothing                                     |
| `[text](link)`, `**bold**`, `` `code` ``      | the text                                    |
| `## heading`, `> quotation`                   | the line without the mark                   |
| `[b]bold[/b]`, `[url=…]text[/url]`            | the text                                    |
| `\\n` and `\\u…` in so many letters           | the character                               |

Marks that people use otherwise stay: 김**님, *****, <사은품>, [이벤트], (1) ~ (3).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer

_GAP = "\n\n"

_FENCE = re.compile(r"^[ \t>]*(?:[-*+] )?(`{3,}|~{3,})(?!.*`)[^\n]*$", re.M)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*(highlight|raw|codeblock|gist|mermaid)\b[^%\n]{0,200}%\}"
    r".{0,200000}?\{%-?\s*end\1\s*-?%\}",
    re.S,
)
_TEMPLATE = re.compile(r"\{%[^%\n]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}")
#: Attribute lists of kramdown: {: .shadow }
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,200}\}")
_HANGUL = re.compile("[가-힣]")

#: A line of code: it ends like one, or begins with a word of a programming language.
_CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:import|from|def|class|public|private|return|const|let|var|function|if|for"
    r"|while|else|try|catch|#include|using|package|end|fi|done|echo|sudo|\$|npm|pip|git)\b"
    r"|^\s*[)\]}]+[;,]?\s*$|^\s*[\w.]+\(.*\)\s*;?\s*$|^\s*[\w.\[\]]+\s*[-+*/]?=\s*\S"
    r"|^\s*</?[a-zA-Z][\w-]*[^<>]*>|^\s*//|^\s*\w+:\s*[\w\"'\[{]"
)
#: Lines side by side without Hangul that are code, at least.
_CODE_LINES = 3

#: Share of Hangul among the letters of prose, and what shows that Hangul is a comment or a value.
_PROSE = 0.7
_COMMENT = re.compile(r"^\s*(?:#|//|/?\*|<!--|\$|>>>)|[;{}]\s*$|\w\(|[=:]\s*[\[\"'{(]", re.M)

_DELIMITER = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?$")

_IMAGE = re.compile(
    r"!\[[^\]\n]{0,300}\]\(\s*[^()\n]{0,500}(?:\([^()\n]{0,100}\))?[^()\n]{0,200}\)"
)
_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]"
    r"\(\s*(?:https?:|/|\.|#|mailto:|www\.)[^()\n]{0,500}(?:\([^()\n]{0,100}\))?[^()\n]{0,200}\)"
)
_LINK_BY_NAME = re.compile(r"\[([^\[\]\n]{1,300})\]\[([^\[\]\n]{0,100})\]")
_REFERENCE = re.compile(r"^[ \t]*\[([^\]\n^]{1,100})\]:[ \t]+\S[^\n]*$", re.M)
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,40}\]:?")
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s)\]])([^*\n]{1,300}?)(?<=[^\s(\[])\*\*(?!\*)")
_BOLD_BEHIND = re.compile(r"(?<!\*)\*\*(?=[^\s*)\]])([^*\n]{1,300}?)(?<=[^\s(\[])\*\*(?![\w*])")
#: Stars in place of a name, with what leans on it: **님, **시 **동에
_NAMELESS = re.compile(
    r"(?:^|[\s(])\*\*(?:님|씨|군|양|시|구|동|읍|면|리|은|는|이|가|을|를|의|에|도|와|과)(?=[\s,.)에의])",
    re.M,
)
_INLINE = re.compile(r"(?<!`)(`{1,2})(?=[^`])([^`\n]{1,300}?)\1(?!`)")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)", re.M)
_QUOTATION = re.compile(r"^[ \t]{0,3}>[ \t]?(?=[^\s>])(?!_)", re.M)

_NAMES = (
    "b|i|u|s|url|img|quote|color|size|font|center|left|right|list|code|spoiler|youtube|video|table"
    "|tr|td|th|align|sub|sup|h1|h2|h3|email|attach|media"
)
_BBCODE = re.compile(rf"\[/?(?:{_NAMES})(?:=[^\]\n]{{0,300}})?\]|\[\*\](?=\s)", re.I)
_BB_CLOSING = re.compile(rf"\[/(?:{_NAMES})\]", re.I)
_BB_HIDDEN = re.compile(
    r"\[(img|code|youtube|video|media)\b[^\]\n]{0,300}\].{0,20000}?\[/\1\]", re.I | re.S
)

_ESCAPES = re.compile(r"(?:(?<=[가-힣ㄱ-ㅣ.!?~,)\"'…^;])|^)(?:\\[nrt])+(?![a-z])", re.M)
_CODE_POINT = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


def remove_source_markup(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Remove code, tables and marks of markup languages; returns the documents that changed."""
    return spans.rewrite(documents, without_source_markup)


def without_source_markup(text: str) -> str:
    """Return the text without code, tables, and the marks of Markdown and BBCode."""
    if "\\" in text:
        text = _ESCAPES.sub(_whitespace, _CODE_POINT.sub(_characters, text))
    if "{%" in text or "{{" in text:
        text = _TEMPLATE.sub("", _HIGHLIGHT.sub(_GAP, text))
    if "{:" in text:
        text = _ATTRIBUTES.sub("", text)
    if "[/" in text and _BB_CLOSING.search(text):
        text = _BBCODE.sub("", _BB_HIDDEN.sub(_GAP, text))
    if "```" in text or "~~~" in text:
        text = _without_fences(text)
    if "|" in text and "--" in text:
        text = _without_tables(text)
    if ";\n" in text or "{\n" in text or " = " in text:
        text = _without_code_lines(text)
    if "](" in text or "]: " in text or "[^" in text:
        text = _without_links(text)
    if "**" in text and not _hides_names(text):
        text = _BOLD_BEHIND.sub(r"\1", _BOLD.sub(r"\1", text))
    if "`" in text:
        text = _INLINE.sub(_unquoted, text)
    if "# " in text:
        text = _HEADING.sub("", text)
    if ">" in text:
        text = _QUOTATION.sub("", text)
    return text


def _without_links(text: str) -> str:
    """The text with links replaced by their texts, without images, references and footnotes."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    names = set(_REFERENCE.findall(text))
    if names:
        named = _LINK_BY_NAME.sub(lambda g: g[1] if (g[2] or g[1]) in names else g[0], text)
        text = _REFERENCE.sub("", named)
    return _FOOTNOTE.sub("", text)


def _unquoted(code: re.Match[str]) -> str:
    """What stands between backquotes; people also write `이렇게' for quotation marks."""
    return code[2] if code[2].count("'") % 2 == 0 else code[0]


def _hides_names(text: str) -> bool:
    """Whether two stars stand for letters that were taken out (김**님), not for bold type."""
    if "***" in text or _NAMELESS.search(text):
        return True
    return any(line.count("**") % 2 for line in text.split("\n") if "**" in line)


def _whitespace(escapes: re.Match[str]) -> str:
    return escapes[0].replace("\\n", "\n").replace("\\r", "\n").replace("\\t", " ")


def _characters(escapes: re.Match[str]) -> str:
    """The characters that `\\uXXXX` name; controls and halves of pairs stay as written."""
    units = bytes.fromhex(escapes[0].replace("\\u", ""))
    try:
        characters = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return escapes[0]
    return characters if all(c >= " " for c in characters) else escapes[0]


def _without_fences(text: str) -> str:
    """The text without the code between fences, and without the marks of those that never close."""
    parts: list[str] = []
    done = 0
    for first, last in fenced_blocks(text):
        content = text[first:last].strip("\n").partition("\n")[2].rpartition("\n")[0]
        parts += text[done:first], _GAP, f"{content}{_GAP}" if _is_prose(content) else ""
        done = last
    return _FENCE.sub(_GAP, "".join([*parts, text[done:]]))


def fenced_blocks(text: str) -> list[tuple[int, int]]:
    """Return where code blocks begin and end, fences included; those that never close are none."""
    fences = list(_FENCE.finditer(text))
    spans: list[tuple[int, int]] = []
    k = 0
    while k < len(fences):
        closing = k + 1
        mark = fences[k][1]
        while closing < len(fences) and not _closes(fences[closing][0].strip(" \t>"), mark):
            closing += 1
        if closing < len(fences):
            spans.append((fences[k].start(), fences[closing].end()))
            k = closing
        k += 1
    return spans


def _is_prose(content: str) -> bool:
    """Whether what stands between fences is Korean text: a quotation, an answer of a program."""
    letters = sum(map(str.isalnum, content))
    return len(_HANGUL.findall(content)) >= _PROSE * letters > 0 and not _COMMENT.search(content)


def _closes(line: str, mark: str) -> bool:
    return set(line) == {mark[0]} and len(line) >= len(mark)


def _without_tables(text: str) -> str:
    """The text without the rows around a delimiter row."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if "--" in line and "|" in line and _DELIMITER.match(line):
            first = i
            if first and "|" in lines[first - 1]:
                first -= 1
            last = i
            while last + 1 < len(lines) and "|" in lines[last + 1]:
                last += 1
            rows = lines[first : last + 1]
            one = all(row.strip().strip("|").count("|") == 0 for row in rows)
            kept = [row.strip(" \t|") if one and row != line else "" for row in rows]
            lines[first : last + 1] = kept
    return "\n".join(lines)


def _without_code_lines(text: str) -> str:
    """The text without runs of lines that hold no Hangul and look like code."""
    lines = text.split("\n")
    if sum(1 for line in lines if line and not _HANGUL.search(line)) < _CODE_LINES:
        return text
    first = None
    for i, line in enumerate([*lines, "가"]):
        blank = not line.strip()
        code = blank or (not _HANGUL.search(line) and _CODE_LINE.search(line) is not None)
        if code and first is None and not blank:
            first = i
        elif not code and first is not None:
            if sum(bool(other.strip()) for other in lines[first:i]) >= _CODE_LINES:
                lines[first:i] = [""] * (i - first)
            first = None
    return "\n".join(lines)
