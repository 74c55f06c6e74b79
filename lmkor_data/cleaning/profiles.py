"""Bounds by kind of text: `profiles.toml`, or a file of the user's in the same form."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.filters.base import DocumentFilter, Filter, FilterChain, SentenceFilter
from lmkor_data.cleaning.filters.document_filters import DOCUMENT_FILTERS, Empty
from lmkor_data.cleaning.filters.loading import AnyFilter, FilterChoice, loaded
from lmkor_data.cleaning.filters.sentence_filters import SENTENCE_FILTERS
from lmkor_data.errors import LmkorError
from lmkor_data.kind_table import KINDS, OTHER, LineBreak, kind_of

DEFAULT = "reviews"


#: Names of thresholds in profile files written before 2026-11-29.
OLD_NAMES = {
    "pairs": "distinct_bigrams",
    "word_length": "mean_word_length",
    "fresh": "novel_bigram_share",
    "repeated_lines": "duplicate_line_share",
    "two_words": "top_2gram_share",
    "three_words": "top_3gram_share",
    "four_words": "top_4gram_share",
    "listed": "list_mark_share",
}

Bounds = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Profile:
    """Bounds for one kind of text; see `profiles.toml`."""

    name: str
    kinds: tuple[str, ...] = ()  #: take this profile, whatever the table of kinds says
    line_breaks: LineBreak | None = None  #: None: as the table of kinds says
    keep_code: bool = False  #: whether clean text keeps what stands between fences
    document: Bounds = ()  #: by name; what is not named has the filter's default
    sentence: Bounds = ()
    filters: tuple[FilterChoice, ...] = ()  #: from outside the package

    def document_filters(self) -> list[DocumentFilter]:
        """Return the document filters with the thresholds of this profile."""
        own = [_with_thresholds(kind, self.document) for kind in DOCUMENT_FILTERS]
        return own + loaded(self.filters, DocumentFilter)  # type: ignore[type-abstract]

    def sentence_filters(self) -> list[SentenceFilter]:
        """Return the sentence filters with the thresholds of this profile."""
        own = [_with_thresholds(kind, self.sentence) for kind in SENTENCE_FILTERS]
        return own + loaded(self.filters, SentenceFilter)  # type: ignore[type-abstract]

    def to_json(self) -> dict[str, Any]:
        """Return what a manifest keeps of the profile."""
        filters = {choice.name: dict(choice.thresholds) for choice in self.filters}
        described = {**asdict(self), "document": dict(self.document)}
        return {**described, "sentence": dict(self.sentence), "filters": filters}


def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles of the package."""
    content = resources.files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8")
    return parse_profiles(content, "profiles.toml")


def read_profiles(path: Path) -> tuple[Profile, ...]:
    """Return the profiles of a file. Raises LmkorError where it does not describe profiles."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        raise LmkorError(f"{path} is not UTF-8 text. Save it as UTF-8.") from cause
    return parse_profiles(content, str(path))


def parse_profiles(content: str, file: str) -> tuple[Profile, ...]:
    """Return the profiles of `content`. Raises LmkorError, naming `file`, on a fault."""
    try:
        profiles = tuple(_profile(name, t) for name, t in tomllib.loads(content).items())
        _require_one_profile_a_kind(profiles)
    except (tomllib.TOMLDecodeError, ValueError) as cause:
        raise LmkorError(f"{file} does not describe profiles: {cause}.") from cause
    if DEFAULT not in [profile.name for profile in profiles]:
        raise LmkorError(
            f"{file} has no profile [{DEFAULT}], which documents of any other kind take."
        )
    return profiles


def _profile(name: str, table: Any) -> Profile:
    values = _table(name, table, ("kinds", "line_breaks", "code", "document", "sentence"))
    kinds, breaks = values.get("kinds", []), values.get("line_breaks")
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise ValueError(f'[{name}] kinds must be a list such as ["review"], not {kinds!r}')
    if breaks not in ("soft", "hard", None):
        raise ValueError(f"[{name}] line_breaks must be soft or hard, not {breaks!r}")
    code = values.get("code", "drop")
    if code not in ("keep", "drop"):
        raise ValueError(f"[{name}] code must be keep or drop, not {code!r}")
    document, filters = _thresholds(f"{name}.document", values, DOCUMENT_FILTERS)
    sentence, others = _thresholds(f"{name}.sentence", values, SENTENCE_FILTERS)
    return Profile(
        name, tuple(kinds), breaks, code == "keep", document, sentence, (*filters, *others)
    )


def _thresholds(
    name: str, profile: dict[str, Any], kinds: Sequence[type[Filter]]
) -> tuple[Bounds, tuple[FilterChoice, ...]]:
    """Return the thresholds of a table, and the filters from outside that are its subtables."""
    known = threshold_names(kinds)
    table = profile.get(name.rpartition(".")[2], {})
    if not isinstance(table, dict):
        raise ValueError(f"{name} must be a table [{name}], not {table!r}")
    thresholds: dict[str, float] = {}
    filters: list[FilterChoice] = []
    for key, value in table.items():
        own = OLD_NAMES.get(key, key)
        if isinstance(value, dict):
            filters.append(FilterChoice(key, tuple(value.items())))
        elif own not in known:
            raise ValueError(f"[{name}] {key} is not known, only {', '.join(known)}")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"[{name}] {key} must be a number, not {value!r}")
        else:
            thresholds[own] = value
    return tuple(thresholds.items()), tuple(filters)


def threshold_names(kinds: Sequence[type[Filter]]) -> list[str]:
    """Return the names that a profile file may give thresholds."""
    return [f.name for kind in kinds if kind is not Empty for f in fields(kind)]  # type: ignore[arg-type]


def _with_thresholds(kind: type[AnyFilter], thresholds: Bounds) -> AnyFilter:
    wanted = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in thresholds if name in wanted})


def _table(name: str, table: Any, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Return `table`, which has no other keys than those."""
    if not isinstance(table, dict):
        raise ValueError(f"{name} must be a table [{name}], not {table!r}")
    for key in table:
        if key not in wanted:
            raise ValueError(f"[{name}] {key} is not known, only {', '.join(wanted)}")
    return table


