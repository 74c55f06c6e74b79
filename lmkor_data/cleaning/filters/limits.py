"""Limits: which measure must be at least, or at most, what, and the reason where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Limit:
    """A text goes for `reason` where `measure` is less than its limit (more, if `at_most`)."""

    reason: str
    measure: str  #: the name of the measure, and of the limit in `profiles.toml`
    at_most: bool = False

    def misses(self, values: np.ndarray, limits: np.ndarray) -> np.ndarray:
        missed: np.ndarray = values > limits if self.at_most else values < limits
        return missed


@dataclass(frozen=True)
class Miss:
    """A limit that a text missed, for people."""

    limit: Limit
    value: float
    bound: float

    def __str__(self) -> str:
        sign = "at most" if self.limit.at_most else "at least"
        name = self.limit.measure.replace("_", " ")
        return f"{self.limit.reason}: {name} {self.value:.4g}, {sign} {self.bound:.4g} wanted"


def judged(
    limits: Sequence[Limit],
    measures: Mapping[str, np.ndarray],
    bounds: Mapping[str, np.ndarray],
    profile: np.ndarray,
) -> np.ndarray:
    """int8: 1 + the number of the first limit that each text misses, or 0.

    `bounds` holds an array a measure, a value a profile; `profile` is the number of each text's.
    """
    reasons = np.zeros(len(profile), np.int8)
    one = bool(len(profile)) and bool((profile == profile[0]).all())
    for number in range(len(limits), 0, -1):  # the first one has the last word
        limit = limits[number - 1]
        of_text = bounds[limit.measure][profile[0] if one else profile]
        reasons[limit.misses(measures[limit.measure], of_text)] = number
    return reasons


def misses(
    limits: Sequence[Limit],
    measures: Mapping[str, np.ndarray],
    bounds: Mapping[str, np.ndarray],
    profile: int,
    text: int,
) -> Iterator[Miss]:
    """Every limit that one text misses."""
    for limit in limits:
        value, bound = measures[limit.measure][text], bounds[limit.measure][profile]
        if limit.misses(value, bound):
            yield Miss(limit, float(value), float(bound))
