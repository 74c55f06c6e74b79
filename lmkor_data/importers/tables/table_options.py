"""Which column of a table is what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lmkor_data.errors import LmkorError
from lmkor_data.importers.importer import ImportOptions

#: Column of a document → what the column is called in a table where no option names it. The text
#: and what an option names must be there, these need not.
USUAL = {
    "id": "id",
    "category": "category",
    "kind": "kind",
    "url": "url",
    "title": "title",
    "published_at": "date",
    "rating": "rating",
}


@dataclass(frozen=True, kw_only=True)
class TableOptions(ImportOptions):
    """How rows become documents. All other columns of a table, names of people too, stay behind.

    Without `category`, a row's category is that of the category column.
    """

    kind: str | None = None  #: of all rows; None: as the column `kind` says
    text: tuple[str, ...] = ("text",)  #: columns whose texts, joined by a line break, are the text
    named: tuple[tuple[str, str], ...] = ()  #: (column of a document, column of the table)
    header: tuple[str, ...] | None = None  #: names for the columns of a CSV file that has none
    delimiter: str | None = None  #: of CSV; None: looked for
    encoding: str | None = None  #: None: looked for
    format: str | None = None  #: csv, jsonl or parquet; None: by name and content

    def columns(self, available: Iterable[str], where: str) -> dict[str, list[str]]:
        """Column of a document → columns of the table, of those that it has.

        Raises `LmkorError` where the text column, or one that an option names, is not there.
        """
        names = list(available)
        wanted = {"text": list(self.text), **{ours: [theirs] for ours, theirs in self.named}}
        for theirs in (name for group in wanted.values() for name in group):
            if theirs not in names:
                raise LmkorError(
                    f"{where} has no column `{theirs}`; its columns: {', '.join(names)}. "
                    f"Name one of them, with --text-column for the text."
                )
        usual = {o: [t] for o, t in USUAL.items() if o not in wanted and t in names}
        fixed = {name for name in ("category", "kind") if getattr(self, name) is not None}
        return {ours: theirs for ours, theirs in (wanted | usual).items() if ours not in fixed}
