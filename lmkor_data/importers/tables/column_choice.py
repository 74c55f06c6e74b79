"""Which column of a table is what: as options name them, else guessed, and the guess told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.column_names import GROUPS, SYNONYMS, canonical
from lmkor_data.importers.tables.header_row import looks_like_data
from lmkor_data.importers.tables.table import Table
from lmkor_data.importers.tables.table_options import COLUMNS, TableOptions

_LETTER = re.compile(r"[^\W\d_]")
_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣᄀ-ᇿ]")

#: A column is text where this share of its values (not empty) hold letters.
_TEXTUAL = 0.5
_PROSE_ROWS = 5
#: Of the characters of Korean prose more than this share are Hangul.
_PROSE_SHARE = 0.4
#: A column that no name tells is the text only if it is this much longer than any other column
#: of text, and this long at the median.
_LONGER, _LONG = 2.0, 12


@dataclass
class Choice:
    """The columns to read."""

    wanted: dict[str, list[str]]  #: column of a document → columns of the table
    guessed: dict[str, list[str]] = field(default_factory=dict)  #: those that no option names

    def note(self) -> str:
        """The guess as one sentence; empty where nothing was guessed beyond equal names."""
        told = [
            f"{ours} ← {' + '.join(f'`{name}`' for name in theirs)}"
            for ours, theirs in self.guessed.items()
            if theirs != [_plain_name(ours)]
        ]
        return f"columns guessed by name: {', '.join(told)}" if told else ""


def choose(table: Table, options: TableOptions) -> Choice:
    """Choose the columns of a table.

    Raises `LmkorError` where a column that an option names is not there, or no column can be
    told to be the text.
    """
    names = [*table.names, *table.constants]
    given = {ours: [_named(theirs, names, table)] for ours, theirs in options.named}
    if options.text:
        given["text"] = [_named(theirs, names, table) for theirs in options.text]
    taken = {name for group in given.values() for name in group}
    guessed: dict[str, list[str]] = {}
    free = [name for name in names if name not in taken]
    for ours in ("title", "published_at", "rating", "category", "url", "id", "kind", "licence"):
        if ours not in given and (match := _by_name(ours, free, table)):
            guessed[ours] = [match]
            free.remove(match)
    if "text" not in given:
        guessed = {"text": _text(free, table, guessed), **guessed}
    fixed = {name for name in ("category", "kind") if getattr(options, name) is not None}
    for name in fixed:
        given.pop(name, None)
        guessed.pop(name, None)
    return Choice(given | guessed, guessed)


def _named(theirs: str, names: Sequence[str], table: Table) -> str:
    """The column that an option names: exactly, else as people write the same name, else the
    end of a path."""
    if theirs in names:
        return theirs
    same = [name for name in names if canonical(name) == canonical(theirs) and "." not in theirs]
    ends = [name for name in names if name.endswith((f".{theirs}", f"]{theirs}"))]
    for found in (same, ends):
        if len(found) == 1:
            return found[0]
    near = difflib.get_close_matches(theirs, names, 1, 0.5)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise LmkorError(
        f"{table.place} has no column `{theirs}`.{hint} Its columns: {_listed(names)}."
    )


def _by_name(ours: str, names: Sequence[str], table: Table) -> str | None:
    """The column whose name comes first among the names that people use."""
    by_name: dict[str, str] = {}
    for name in sorted(names, key=lambda n: (n.count("."), n.count("[]"))):
        by_name.setdefault(canonical(name), name)
    for known in SYNONYMS[ours]:
        if (found := by_name.get(known)) and _fits(ours, found, table):
            return found
    return None


def _fits(ours: str, name: str, table: Table) -> bool:
    """Whether the values of a column can be what its name says."""
    if name in table.constants:
        return True
    values = [value for value in table.sample.get(name, ()) if value and value.strip()]
    if not values:
        return True
    if ours == "text":
        return sum(bool(_LETTER.search(value)) for value in values) >= _TEXTUAL * len(values)
    if ours == "rating":
        return sum(_ratable(value) for value in values) >= _TEXTUAL * len(values)
    if ours == "published_at":
        return sum(any(c.isdigit() for c in value) for value in values) >= _TEXTUAL * len(values)
    if ours == "url":
        return any("/" in value for value in values)
    if ours == "category":
        return max(map(len, values)) <= 85 and sum("\n" in v for v in values) == 0
    if ours == "title":
        return sorted(map(len, values))[len(values) // 2] <= 200
    return True


def _ratable(value: str) -> bool:
    return len(value) <= 20 and (any(c.isdigit() for c in value) or "★" in value or "☆" in value)


def _text(names: Sequence[str], table: Table, guessed: dict[str, list[str]]) -> list[str]:
    """The columns of the text: by name, as a known pair, else the one that is plainly prose."""
    by_name = {canonical(name): name for name in reversed(names)}
    for group in GROUPS:
        if all(name in by_name and _fits("text", by_name[name], table) for name in group):
            return [by_name[name] for name in group]
    match = _by_name("text", names, table)
    if match:
        return [match]
    rows = max(map(len, table.sample.values()), default=0)
    if rows < _PROSE_ROWS:
        raise LmkorError(_untold(names, table))
    prose = sorted(((_length(name, table), name) for name in names), reverse=True)
    if prose and prose[0][0] >= _LONG and (len(prose) == 1 or prose[0][0] >= _LONGER * prose[1][0]):
        return [prose[0][1]]
    if "title" in guessed and not prose[:1] > [(0, "")]:
        return guessed.pop("title")  # titles alone, of news or products: they are the text
    raise LmkorError(_untold(names, table))


def _length(name: str, table: Table) -> int:
    """The median length of a column of Korean prose; 0 of other columns."""
    values = [value for value in table.sample.get(name, ()) if value and value.strip()]
    korean = sum(bool(_HANGUL.search(value)) for value in values)
    if len(values) < _PROSE_ROWS or korean < 0.6 * len(values):
        return 0
    letters = sum(len(_HANGUL.findall(value)) for value in values)
    if letters < _PROSE_SHARE * sum(map(len, values)):
        return 0  # opening hours, addresses, lists of numbers
    if len(set(values)) * 2 < len(values):
        return 0  # labels, which repeat
    return sorted(map(len, values))[len(values) // 2]


def _untold(names: Sequence[str], table: Table) -> str:
    told = f"{table.place}: no column can be told to be the text. "
    if looks_like_data(table.names):
        return told + (
            f"The first row ({_listed(table.names[:4])}) looks like data: name the columns of a "
            f"table without a header row with --columns, or, where each line is a text, use "
            f"`lmkor-data import texts --per line`."
        )
    return told + f"Name it with --text-column. Its columns: {_listed(names)}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name if len(name) <= 40 else f"{name[:40]}…" for name in names[:30])
    return shown + (f" and {len(names) - 30} more" if len(names) > 30 else "")


def _plain_name(ours: str) -> str:
    return COLUMNS.get(ours, ours)
