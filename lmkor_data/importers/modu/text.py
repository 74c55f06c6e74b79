"""The text of a NIKL document: its paragraphs, or the turns of its speakers."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

#: Masked spans: `&name1&`, `&tel-num2&` (spoken), `{name}` with a number and `#@이름#` (messenger).
_MASK = re.compile(
    r"&[a-z][a-z_-]*\d*&|#@[^#\s]{1,20}#"
    r"|\{(?:name|tel|addr|account|card|company|affiliation|num|others?)[a-z_-]*\d*\}"
)
#: What transcribers note: `{laughing}`, `(())` for what nobody understood, `((guess))`.
_EVENT = re.compile(r"\{[a-z]+\}|\(\(\)\)")
_GUESS = re.compile(r"\(\(([^()]*)\)\)")
#: `(2층)/(이 층)`: as it is spelled, and as it was said.
_SPELLING = re.compile(r"\(([^()]+)\)/\([^()]+\)")
_SPACES = re.compile(r"[ \t]+")


def document_text(document: dict[str, Any], mask: str) -> tuple[str, str]:
    """The first line (the headline of an article) and the whole text, a paragraph a line.

    Utterances that one speaker makes in a row are one line; who speaks is not kept. Raises
    `TypeError`, `KeyError` or `AttributeError` where the document has another shape.
    """
    if document.get("paragraph") is not None:
        lines = [_clean(paragraph["form"], mask) for paragraph in document["paragraph"]]
    else:
        lines = _turns(document["utterance"], mask)
    lines = [line for line in lines if line]
    return (lines[0] if lines else ""), "\n".join(lines)


def _turns(utterances: list[dict[str, Any]], mask: str) -> list[str]:
    turns = groupby(utterances, key=lambda utterance: utterance.get("speaker_id"))
    return [
        " ".join(filter(None, (_clean(_form(utterance), mask) for utterance in turn)))
        for _, turn in turns
    ]


def _form(utterance: dict[str, Any]) -> str:
    """The form in standard spelling; as it was said where there is none."""
    form: str = utterance.get("form") or utterance.get("original_form") or ""
    return form


def _clean(form: str, mask: str) -> str:
    text = _EVENT.sub("", _MASK.sub(mask, form))
    text = _SPELLING.sub(r"\1", _GUESS.sub(r"\1", text))
    return _SPACES.sub(" ", text).strip()
