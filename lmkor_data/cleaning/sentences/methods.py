"""The splitters by name."""

from __future__ import annotations

from lmkor_data.cleaning.sentences.splitter import Splitter


def splitter(name: str) -> Splitter | None:
    """The splitter of that name (none for `none`); what it needs is imported now, not before."""
    if name == "kss":
        from lmkor_data.cleaning.sentences.kss import KssSplitter

        return KssSplitter()
    if name == "fast":
        from lmkor_data.cleaning.sentences.fast import FastSplitter

        return FastSplitter()
    return None
