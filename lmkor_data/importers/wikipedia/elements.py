"""Elements whose content is no text: references, formulas, galleries, code; and comments."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(
    r"<(ref|references|gallery|math|chem|ce|code|syntaxhighlight|source|pre|timeline|score"
    r"|imagemap|hiero|graph|mapframe|maplink|templatedata|templatestyles|categorytree|inputbox"
    r"|includeonly|style|script)\b[^<>]*>",
    re.IGNORECASE,
)


def without_elements(text: str) -> str:
    """The markup without them; of an element that is never closed only the tag goes."""
    text = _COMMENT.sub("", text)
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
    return "".join(parts)
