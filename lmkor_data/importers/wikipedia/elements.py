"""Elements whose content is no text: references, formulas, galleries, code; and comments."""

from __future__ import annotations

import html
import re

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(
    r"<(ref|references|gallery|math|chem|ce|code|syntaxhighlight|source|pre|timeline|score"
    r"|imagemap|hiero|graph|mapframe|maplink|templatedata|templatestyles|categorytree|inputbox"
    r"|includeonly|style|script)\b[^<>]*>",
    re.IGNORECASE,
)


_NOWIKI = re.compile(r"<nowiki\s*/>|<nowiki\s*>(.*?)</nowiki\s*>", re.DOTALL | re.IGNORECASE)
_OPEN, _CLOSE = "\ue010", "\ue011"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def restore_nowiki(text: str, verbatim: list[str]) -> str:
    """Put back what stood in `<nowiki>`."""
    return _MARK.sub(lambda mark: verbatim[int(mark[1])], text) if verbatim else text


def without_elements(text: str) -> tuple[str, list[str]]:
    """Remove the elements; of an element that is never closed only the tag goes.

    Returns the markup, with a mark for each `<nowiki>`, and what stood in these.
    """
    verbatim: list[str] = []

    def put_away(element: re.Match[str]) -> str:
        verbatim.append(html.unescape(element[1] or ""))
        return f"{_OPEN}{len(verbatim) - 1}{_CLOSE}"

    if "<" not in text:
        return text, verbatim
    text = _COMMENT.sub("", text)
    if "<nowiki" in text.lower():
        text = _NOWIKI.sub(put_away, text.replace(_OPEN, "").replace(_CLOSE, ""))
    parts: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while opening := _OPENING.search(text, at):
        parts.append(text[at : opening.start()])
        name = opening[1].lower()
        at = opening.end()
        if opening[0].endswith("/>") or name in unclosed:
            continue
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
        if closing:
            at = closing.end()
        else:
            unclosed.add(name)
    parts.append(text[at:])
    return "".join(parts), verbatim
