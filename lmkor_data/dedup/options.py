"""What a user may choose about deduplication."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.stages import DEDUP

#: Which sentences are subject to the rule: those of running talk, of every kind, of none.
SENTENCE_MODES = ("auto", "drop-repeats", "off")

#: Edited prose, where a sentence that many articles share is no noise: `auto` leaves it alone.
EDITED_KINDS = ("encyclopedia", "news")

#: Who stays of a cluster. `source:a,b` prefers source a, then b, then the others.
KEEP = ("longest", "oldest", "newest", "id")


@dataclass(frozen=True)
class DedupOptions:
    """Parameters of a run; other ones make another result."""

    sentences: str = "auto"
    max_repeats: int = 1  #: how often a sentence may stand in the corpus
    threshold: float = 0.8  #: Jaccard similarity from which two documents are one
    near: bool = True  #: False: exact copies only
    keep: str = "longest"
    seed: int = 1  #: of the MinHash permutations

    def __post_init__(self) -> None:
        if self.sentences not in SENTENCE_MODES:
            raise LmkorError(f"--sentences {self.sentences}: give one of {SENTENCE_MODES}.")
        if self.max_repeats < 1:
            raise LmkorError("--max-repeats: at least 1; to keep all, --sentences off.")
        if not 0.3 <= self.threshold <= 1:
            raise LmkorError(
                f"--threshold {self.threshold}: give a Jaccard similarity from 0.3 to 1. "
                f"Below that, half the corpus would have to be compared with the other half."
            )
        if self.keep not in KEEP and not self.preferred_sources:
            raise LmkorError(f"--keep {self.keep}: give one of {', '.join(KEEP)}, source:A,B.")

    @property
    def preferred_sources(self) -> list[str]:
        """The sources of `--keep source:a,b`, best first; empty for the other rules."""
        rule, _, names = self.keep.partition(":")
        return [name for name in names.split(",") if name] if rule == "source" else []

    def subject(self, kind: str | None) -> bool:
        """Whether repeated sentences go from documents of this kind."""
        if self.sentences == "auto":
            return kind not in EDITED_KINDS
        return self.sentences == "drop-repeats"

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"version": DEDUP.rules}
