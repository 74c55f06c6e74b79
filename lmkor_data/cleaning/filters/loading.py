"""Load filters by name: those of the package, by entry point, or as `module:Class`.

A package offers filters in its `pyproject.toml`, under a name of its own:

    [project.entry-points."lmkor_data.filters"]
    lottery = "my_package.filters:LotteryNumbers"

A user gives that name, or `my_module:LotteryNumbers` for a file in the working directory or on
PYTHONPATH, to `clean --filter`, or writes a table of thresholds into a profile file:

    [reviews.document.lottery]
    most = 5
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from lmkor_data.cleaning.filters.base import DocumentFilter, Filter, SentenceFilter
from lmkor_data.errors import LmkorError
from lmkor_data.extensions import load_extension

AnyFilter = TypeVar("AnyFilter", bound=Filter)


@dataclass(frozen=True)
class FilterChoice:
    """A filter from outside the package, and the thresholds that the user set."""

    name: str  #: entry point or `module:Class`
    thresholds: tuple[tuple[str, float | str], ...] = ()

    def filter(self) -> Filter:
        """Make the filter. Raises LmkorError where there is none, or a threshold is unknown."""
        kind = filter_class(self.name)
        known = {f.name for f in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else ()
        for name, _ in self.thresholds:
            if name not in known:
                raise LmkorError(
                    f"The filter {self.name} has no threshold {name!r}"
                    + (f", only {', '.join(sorted(known))}." if known else ".")
                )
        return kind(**dict(self.thresholds))


def filter_class(name: str) -> type[Filter]:
    """Return the class that an entry point or `module:Class` names.

    Raises LmkorError where there is none, or it is neither a document nor a sentence filter.
    """
    found = load_extension("filter", name)
    if not isinstance(found, type) or not issubclass(found, DocumentFilter | SentenceFilter):
        raise LmkorError(
            f"{name} is not a filter. Derive it from DocumentFilter or SentenceFilter of "
            f"lmkor_data.cleaning.filters.base."
        )
    return found


def loaded(choices: Sequence[FilterChoice], kind: type[AnyFilter]) -> list[AnyFilter]:
    """Make those of the chosen filters that are of one kind."""
    filters = [choice.filter() for choice in choices]
    return [each for each in filters if isinstance(each, kind)]
