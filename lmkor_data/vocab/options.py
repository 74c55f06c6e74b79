"""What a user can choose about a vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, field

TRAINERS = ("lmkor", "huggingface")
STYLES = ("bert", "gpt")


@dataclass(frozen=True)
class VocabOptions:
    """Parameters of `build_vocab`."""

    size: int = 40_000  #: learned entries, the five special ones among them
    unused: int = 2_000  #: `[unusedK]` entries after them, to hold the terms of a domain
    min_count: int = 2  #: pairs of pieces that stand less often in the corpus are not joined
    word_budget: int = 4_000_000  #: different words to train from; more are sampled, see `sampling`
    weights: dict[str, float] = field(default_factory=dict)  #: what a word of a category counts for
    temperature: float = 1.0  #: below 1 small categories and sources count for more
    trainer: str = "lmkor"  #: one of TRAINERS
    style: str = "bert"  #: one of STYLES: what the tokenizer gives to a model
    max_length: int = 512  #: `model_max_length` of the tokenizer folder
