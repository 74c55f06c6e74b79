"""Which of the five corpora a document is from, by what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One of the corpora."""

    category: str
    kind: str  #: as cleaning knows it
    headline: bool = False  #: whether the first paragraph is one


NEWSPAPER = Kind("news", "news", headline=True)
WRITTEN = Kind("written", "book")
WEB = Kind("web", "blog")
SPOKEN = Kind("spoken", "speech")
MESSENGER = Kind("messenger", "chat")

#: Ids of documents and names of files: NWRW1800000021, SDRW2000000001, …
_IDS = (
    (re.compile(r"N[WLPIZ]RW"), NEWSPAPER),
    (re.compile(r"W[ABCZ]RW"), WRITTEN),
    (re.compile(r"E[BPSRX]RW"), WEB),
    (re.compile(r"S[ABDE]RW"), SPOKEN),
    (re.compile(r"M[DM]RW"), MESSENGER),
)
#: First words of `metadata.category`.
_WORDS = (
    ("신문", NEWSPAPER),
    ("메신저", MESSENGER),
    ("온라인 대화", MESSENGER),
    ("웹", WEB),
    ("구어", SPOKEN),
    ("일상 대화", SPOKEN),
    ("문어", WRITTEN),
    ("책", WRITTEN),
)


def kind_of(corpus: dict[str, Any], document: dict[str, Any], file: str) -> Kind:
    """The content decides: the id, the category in words, what it is made of; then the name."""
    named = f"{document.get('id', '')}", f"{corpus.get('id', '')}"
    for name in named:
        for pattern, kind in _IDS:
            if pattern.match(name):
                return kind
    words = str((corpus.get("metadata") or {}).get("category", ""))
    for word, kind in _WORDS:
        if word in words:
            return kind
    for pattern, kind in _IDS:
        if pattern.match(file):
            return kind
    utterances = document.get("utterance")
    if utterances:
        timed = isinstance(utterances[0], dict) and "time" in utterances[0]
        return MESSENGER if timed else SPOKEN
    return WRITTEN
