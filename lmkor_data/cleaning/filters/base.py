"""Base classes of filters. A filter is thresholds and one method; the base counts and times it.

| a filter that                | inherits from                                   | and defines  |
|------------------------------|-------------------------------------------------|--------------|
| drops documents              | `DocumentFilter`                                | `drops`      |
| leaves out sentences         | `SentenceFilter`                                | `drops`      |
| compares measures to bounds  | `Thresholds` beside one of the two              | its fields   |

    @dataclass(frozen=True)
    class LotteryNumbers(DocumentFilter):
        reason = "lottery numbers"
        most: int = 3

        def drops(self, units):
            return [text.count("당첨번호") > self.most for text in units.texts]

A filter of your own comes in without a fork: see `filters/loading.py`.
"""

from __future__ import annotations

import dataclasses
import functools
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, final

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from lmkor_data.errors import LmkorError


@dataclass(frozen=True)
class Units:
    """What a filter judges: the documents, or the sentences, of one batch and one profile."""

    count: int
    measures: Mapping[str, NDArray[Any]]  #: a value a unit; `line_measures` lists the names
    read_texts: Callable[[], list[str]]
    rows: pa.RecordBatch | None = None  #: of documents: id, kind, source, url, title, … as read

    def __len__(self) -> int:
        return self.count

    @functools.cached_property
    def texts(self) -> list[str]:
        """The text of each unit, decoded when first asked for."""
        return self.read_texts()

    def take(self, chosen: NDArray[np.int64]) -> Units:
        """Return the units with these numbers."""
        measures = {name: values[chosen] for name, values in self.measures.items()}
        rows = self.rows.take(pa.array(chosen)) if self.rows is not None else None
        return Units(len(chosen), measures, lambda: [self.texts[i] for i in chosen], rows)


@dataclass
class Ledger:
    """What the filters decided about a batch, and what each cost."""

    reasons: NDArray[np.int8]  #: number of the first reason found for each unit, 0 where none
    seconds: dict[str, float] = field(default_factory=dict)  #: CPU seconds by reason


class Filter(ABC):
    """A reason to drop a unit. Subclasses are frozen dataclasses of thresholds with defaults."""

    reason: ClassVar[str]  #: as reports and rejected/ give it

    @abstractmethod
    def drops(self, units: Units) -> ArrayLike:
        """Return a truth value a unit: True where it is to go."""

    def misses(self, units: Units, unit: int) -> list[str]:
        """Say why one unit goes, a line a threshold; empty if it stays."""
        return [self.reason] if np.asarray(self.drops(units), bool)[unit] else []

    @final
    def apply(self, units: Units, number: int, ledger: Ledger, rows: NDArray[np.int64]) -> None:
        """Write reason `number` into `ledger` for the units at `rows` that go and have none.

        Raises LmkorError where `drops` does not return one truth value a unit.
        """
        begin = time.thread_time()
        dropped = np.asarray(self.drops(units), np.bool_)
        if dropped.shape != (len(units),):
            raise LmkorError(
                f"The filter {type(self).__name__} returned {dropped.shape} values for "
                f"{len(units)} texts. `drops` must return one truth value a text."
            )
        hit = rows[dropped]
        ledger.reasons[hit[ledger.reasons[hit] == 0]] = number
        spent = ledger.seconds.get(self.reason, 0.0)
        ledger.seconds[self.reason] = spent + time.thread_time() - begin


class DocumentFilter(Filter):
    """A filter of whole documents, asked before they are split into sentences."""


class SentenceFilter(Filter):
    """A filter of sentences (of lines, where documents are not split)."""


class Thresholds(Filter):
    """A filter whose fields are bounds on measures of the same names; one missed is enough."""

    def drops(self, units: Units) -> NDArray[np.bool_]:
        """Return True where a bound is missed."""
        dropped = np.zeros(len(units), np.bool_)
        for bound in dataclasses.fields(self):  # type: ignore[arg-type]
            dropped |= self._missed(bound, units.measures[bound.name])
        return dropped

    def misses(self, units: Units, unit: int) -> list[str]:
        """Say which bounds one unit misses, with its values."""
        said = []
        for bound in dataclasses.fields(self):  # type: ignore[arg-type]
            values = units.measures[bound.name][unit : unit + 1]
            if self._missed(bound, values)[0]:
                sign = "at most" if bound.metadata["at_most"] else "at least"
                name, wanted = bound.name.replace("_", " "), getattr(self, bound.name)
                said.append(f"{self.reason}: {name} {values[0]:.4g}, {sign} {wanted:.4g} wanted")
        return said

    def _missed(self, bound: Any, values: NDArray[Any]) -> NDArray[np.bool_]:
        wanted = float(getattr(self, bound.name))
        missed: NDArray[np.bool_] = (
            values > wanted if bound.metadata["at_most"] else values < wanted
        )
        return missed


def at_least(default: float) -> Any:
    """Declare a field of `Thresholds`: the least value that stays."""
    return field(default=default, metadata={"at_most": False})


def at_most(default: float) -> Any:
    """Declare a field of `Thresholds`: the greatest value that stays."""
    return field(default=default, metadata={"at_most": True})


class FilterChain:
    """The filters of every profile, in the order in which they are asked."""

    def __init__(self, by_profile: Sequence[Sequence[Filter]]) -> None:
        self.by_profile = by_profile
        #: The reasons by number; the first stands for none.
        self.reasons = ["", *dict.fromkeys(f.reason for filters in by_profile for f in filters)]

    def judge(self, units: Units, profile: NDArray[np.int64]) -> Ledger:
        """Ask all filters; `profile` is the number of each unit's. The first reason counts."""
        ledger = Ledger(np.zeros(len(units), np.int8))
        for number in np.unique(profile):
            rows = np.flatnonzero(profile == number)
            chosen = units if len(rows) == len(units) else units.take(rows)
            for each in self.by_profile[number]:
                each.apply(chosen, self.reasons.index(each.reason), ledger, rows)
        return ledger

    def misses(self, units: Units, unit: int, profile: int) -> list[str]:
        """Say which thresholds of its profile one unit misses."""
        return [miss for each in self.by_profile[profile] for miss in each.misses(units, unit)]
