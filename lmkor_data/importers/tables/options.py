"""What the user says about a table, and which of its columns that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmkor_data.errors import LmkorError

#: What a column is called where the user does not say.
USUAL = {
    "category": ("category",),
    "id": ("id",),
    "title": ("title",),
    "url": ("url",),
    "date": ("published_at", "date"),
    "rating": ("rating",),
    "source": ("source",),
}


@dataclass(frozen=True)
class TableOptions:
    """Names of columns, and values that stand for all rows. JSON-able."""

    source: str | None = None  #: None: the column `source`, else the file's name
    category: str | None = None  #: None: the category column
    kind: str | None = None
    text: tuple[str, ...] = ("text",)  #: several are joined with a newline
    category_column: str | None = None
    id_column: str | None = None
    title_column: str | None = None
    url_column: str | None = None
    date_column: str | None = None
    rating_column: str | None = None
    limit: int | None = None  #: rows of each file


@dataclass(frozen=True)
class Columns:
    """The columns of one file that its documents are made of."""

    text: tuple[str, ...]
    category: str | None
    id: str | None
    title: str | None
    url: str | None
    date: str | None
    rating: str | None
    source: str | None

    @property
    def wanted(self) -> list[str]:
        named = (self.category, self.id, self.title, self.url, self.date, self.rating, self.source)
        return list(dict.fromkeys([*self.text, *(name for name in named if name)]))


def choose_columns(options: TableOptions, names: Sequence[str], where: str) -> Columns:
    """The columns to read among those of a file.

    Raises `LmkorError` where a column that the user named, or a text column, is not there, and
    where neither a category nor a column with it is given.
    """
    asked = [
        *options.text,
        *filter(
            None,
            (
                options.category_column,
                options.id_column,
                options.title_column,
                options.url_column,
                options.date_column,
                options.rating_column,
            ),
        ),
    ]
    for name in asked:
        if name not in names:
            hint = "Name it with --text-column." if name in options.text else ""
            raise LmkorError(f"{where} has no column `{name}`; it has {_listed(names)}. {hint}")

    def column(role: str, named: str | None) -> str | None:
        return named or next((name for name in USUAL[role] if name in names), None)

    category = None if options.category else column("category", options.category_column)
    if not options.category and not category:
        raise LmkorError(f"{where} has no column `category`. Give --category or --category-column.")
    return Columns(
        text=options.text,
        category=category,
        id=column("id", options.id_column),
        title=column("title", options.title_column),
        url=column("url", options.url_column),
        date=column("date", options.date_column),
        rating=column("rating", options.rating_column),
        source=None if options.source else column("source", None),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:30]) or "none"
