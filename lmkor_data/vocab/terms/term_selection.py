"""Selection of terms: typical of the domain, and saving tokens in many documents."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Minimum log-likelihood ratio G2 of a typical term (Dunning 1993), …
SURE = 6.63  # p < 0.01
#: … and minimum ratio of its frequency to that in other domains.
TIMES = 1.5


@dataclass(frozen=True)
class Term:
    """A selected term with its evidence."""

    term: str
    category: str
    documents: int  #: documents of the domain that contain it
    pieces: int  #: tokens of the term in the vocabulary before
    saved: int  #: tokens saved beside the terms selected before, counted once per document
    why: str
    held_out: int = 0  #: held-out documents that contain it


@dataclass(frozen=True)
class Frequency:
    """Documents that contain a term, and number of words, in the domain and outside."""

    inside: int
    size: int
    outside: int
    size_outside: int

    @property
    def g2(self) -> float:
        """Log-likelihood ratio G2 (Dunning 1993), negative if the term is rarer in the domain."""
        whole, both = self.size + self.size_outside, self.inside + self.outside
        if not both or not self.size_outside:
            return 0.0

        def part(seen: int, size: int) -> float:
            return seen * math.log(seen * whole / (both * size)) if seen else 0.0

        g2 = 2 * (part(self.inside, self.size) + part(self.outside, self.size_outside))
        return g2 if self.inside * self.size_outside >= self.outside * self.size else -g2

    @property
    def times(self) -> float:
        """Ratio of the term's frequency to that in other domains."""
        return self.inside * self.size_outside / max(1, self.outside * self.size)

    def is_typical(self) -> bool:
        """Tell whether the term is typical; always so without other domains."""
        return not self.size_outside or (self.g2 > SURE and self.times > TIMES)


class Savings:
    """Computes the tokens that a term saves beside the terms selected before."""

    def __init__(self, documents: Mapping[str, int], entries: Iterable[str]) -> None:
        """`documents` gives the number of documents of the domain by word."""
        self._documents = documents
        self._entries = set(entries)
        self._longest = max(map(len, self._entries), default=1)
        self._inner: dict[str, int] = {}
        #: word → (characters of its first token, number of its tokens) in the current vocabulary
        self._now = {word: self._first_and_all(word) for word in documents}
        self._words: dict[str, list[str]] = defaultdict(list)

    def watch(self, candidates: set[str]) -> None:
        """Index the words that begin with each candidate."""
        longest = max(map(len, candidates), default=0)
        for word in self._documents:
            for size in range(2, min(len(word), longest) + 1):
                if word[:size] in candidates:
                    self._words[word[:size]].append(word)

    def documents(self, term: str) -> int:
        """Count the documents in which a word begins with the term."""
        return sum(self._documents[word] for word in self._words[term])

    def gain(self, term: str) -> int:
        """Return the tokens saved by adding the term now.

        Greedy matching takes the term even where the rest of the word then needs more tokens.
        """
        return sum(
            self._documents[word] * (self._now[word][1] - self._with(term, word))
            for word in self._words[term]
            if len(term) > self._now[word][0]
        )

    def take(self, term: str) -> None:
        """Add the term to the current vocabulary."""
        for word in self._words[term]:
            if len(term) > self._now[word][0]:
                self._now[word] = len(term), self._with(term, word)

    def all_pieces(self) -> int:
        """Return the tokens of all words, counted once per document."""
        return sum(self._documents[word] * now[1] for word, now in self._now.items())

    def pieces(self, word: str) -> int:
        """Return the tokens of a word; an unknown word counts as its characters."""
        return self._cut(word, "")

    def _first_and_all(self, word: str) -> tuple[int, int]:
        return self._longest_entry(word, 0, ""), self._cut(word, "")

    def _with(self, term: str, word: str) -> int:
        rest = word[len(term) :]
        if rest not in self._inner:
            self._inner[rest] = self._cut(rest, "##") if rest else 0
        return 1 + self._inner[rest]

    def _longest_entry(self, word: str, first: int, mark: str) -> int:
        """Return the length of the longest entry at an index of a word, or 0."""
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
    """Select `slots` terms that together save most tokens, by lazy greedy search (Minoux 1978).

    Each term is counted beside those selected before, so a near duplicate of a selected term saves
    little and is left out, as is a term that saves fewer than `least` tokens.
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
        if gain < -claimed:  # a term selected since covers part of it
            heapq.heappush(queue, (-gain, term))
            continue
        pieces = savings.pieces(term)
        seen = frequencies[term]
        why = f"{pieces} tokens before"
        if seen.size_outside:
            elsewhere = f"{seen.times:.1f} times as frequent" if seen.outside else "only"
            why += f"; {elsewhere} in this category (G2 {seen.g2:.0f})"
        chosen.append(Term(term, category, savings.documents(term), pieces, gain, why))
        savings.take(term)
    return chosen
