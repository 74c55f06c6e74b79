"""Options of deduplication."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.kind_table import kind_of
from lmkor_data.stage_table import DEDUP

#: Which documents lose repeated sentences: those of some kinds (`kind_table.py`), all, or none.
SENTENCE_MODES = ("auto", "drop-repeats", "off")

#: Which document of a cluster survives. `source:a,b` prefers source a, then b, then the others.
KEEP = ("longest", "oldest", "newest", "id")


@dataclass(frozen=True)
class DedupOptions:
    """Parameters of a run; a run with others gives another result."""

    sentences: str = "auto"
    max_repeats: int = 1  #: maximum occurrences of a sentence in the corpus
    threshold: float = 0.8  #: Jaccard similarity from which documents are near copies
    near: bool = True  #: whether to look for near copies
    keep: str = "longest"
    seed: int = 1  #: seed of the MinHash permutations

    def __post_init__(self) -> None:
        if self.sentences not in SENTENCE_MODES:
            raise LmkorError(
                f"--sentences {self.sentences}: must be one of {', '.join(SENTENCE_MODES)}."
            )
        if self.max_repeats < 1:
            raise LmkorError(
                "--max-repeats must be at least 1. To keep all sentences, use --sentences off."
            )
        if not 0.3 <= self.threshold <= 1:
            raise LmkorError(
                f"--threshold {self.threshold}: must be a Jaccard similarity from 0.3 to 1. "
                f"Lower ones would compare half the corpus with the other half."
            )
        if self.keep not in KEEP and not self.preferred_sources:
            raise LmkorError(
                f"--keep {self.keep}: must be one of {', '.join(KEEP)}, or source:A,B."
            )

    @property
    def preferred_sources(self) -> list[str]:
        """The sources of `--keep source:a,b`, best first; empty for other rules."""
        rule, _, names = self.keep.partition(":")
        return [name for name in names.split(",") if name] if rule == "source" else []

    def subject(self, kind: str | None) -> bool:
        """Tell whether repeated sentences are removed from documents of this kind."""
        if self.sentences == "auto":
            return kind_of(kind).repeats == "once"
        return self.sentences == "drop-repeats"

    def to_json(self) -> dict[str, Any]:
        """Return the options and the version of the rules, as stored beside the output."""
        return asdict(self) | {"version": DEDUP.rules}
