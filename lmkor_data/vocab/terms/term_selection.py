"""Which terms of a domain deserve a slot: typical of it, and saving pieces in many documents."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: A term is typical of its domain from this log-likelihood ratio (Dunning 1993), …
SURE = 15.0
#: … where it is so many times as frequent as in the others.
TIMES = 3.0


@dataclass(frozen=True)
class Term:
    """A term that was chosen."""

    term: str
    category: str
    documents: int  #: of the domain, that the term stands in
    pieces: int  #: into which it was cut before
    saved: int  #: pieces saved, a document counting once, after the terms chosen before it
    why: str


@dataclass(frozen=True)
class Frequency:
    """Documents that a term stands in, and all words of those documents, here and elsewhere."""

    inside: int
    size: int
    outside: int
    size_outside: int

    @property
    def g2(self) -> float:
        """Log-likelihood ratio, the higher the surer; negative where the term is rarer here."""
        whole, both = self.size + self.size_outside, self.inside + self.outside
        if not both or not self.size_outside:
            return 0.0

        def part(seen: int, size: int) -> float:
            return seen * math.log(seen * whole / (both * size)) if seen else 0.0

        g2 = 2 * (part(self.inside, self.size) + part(self.outside, self.size_outside))
        return g2 if self.inside * self.size_outside >= self.outside * self.size else -g2

    @property
    def times(self) -> float:
        """How many times as frequent as elsewhere."""
        return self.inside * self.size_outside / max(1, self.outside * self.size)

    def is_typical(self) -> bool:
        """Always so where there is nothing to compare with."""
        return not self.size_outside or (self.g2 > SURE and self.times > TIMES)


class Savings:
    """How many pieces a term saves, given the terms chosen before it."""

    def __init__(self, documents: Mapping[str, int], entries: Iterable[str]) -> None:
        """`documents`: in how many documents of the domain each word stands."""
        self._documents = documents
        self._entries = set(entries)
        self._longest = max(map(len, self._entries), default=1)
        self._inner: dict[str, int] = {}
        #: word → (letters of its first piece, all its pieces), as it is cut now
        self._now = {word: self._first_and_all(word) for word in documents}
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
        """Pieces saved if the term were added now; the longest entry goes first, for better or
        worse, so a term may cost pieces behind it."""
        return sum(
            self._documents[word] * (self._now[word][1] - self._with(term, word))
            for word in self._words[term]
            if len(term) > self._now[word][0]
        )

    def take(self, term: str) -> None:
        """Add the term."""
        for word in self._words[term]:
            if len(term) > self._now[word][0]:
                self._now[word] = len(term), self._with(term, word)

    def all_pieces(self) -> int:
        """Of all words, a word counting once a document."""
        return sum(self._documents[word] * now[1] for word, now in self._now.items())

    def pieces(self, word: str) -> int:
        """Pieces of a word as the entries cut it; a word that is unknown counts as its letters."""
        return self._cut(word, "")

    def _first_and_all(self, word: str) -> tuple[int, int]:
        return self._longest_entry(word, 0, ""), self._cut(word, "")

    def _with(self, term: str, word: str) -> int:
        rest = word[len(term) :]
        if rest not in self._inner:
            self._inner[rest] = self._cut(rest, "##") if rest else 0
        return 1 + self._inner[rest]

    def _longest_entry(self, word: str, first: int, mark: str) -> int:
        """Letters of the longest entry at a place of a word, 0 if there is none."""
        last = min(len(word), first + self._longest)
        while last > first and mark + word[first:last] not in self._entries:
            last -= 1
        return last - first

    def _cut(self, word: str, mark: str) -> int:
        pieces, first = 0, 0
        while first < len(word):
            letters = self._longest_entry(word, first, mark)
            if not letters:
                return len(word)
            pieces += 1
            first += letters
            mark = "##"
        return pieces


def choose_terms(
    candidates: set[str],
    slots: int,
    category: str,
    savings: Savings,
    frequencies: Mapping[str, Frequency],
    least: int,
) -> list[Term]:
    """The `slots` terms that save most together: the best one, then the best one beside it, …

    As each is counted beside those chosen, a near double of a chosen term is worth little and
    stays out; so does a term that fewer than `least` documents would be better off with.
    """
    savings.watch(candidates)
    queue = [(-savings.gain(term), term) for term in candidates]
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
        seen = frequencies[term]
        why = f"cut into {pieces} pieces"
        if seen.size_outside:
            elsewhere = f"{seen.times:.1f} times as frequent" if seen.outside else "only"
            why += f"; {elsewhere} in this category (G2 {seen.g2:.0f})"
        chosen.append(Term(term, category, savings.documents(term), pieces, gain, why))
        savings.take(term)
    return chosen
