"""What a reader met in a file: rows kept, rows left out with reason and place, damage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
    Counts,
)
from lmkor_data.errors import LmkorError

#: Where a row gives no category and no option does.
UNCATEGORISED = "uncategorised"

#: So many bad rows of a file are named for each reason; all are counted.
_NAMED = 10


class DamagedError(LmkorError):
    """The input cannot be read beyond some point; what came before it is good."""


@dataclass
class Intake:
    """Account of one task: every row that a reader meets ends in `keep`, `drop` or `quarantine`.

    `category` and `source` are where rows count that have none of their own.
    """

    source: str
    category: str = UNCATEGORISED
    counts: Counts = field(default_factory=Counts)
    bad_rows: dict[str, int] = field(default_factory=dict)  #: by reason
    places: dict[str, list[str]] = field(default_factory=dict)  #: of the first, by reason
    notes: list[str] = field(default_factory=list)  #: what was guessed, in sentences
    rules: list[str] = field(default_factory=list)  #: how files were read, for --sniff

    def read(self, number: int) -> None:
        """So many bytes of input (unpacked) were gone through."""
        self.counts.add(self.category, self.source, BYTES_IN, number)

    def keep(self, documents: pa.RecordBatch) -> None:
        """Documents that are written; `documents` has the columns of a batch in memory."""
        sizes = pc.binary_length(documents.column("text"))
        keys = documents.select(["category", "source"]).append_column("bytes", sizes)
        sums = pa.Table.from_batches([keys]).group_by(["category", "source"])
        for row in sums.aggregate([("bytes", "sum"), ([], "count_all")]).to_pylist():
            key = row["category"], row["source"]
            self.counts.add(*key, DOCUMENTS_IN, row["count_all"])
            self.counts.add(*key, DOCUMENTS_OUT, row["count_all"])
            self.counts.add(*key, BYTES_OUT, row["bytes_sum"])

    def drop(self, reason: str, number: int = 1) -> None:
        """Sound rows that are no documents: a redirect, a row without text."""
        self.counts.add(self.category, self.source, DOCUMENTS_IN, number)
        self.counts.add(self.category, self.source, DROPPED + reason, number)

    def quarantine(self, reason: str, place: str) -> None:
        """A row that cannot be read; `place` tells where to look for it: `line 12`."""
        self.drop(reason)
        self.bad_rows[reason] = self.bad_rows.get(reason, 0) + 1
        places = self.places.setdefault(reason, [])
        if len(places) < _NAMED:
            places.append(place)

    def edit(self, step: str, number: int) -> None:
        """Documents in which something was left out or put right."""
        self.counts.add(self.category, self.source, EDITED + step, number)

    def note(self, sentence: str) -> None:
        """Something that the user should know of how a file was read."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def facts(self) -> dict[str, Any]:
        """What the manifest keeps beside the counts."""
        bad = {"bad_rows": self.bad_rows, "places": self.places} if self.bad_rows else {}
        return {**bad, "notes": self.notes} if self.notes else bad
