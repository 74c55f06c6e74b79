"""Sets of names, written as one text."""

from __future__ import annotations


def name_set(names: str) -> frozenset[str]:
    """The names between blanks."""
    return frozenset(names.split())
