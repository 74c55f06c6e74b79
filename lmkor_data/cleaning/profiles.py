"""Thresholds by kind of text: `profiles.toml`, or a file of the user's in the same form."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from lmkor_data.errors import LmkorError

DEFAULT = "reviews"


@dataclass(frozen=True)
class DocumentLimits:
    """What a document must have; see `profiles.toml`."""

    letters: int
    pairs: int
    hangul: int
    hangul_share: float
    word_length: float
    fresh: float
    repeated_lines: float
    two_words: float
    three_words: float
    four_words: float
    anything: int = 1  #: a letter, at least: not for the table


@dataclass(frozen=True)
class SentenceLimits:
    """What a sentence must have; see `profiles.toml`."""

    letters: int
    hangul: int
    hangul_share: float
    words: int
    fresh: float
    listed: float


@dataclass(frozen=True)
class Profile:
    """One kind of text."""

    name: str
    kinds: tuple[str, ...]
    soft_breaks: bool
    document: DocumentLimits
    sentence: SentenceLimits


def shipped_profiles() -> tuple[Profile, ...]:
    """The profiles of the package."""
    content = resources.files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8")
    return parse_profiles(content, "profiles.toml")


def read_profiles(path: Path) -> tuple[Profile, ...]:
    """The profiles of a file. Raises LmkorError where it is not of the form of `profiles.toml`."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        raise LmkorError(f"{path} is not UTF-8 text. Save it as UTF-8.") from cause
    return parse_profiles(content, str(path))


def parse_profiles(content: str, file: str) -> tuple[Profile, ...]:
    """The profiles of `content`. Raises LmkorError, naming `file`, where it is of another form."""
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
    values = _table(name, table, ("kinds", "line_breaks", "document", "sentence"))
    kinds, breaks = values["kinds"], values["line_breaks"]
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise ValueError(f'[{name}] kinds must be a list such as ["review"], not {kinds!r}')
    if breaks not in ("soft", "hard"):
        raise ValueError(f"[{name}] line_breaks must be soft or hard, not {breaks!r}")
    document = _limits(f"{name}.document", values["document"], DocumentLimits)
    sentence = _limits(f"{name}.sentence", values["sentence"], SentenceLimits)
    return Profile(
        name, tuple(kinds), breaks == "soft", DocumentLimits(**document), SentenceLimits(**sentence)
    )


def _limits(name: str, table: Any, form: type) -> dict[str, Any]:
    wanted = tuple(f.name for f in fields(form) if f.default is MISSING)
    for key, value in _table(name, table, wanted).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"[{name}] {key} must be a number, not {value!r}")
    return dict(table)


def _table(name: str, table: Any, wanted: tuple[str, ...]) -> dict[str, Any]:
    """`table`, which has what is wanted and nothing else."""
    if not isinstance(table, dict):
        raise ValueError(f"{name} must be a table [{name}], not {table!r}")
    for key in wanted:
        if key not in table:
            raise ValueError(f"[{name}] has no {key}")
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


class Chosen:
    """Which profile each document takes, and the limits of all profiles as arrays."""

    def __init__(self, profiles: tuple[Profile, ...], always: str | None) -> None:
        names = [profile.name for profile in profiles]
        for name in (always, DEFAULT):
            if name is not None and name not in names:
                raise LmkorError(f"There is no profile {name!r}, only {', '.join(names)}.")
        self._always = None if always is None else names.index(always)
        self._default = names.index(DEFAULT)
        self._of_kind = {kind: i for i, p in enumerate(profiles) for kind in p.kinds}
        self.soft = np.array([p.soft_breaks for p in profiles])
        self.names = names
        self.document = _bounds([p.document for p in profiles])
        self.sentence = _bounds([p.sentence for p in profiles])

    def of(self, kinds: list[str | None]) -> np.ndarray:
        """int64: the number of each document's profile, from its `kind`."""
        if self._always is not None:
            return np.full(len(kinds), self._always, np.int64)
        by_kind = {kind: self._of_kind.get(kind or "", self._default) for kind in set(kinds)}
        return np.fromiter((by_kind[kind] for kind in kinds), np.int64, len(kinds))


def _bounds(limits: list[Any]) -> dict[str, np.ndarray]:
    """float64, an array a field, a value a profile."""
    return {
        f.name: np.array([getattr(p, f.name) for p in limits], float) for f in fields(limits[0])
    }
