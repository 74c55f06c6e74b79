"""A document of 모두의 말뭉치 as text, whatever of the five corpora it is from.

The fields are those of the institute's format: `document[].paragraph[].form` where people wrote,
`document[].utterance[].form` (or `original_form`) with `speaker_id` where they spoke or chatted,
`document[].sentence[].form` in annotated releases (morphemes, senses, entities, dependencies,
roles, coreference), `data[].summary_sentences` in summaries.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, NamedTuple

#: First letter of a document's id → the kind of its text.
_KINDS = {"N": "news", "W": "book", "E": "blog", "S": "conversation", "M": "messenger"}

#: What stands where a name, an address or a number was: `&name1&`, `&company-name&`.
_MASK = re.compile(r"&[a-zA-Z][a-zA-Z-]*\d*&")
#: As people write it when they leave a name out.
_UNNAMED = "OO"

#: Marks of transcribers: `{laughing}`, `((unclear))`, `((xx))`, `-cut off-`.
_NOISE = re.compile(r"\{[a-zA-Z][^{}]*\}|\(\(\s*x*\s*\)\)")
_UNCLEAR = re.compile(r"\(\(([^()]*)\)\)")
_GAPS = re.compile(r"[ \t]{2,}")


class ModuText(NamedTuple):
    """A document as text."""

    title: str | None
    text: str
    kind: str


def modu_text(document: dict[str, Any]) -> ModuText:
    """Headline, text and kind of a document; speakers stay behind.

    Raises `ValueError` where there is no paragraph, utterance or sentence.
    """
    number = str(document.get("id", ""))
    if isinstance(document.get("utterance"), list):
        return _spoken(document["utterance"], number)
    metadata = document.get("metadata") or {}
    if isinstance(document.get("paragraph"), list):
        return _written(document["paragraph"], metadata, number)
    if isinstance(document.get("sentence"), list):
        return _written(document["sentence"], metadata, number, headline=False)
    for name in ("summary_sentences", "topic_sentences", "summary"):
        if document.get(name):
            return _summary(document[name], number)
    raise ValueError("a document without paragraphs, utterances and sentences")


def _summary(sentences: Any, number: str) -> ModuText:
    lines = sentences if isinstance(sentences, list) else [sentences]
    text = "\n".join(filter(None, (_plain(str(line)) for line in lines)))
    return ModuText(None, text, _KINDS.get(number[:1], "news"))


def _written(
    paragraphs: list[Any], metadata: dict[str, Any], number: str, headline: bool = True
) -> ModuText:
    """A line a paragraph. In a newspaper the first is the headline; `metadata.title` is not."""
    forms = [form for p in paragraphs if (form := _plain(_form(p)))]
    kind = _KINDS.get(number[:1], "news" if "publisher" in metadata else "book")
    title = (
        forms[0]
        if kind == "news" and forms and headline
        else _plain(str(metadata.get("title") or ""))
    )
    return ModuText(title or None, "\n".join(forms), kind)


def _spoken(utterances: list[Any], number: str) -> ModuText:
    """A line a turn: what one speaker says until another does."""
    turns = itertools.groupby(utterances, lambda u: u.get("speaker_id"))
    lines = [" ".join(filter(None, (_plain(_form(u)) for u in turn))) for _, turn in turns]
    written = any("time" in u and "start" not in u for u in utterances)
    kind = _KINDS.get(number[:1], "messenger" if written else "conversation")
    return ModuText(None, "\n".join(filter(None, lines)), kind)


def _form(part: dict[str, Any]) -> str:
    own = part.get("form") or part.get("original_form") or part.get("corrected_form")
    if not own and isinstance(part.get("sentence"), list):  # annotated below the paragraph
        return " ".join(_form(sentence) for sentence in part["sentence"])
    return str(own or "")


def _plain(form: str) -> str:
    """Without the marks of those who masked and transcribed."""
    form = _NOISE.sub(" ", _MASK.sub(_UNNAMED, form))
    return _GAPS.sub(" ", _UNCLEAR.sub(r"\1", form)).strip()
