"""Chance that falls the same way on every machine and Python version."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a named seed.

    Only `Random.random()` is used: it alone is promised to stay the same across Python versions,
    `choice`, `sample` and `shuffle` are not.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._random() * len(items))]

    def weighted(self, weights: dict[T, int]) -> T:
        mark = self._random() * sum(weights.values())
        for item, weight in weights.items():
            mark -= weight
            if mark < 0:
                return item
        raise ValueError("no weights")

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return sorted(items, key=lambda _: self._random())


class Deck:
    """A bank of frames dealt like cards, so that none comes again before all have come."""

    def __init__(self, frames: Sequence[str], dice: Dice) -> None:
        self._frames, self._dice = tuple(frames), dice
        self._rest: list[str] = []

    def deal(self) -> str:
        if not self._rest:
            self._rest = self._dice.shuffled(self._frames)
        return self._rest.pop()

    def hand(self, size: int) -> list[str]:
        """`size` different frames."""
        cards: list[str] = []
        while len(cards) < min(size, len(self._frames)):
            card = self.deal()
            if card not in cards:
                cards.append(card)
        return cards
