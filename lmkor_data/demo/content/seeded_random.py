"""Pseudo-random draws that are identical on every machine and Python version."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class SeededRandom:
    """Random generator seeded with a string.

    Uses `Random.random()` alone: Python guarantees its sequence across versions, but not those of
    `choice`, `sample` and `shuffle`.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def chance(self, share: float) -> bool:
        """Return True with probability `share`."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """Draw an integer from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Draw one item, all equally likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, weights: dict[T, int]) -> T:
        """Draw one key with probability proportional to its weight."""
        mark = self._random() * sum(weights.values())
        for item, weight in weights.items():
            mark -= weight
            if mark < 0:
                return item
        raise ValueError("no weights")

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in random order."""
        return sorted(items, key=lambda _: self._random())


class FrameDeck:
    """Deals sentence frames without replacement; reshuffles when all have been dealt."""

    def __init__(self, frames: Sequence[str], random: SeededRandom) -> None:
        self._frames, self._random = tuple(frames), random
        self._rest: list[str] = []

    def deal(self) -> str:
        """Return the next frame."""
        if not self._rest:
            self._rest = self._random.shuffled(self._frames)
        return self._rest.pop()

    def hand(self, size: int) -> list[str]:
        """Return `size` different frames."""
        cards: list[str] = []
        while len(cards) < min(size, len(self._frames)):
            card = self.deal()
            if card not in cards:
                cards.append(card)
        return cards
