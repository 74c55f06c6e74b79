"""Thresholds by kind of text: `profiles.toml`, or a file of the user's in the same form."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
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
    return parse_profiles(path.read_text(encoding="utf-8"), str(path))


def parse_profiles(content: str, file: str) -> tuple[Profile, ...]:
    try:
        return tuple(_profile(name, table) for name, table in tomllib.loads(content).items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as cause:
        raise LmkorError(f"{file} does not describe profiles: {cause}.") from cause


def _profile(name: str, table: dict[str, Any]) -> Profile:
    breaks = table["line_breaks"]
    if breaks not in ("soft", "hard"):
        raise ValueError(f"line_breaks must be soft or hard, not {breaks!r}")
    return Profile(
        name,
        tuple(table["kinds"]),
        breaks == "soft",
        DocumentLimits(**table["document"]),
        SentenceLimits(**table["sentence"]),
    )


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
