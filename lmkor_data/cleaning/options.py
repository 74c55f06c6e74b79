"""Options of the stage."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from lmkor_data.cleaning.profiles import Profile, shipped_profiles
from lmkor_data.stage_table import CLEAN

SENTENCES = ("fast", "kss", "none")
PERSONAL_DATA = ("mask", "remove")
#: Tags that documents may get, each a table of phrases.
TAGS = ("profanity",)


@dataclass(frozen=True)
class CleanOptions:
    """How to clean; the manifest keeps it."""

    sentences: str = "fast"  #: how text is split, one of SENTENCES
    personal_data: str = "mask"  #: one of PERSONAL_DATA
    profile: str | None = None  #: for all documents; None: by the `kind` of each
    tags: tuple[str, ...] = ()  #: which of TAGS to give
    filters: tuple[str, ...] = ()  #: from outside the package: entry points, or `module:Class`
    keep_code: bool = False  #: in all profiles, whatever they say
    quality: bool = False  #: write the column `quality`
    min_quality: float = 0.0  #: documents of less are dropped
    profiles: tuple[Profile, ...] = field(default_factory=shipped_profiles)

    def to_json(self) -> dict[str, Any]:
        """Return what the manifest keeps; other values mean other text."""
        return {
            "version": CLEAN.rules,
            **{f.name: getattr(self, f.name) for f in fields(self)},
            "profiles": [profile.to_json() for profile in self.profiles],
        }
