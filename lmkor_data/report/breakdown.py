"""Closing table of a stage by category or source: what was kept and why documents were dropped."""

from __future__ import annotations

from collections import Counter, defaultdict

from rich.table import Table

from lmkor_data.engine.counts import (
    BYTES_DROPPED,
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)
from lmkor_data.report.tables import share, size, table

#: Columns to group by.
GROUPS = ("category", "source")

#: Reasons with a column of their own; the remaining ones are summed up as "other".
_REASONS = 6


def breakdown(counts: Counts, by: str) -> Table:
    """Build a table with one row per group, largest first: shares kept and dropped.

    Shares are of bytes if the stage reports dropped bytes by reason, otherwise of documents.
    """
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for category, source, measure, amount in counts.rows():
        sums[category if by == "category" else source][measure] += amount
    in_bytes = bool(counts.by_measure(BYTES_DROPPED))
    prefix, went_in, came_out = (
        (BYTES_DROPPED, BYTES_IN, BYTES_OUT) if in_bytes else (DROPPED, DOCUMENTS_IN, DOCUMENTS_OUT)
    )
    every = list(counts.by_measure(prefix))
    shown, rest = every[:_REASONS], every[_REASONS:]
    rows = []
    for group, of in sorted(sums.items(), key=lambda item: (-item[1][BYTES_IN], item[0])):
        taken = [of[prefix + reason] for reason in shown]
        taken += [sum(of[prefix + reason] for reason in rest)] if rest else []
        shares = [share(number, of[went_in]) for number in (of[came_out], *taken)]
        rows.append((group, f"{of[DOCUMENTS_IN]:,}", size(of[BYTES_IN]), *shares))
    header = (by, "documents", "text", "kept", *shown, *(["other"] if rest else []))
    made = table(header, rows)
    for column in made.columns[:4]:
        column.no_wrap = True
    made.caption = "shares of bytes" if in_bytes else "shares of documents"
    made.caption_justify = "left"
    return made
