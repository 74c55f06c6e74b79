"""Misspellings among term candidates: repeated syllables, and rare variants of frequent nouns.

A candidate is a variant of a noun that differs by one letter (jamo) and occurs many times as often.
Pairs are found by their common deletions, as in SymSpell.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

#: The correct form occurs at least so many times as often as the misspelling.
_TIMES = 10
#: Shorter words have too many neighbours: 크림 and 그림 are both words.
_SHORTEST = 3
#: Syllables three times (극극극, 짱좋짱좋짱좋). Twice is a root (쭈글쭈글).
_REPEATED = re.compile(r"([가-힣]+)\1\1")
_HANGUL = re.compile("[가-힣]+")


def misspellings(candidates: Iterable[str], documents: Mapping[str, int]) -> dict[str, str]:
    """Return each misspelt candidate with the noun that it should be, or `repeated`.

    `documents` counts documents by noun; it may hold more than the candidates.
    """
    found: dict[str, str] = {}
    by_deletion: defaultdict[str, list[str]] = defaultdict(list)
    for noun in documents:
        if len(noun) >= _SHORTEST and _HANGUL.fullmatch(noun):
            for deletion in _deletions(noun):
                by_deletion[deletion].append(noun)
    for term in candidates:
        if _REPEATED.search(term):
            found[term] = "repeated"
        elif len(term) >= _SHORTEST and _HANGUL.fullmatch(term):
            near = {n for d in _deletions(term) for n in by_deletion[d]} - {term}
            better = [n for n in near if documents[n] >= _TIMES * max(1, documents.get(term, 0))]
            if better and not any(term.startswith(n) or n.startswith(term) for n in better):
                found[term] = max(sorted(better), key=lambda noun: documents[noun])
    return found


def _deletions(word: str) -> Iterator[str]:
    """Yield the letters of a word, and the letters with each one left out."""
    letters = unicodedata.normalize("NFD", word)
    yield letters
    for at in range(len(letters)):
        yield letters[:at] + "\0" + letters[at + 1 :]
        yield letters[:at] + letters[at + 1 :]
