"""Which entries differ from Hugging Face's on the same counts, and what decided each.

    python benchmarks/vocab/ties.py corpus/vocab-counts [--size 40000] [--show 20]

Hugging Face's WordPiece trainer is its BPE trainer with `##`, which tells its merges. They are
replayed in plain Python beside ours: at every step the pair that was merged is looked up,
how often it stands, and how many pairs stand equally often. Where every merge took a pair of the
highest count, ties alone can have made the difference.
"""

from __future__ import annotations

import argparse
import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from lmkor_data.text.buffers import TextBuffers, text_array
from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.training.alphabet import PREFIX, Alphabet, choose_alphabet
from lmkor_data.vocab.training.huggingface_trainer import repeat
from lmkor_data.vocab.training.word_sampling import (
    WeightedCounts,
    group_weights,
    sample,
    survey,
)
from lmkor_data.vocab.training.wordpiece_trainer import train

Pair = tuple[int, int]


@dataclass
class Step:
    """One merge."""

    made: str
    count: int  #: how often the merged pair stood
    highest: int  #: how often the most frequent pair stood
    equals: int  #: pairs that stood as often as the merged one, itself among them


class Replay:
    """The pairs of all words, in plain Python."""

    def __init__(self, words: list[str], counts: list[int], alphabet: list[str]) -> None:
        self.tokens = list(alphabet)
        self.number = {token: i for i, token in enumerate(alphabet)}
        self._counts = counts
        self._cut = [
            [self.number[c if i == 0 else PREFIX + c] for i, c in enumerate(word)] for word in words
        ]
        self._pairs: Counter[Pair] = Counter()
        self._words: defaultdict[Pair, set[int]] = defaultdict(set)
        for word, pieces in enumerate(self._cut):
            for pair in pairwise(pieces):
                self._pairs[pair] += counts[word]
                self._words[pair].add(word)
        self._levels = Counter(self._pairs.values())
        self._heap = [(-count, pair) for pair, count in self._pairs.items()]
        heapq.heapify(self._heap)

    def best(self) -> Pair:
        """The most frequent pair; among equals the one whose left, then right, piece is older."""
        while -self._heap[0][0] != self._pairs[self._heap[0][1]]:
            heapq.heappop(self._heap)
        return self._heap[0][1]

    def merge(self, pair: Pair) -> Step:
        count, highest = self._pairs[pair], self._pairs[self.best()]
        made = self.tokens[pair[0]] + self.tokens[pair[1]].removeprefix(PREFIX)
        step = Step(made, count, highest, self._levels[count])
        if made not in self.number:
            self.number[made] = len(self.tokens)
            self.tokens.append(made)
        changes: Counter[Pair] = Counter()
        for word in self._words.pop(pair):
            self._replace(word, pair, self.number[made], changes)
        for changed, by in changes.items():
            self._move(changed, self._pairs[changed] + by)
        self._move(pair, 0)
        return step

    def _replace(self, word: int, pair: Pair, made: int, changes: Counter[Pair]) -> None:
        pieces, count = self._cut[word], self._counts[word]
        for old in pairwise(pieces):
            changes[old] -= count
        at = 0
        while at < len(pieces) - 1:
            if (pieces[at], pieces[at + 1]) == pair:
                pieces[at : at + 2] = [made]
            at += 1
        for new in pairwise(pieces):
            changes[new] += count
            self._words[new].add(word)

    def _move(self, pair: Pair, count: int) -> None:
        old = self._pairs[pair]
        if count == old:
            return
        self._levels[old] -= 1
        self._levels[count] += 1
        self._pairs[pair] = count
        heapq.heappush(self._heap, (-count, pair))


def their_merges(
    words: TextBuffers, counts: np.ndarray, alphabet: Alphabet, size: int
) -> list[tuple[str, str]]:
    tokenizer = Tokenizer(models.BPE(continuing_subword_prefix=PREFIX))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        continuing_subword_prefix=PREFIX,
        initial_alphabet=[],
        show_progress=False,
    )
    tokenizer.train_from_iterator(repeat(words, counts), trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return [(left, right) for left, right in merges]


def our_steps(replay: Replay, size: int) -> Iterator[Step]:
    while len(replay.tokens) < size:
        yield replay.merge(replay.best())


def their_steps(replay: Replay, merges: list[tuple[str, str]]) -> Iterator[Step]:
    for left, right in merges:
        yield replay.merge((replay.number[left], replay.number[right]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("counts", type=Path)
    arguments.add_argument("--size", type=int, default=40_000)
    arguments.add_argument("--show", type=int, default=20)
    given = arguments.parse_args()

    counts = WordCounts(given.counts)
    weighted = WeightedCounts(counts, group_weights(counts.totals(), {}, 1.0))
    seen = survey(weighted)
    alphabet = choose_alphabet(seen.initial, seen.inner, given.size)
    drawn = sample(weighted, 1)
    ends = drawn.words.offsets - drawn.words.offsets[0]
    words = text_array(ends, drawn.words.data[drawn.words.offsets[0] :]).to_pylist()
    numbers = drawn.counts.tolist()

    ours = list(our_steps(Replay(words, numbers, alphabet.tokens), given.size))
    learned = train(drawn.words, drawn.counts, alphabet, given.size, 1)
    alike = list(dict.fromkeys([*alphabet.tokens, *(step.made for step in ours)])) == learned
    print(f"ours: {len(ours):,} merges; the plain replay gives the same entries: {alike}")
    merges = their_merges(drawn.words, drawn.counts, alphabet, given.size)
    theirs = list(their_steps(Replay(words, numbers, alphabet.tokens), merges))
    best = sum(step.count == step.highest for step in theirs)
    print(f"Hugging Face: {len(theirs):,} merges; {best:,} took a pair of the highest count")
    show(ours, theirs, given.show)


def show(ours: list[Step], theirs: list[Step], rows: int) -> None:
    """The entries that one has alone."""
    last = min(ours[-1].count, theirs[-1].count)
    for name, one, other in (("ours", ours, theirs), ("Hugging Face", theirs, ours)):
        known = {step.made for step in other}
        alone = [step for step in one if step.made not in known]
        cut = sum(step.count == last for step in alone)
        equal = sum(step.count != last and step.equals > 1 for step in alone)
        print(
            f"\n{name} alone: {len(alone)}. Pairs that stand {last} times, as often as the last "
            f"one that found room: {cut}; other pairs with equals: {equal}; without equals: "
            f"{len(alone) - cut - equal}"
        )
        for step in alone[:rows]:
            print(f"  {step.made}: {step.count} times, as {step.equals - 1} other pairs")


if __name__ == "__main__":
    main()
