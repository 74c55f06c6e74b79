"""Which terms of a domain deserve a slot: typical of it, and saving pieces in many documents."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

#: log-likelihood ratio (Dunning 1993) from which a term counts as typical of its domain.
TYPICAL = 15.0


@dataclass(frozen=True)
class Term:
    """A term that was chosen."""

    term: str
    category: str
    documents: int  #: of the domain, that the term stands in
    pieces: int  #: into which it was cut before
    saved: int  #: pieces saved, a document counting once, after the terms chosen before it
    why: str


def log_likelihood(inside: float, size: float, outside: float, size_outside: float) -> float:
    """G² of a term with these counts in a domain and outside of it; negative where it is rarer."""
    whole, both = size + size_outside, inside + outside
    if not both or not size_outside:
        return 0.0

    def part(seen: float, expected: float) -> float:
        return seen * math.log(seen / expected) if seen else 0.0

    g2 = 2 * (part(inside, both * size / whole) + part(outside, both * size_outside / whole))
    return g2 if inside * size_outside >= outside * size else -g2


class Savings:
    """How many pieces a term saves, given the terms chosen before it."""

    def __init__(self, documents: Mapping[str, int], entries: Iterable[str]) -> None:
        """`documents`: in how many documents of the domain each word stands."""
        self._documents = documents
        self._entries = set(entries)
        self._longest = max(map(len, self._entries), default=1)
        self._inner: dict[str, int] = {}
        self._now = {word: self.pieces(word) for word in documents}
        self._words: dict[str, list[str]] = defaultdict(list)

    def watch(self, candidates: set[str]) -> None:
        """Note the words that begin with each candidate."""
        longest = max(map(len, candidates), default=0)
        for word in self._documents:
            for size in range(2, min(len(word), longest) + 1):
                if word[:size] in candidates:
                    self._words[word[:size]].append(word)

    def documents(self, term: str) -> int:
        return sum(self._documents[word] for word in self._words[term])

    def gain(self, term: str) -> int:
        """Pieces saved if the term were added now."""
        return sum(
            self._documents[word] * max(0, self._now[word] - self._with(term, word))
            for word in self._words[term]
        )

    def take(self, term: str) -> None:
        """Add the term."""
        for word in self._words[term]:
            self._now[word] = min(self._now[word], self._with(term, word))

    def pieces(self, word: str) -> int:
        """Pieces of a word as it is cut now; a word that is unknown counts as its letters."""
        return self._cut(word, "")

    def _with(self, term: str, word: str) -> int:
        rest = word[len(term) :]
        if rest not in self._inner:
            self._inner[rest] = self._cut(rest, "##") if rest else 0
        return 1 + self._inner[rest]

    def _cut(self, word: str, prefix: str) -> int:
        pieces, first = 0, 0
        while first < len(word):
            mark = prefix if first == 0 else "##"
            last = min(len(word), first + self._longest)
            while last > first and mark + word[first:last] not in self._entries:
                last -= 1
            if last == first:
                return len(word)
            pieces += 1
            first = last
        return pieces


def choose_terms(
    candidates: set[str],
    slots: int,
    category: str,
    savings: Savings,
    typicality: Callable[[str], float],
    least: int,
) -> list[Term]:
    """The `slots` terms that save most together: the best one, then the best one beside it, …

    As each is counted beside those chosen, a near double of a chosen term is worth little and
    stays out; so does a term that fewer than `least` documents would be better off with.
    """
    savings.watch(candidates)
    typical = {term: g2 for term in candidates if (g2 := typicality(term)) > TYPICAL}
    queue = [(-savings.gain(term), term) for term in typical]
    heapq.heapify(queue)
    chosen: list[Term] = []
    while queue and len(chosen) < slots:
        claimed, term = heapq.heappop(queue)
        gain = savings.gain(term)
        if gain < least:
            continue
        if gain < -claimed:  # a term chosen since has taken some of it
            heapq.heappush(queue, (-gain, term))
            continue
        pieces = savings.pieces(term)
        why = f"cut into {pieces} pieces; G2 {typical[term]:.0f} against the other categories"
        chosen.append(Term(term, category, savings.documents(term), pieces, gain, why))
        savings.take(term)
    return chosen
