"""What a user may choose about cleaning."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from lmkor_data.cleaning.profiles import Profile, shipped_profiles
from lmkor_data.stages import CLEAN

SENTENCES = ("kss", "fast", "none")
PERSONAL_DATA = ("mask", "remove")
#: Tags that documents may get, each a table of phrases.
TAGS = ("profanity",)


@dataclass(frozen=True)
class CleanOptions:
    """How to clean; written into the manifest."""

    sentences: str = "kss"  #: how text is split, one of SENTENCES
    personal_data: str = "mask"  #: one of PERSONAL_DATA
    profile: str | None = None  #: for all documents; None: by the `kind` of each
    tags: tuple[str, ...] = ()  #: which of TAGS to give
    profiles: tuple[Profile, ...] = field(default_factory=shipped_profiles)

    def to_json(self) -> dict[str, Any]:
        return {"version": CLEAN.rules, **asdict(self)}
