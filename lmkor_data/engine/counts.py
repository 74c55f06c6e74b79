"""Sums that a task reports: by category, source and measure; adding is all they know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

#: Measures that every stage reports. A dropped document counts under `dropped/<reason>`, a
#: document that a step changed under `edited/<step>`.
DOCUMENTS_IN, DOCUMENTS_OUT = "documents_in", "documents_out"
BYTES_IN, BYTES_OUT = "bytes_in", "bytes_out"
DROPPED, EDITED = "dropped/", "edited/"
#: Of stages that tell it: the bytes that a reason took, parts of documents included.
BYTES_DROPPED = "bytes_dropped/"


class Counts:
    """Mergeable sums: `counts.add("food", "naver", "dropped/too short", 3)`."""

    def __init__(self, sums: Counter[tuple[str, str, str]] | None = None) -> None:
        self._sums: Counter[tuple[str, str, str]] = sums if sums is not None else Counter()

    def add(self, category: str, source: str, measure: str, amount: int = 1) -> None:
        """Add to one sum."""
        if amount:
            self._sums[category, source, measure] += amount

    def merge(self, other: Counts) -> None:
        """Add every sum of `other`."""
        self._sums.update(other._sums)

    def total(self, measure: str) -> int:
        """Sum of a measure over categories and sources."""
        return sum(n for (_, _, m), n in self._sums.items() if m == measure)

    def by_measure(self, prefix: str = "") -> dict[str, int]:
        """Totals of the measures that start with `prefix`, most first, the prefix taken off."""
        return self._grouped(lambda key: key[2].removeprefix(prefix), prefix)

    def by_category(self, measure: str) -> dict[str, int]:
        """Sums of a measure by category, largest first."""
        return self._grouped(lambda key: key[0], measure, exact=True)

    def by_source(self, measure: str) -> dict[str, int]:
        """Sums of a measure by source, largest first."""
        return self._grouped(lambda key: key[1], measure, exact=True)

    def by_group(self, measure: str) -> dict[tuple[str, str], int]:
        """By category and source."""
        return {(c, s): n for (c, s, m), n in self._sums.items() if m == measure}

    def rows(self) -> Iterable[tuple[str, str, str, int]]:
        """Every sum as (category, source, measure, amount), sorted."""
        return [(*key, amount) for key, amount in sorted(self._sums.items())]

    def missing(self) -> int:
        """Documents that went in and neither came out nor were dropped: always 0."""
        dropped = sum(self.by_measure(DROPPED).values())
        return self.total(DOCUMENTS_IN) - self.total(DOCUMENTS_OUT) - dropped

    def to_json(self) -> list[list[Any]]:
        """Every sum as `[category, source, measure, amount]`, sorted."""
        return [list(row) for row in self.rows()]

    @classmethod
    def from_json(cls, rows: Iterable[list[Any]]) -> Counts:
        """Counts from what `to_json` gave."""
        return cls(Counter({(c, s, m): n for c, s, m, n in rows}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counts) and self._sums == other._sums

    def __repr__(self) -> str:
        return f"Counts({dict(self._sums)!r})"

    def _grouped(self, group: Any, prefix: str, exact: bool = False) -> dict[str, int]:
        grouped: Counter[str] = Counter()
        for key, amount in self._sums.items():
            if key[2] == prefix if exact else key[2].startswith(prefix):
                grouped[group(key)] += amount
        return dict(sorted(grouped.items(), key=lambda item: (-item[1], item[0])))
