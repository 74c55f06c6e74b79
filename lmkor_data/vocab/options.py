"""Options of `build_vocab`."""

from __future__ import annotations

from dataclasses import dataclass, field

TRAINERS = ("lmkor", "huggingface")
STYLES = ("bert", "gpt")


@dataclass(frozen=True)
class VocabOptions:
    """Parameters of `build_vocab`."""

    size: int = 40_000  #: learned entries, including the five special ones
    unused: int = 2_000  #: `[unusedK]` entries after them, for domain terms
    min_count: int = 2  #: minimum count of a pair to merge
    word_budget: int = 4_000_000  #: maximum word types to train from; see `word_sampling`
    weights: dict[str, float] = field(default_factory=dict)  #: category → factor of its counts
    temperature: float = 1.0  #: exponent of group shares; below 1 raises small groups
    trainer: str = "lmkor"  #: one of TRAINERS
    style: str = "bert"  #: one of STYLES: the model inputs that the tokenizer returns
    max_length: int = 512  #: `model_max_length` of the tokenizer folder