def _require_one_profile_a_kind(profiles: tuple[Profile, ...]) -> None:
    taken: dict[str, str] = {}
    for profile in profiles:
        for kind in profile.kinds:
            if taken.setdefault(kind, profile.name) != profile.name:
                raise ValueError(f"the kind {kind} is in [{taken[kind]}] and in [{profile.name}]")


class ProfileSelection:
    """Which profile each document takes, and the filters of all profiles."""

    def __init__(
        self, profiles: tuple[Profile, ...], always: str | None, filters: Sequence[str] = ()
    ) -> None:
        """Take the profile `always` for every document, if given; add `filters` to all profiles.

        Raises LmkorError where there is no such profile or filter.
        """
        added = tuple(FilterChoice(name) for name in filters)
        profiles = tuple(replace(p, filters=(*p.filters, *added)) for p in profiles)
        names = [profile.name for profile in profiles]
        for name in (always, DEFAULT):
            if name is not None and name not in names:
                raise LmkorError(f"There is no profile {name!r}, only {', '.join(names)}.")
        self._always = None if always is None else names.index(always)
        self._default = names.index(DEFAULT)
        self._of_kind = {kind: i for i, p in enumerate(profiles) for kind in p.kinds}
        self._line_breaks = [p.line_breaks for p in profiles]
        self.keep_code = np.array([p.keep_code for p in profiles], np.bool_)
        self.names = names
        self.document = FilterChain([p.document_filters() for p in profiles])
        self.sentence = FilterChain([p.sentence_filters() for p in profiles])

    def least(self, threshold: str) -> NDArray[np.float64]:
        """Return a threshold of the first sentence filter that has it, a value a profile."""
        found = ((getattr(f, threshold, None) for f in chain) for chain in self.sentence.by_profile)
        return np.array([next(v for v in values if v is not None) for values in found], float)

    def of(self, kinds: list[str | None]) -> NDArray[np.int64]:
        """Return the number of each document's profile, from its `kind`."""
        if self._always is not None:
            return np.full(len(kinds), self._always, np.int64)
        return np.array([self._profile_of(kind) for kind in kinds], np.int64)

    def soft(self, kinds: list[str | None]) -> NDArray[np.bool_]:
        """Return whether a single line break is a blank, for each `kind`."""
        breaks = [self._line_break(kind) for kind in kinds]
        return np.array([line_break == "soft" for line_break in breaks], np.bool_)

    def _profile_of(self, kind: str | None) -> int:
        by_table = kind_of(kind).profile
        number = self.names.index(by_table) if by_table in self.names else self._default
        return self._of_kind.get(kind or "", number)

    def _line_break(self, kind: str | None) -> LineBreak:
        number = self._profile_of(kind) if self._always is None else self._always
        own = self._line_breaks[number]
        if own is not None:
            return own
        known = kind_of(kind)
        if known is OTHER and self._always is not None:
            name = self.names[number]
            return next((k.line_break for k in KINDS if k.profile == name), OTHER.line_break)
        return known.line_break
