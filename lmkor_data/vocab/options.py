"""Options of `build_vocab`."""

from __future__ import annotations

from dataclasses import dataclass, field

MODELS = ("wordpiece", "bpe", "unigram")
#: Names of people with few documents: left out, or learned like other words.
NAMES = DROP, KEEP = ("drop", "keep")
#: What `temperature` balances.
BALANCES = GROUP, KIND = ("group", "kind")
STYLES = ("bert", "gpt")


@dataclass(frozen=True)
class VocabOptions:
    """Parameters of `build_vocab`."""

    size: int = 40_000  #: learned entries, including the five special ones
    unused: int = 2_000  #: `[unusedK]` entries after them, for domain terms
    min_count: int = 2  #: minimum count of a pair to merge
    word_budget: int = 4_000_000  #: maximum word types to train from; see `word_sampling`
    weights: dict[str, float] = field(default_factory=dict)  #: category → factor of its counts
    temperature: float = 0.5  #: exponent of shares; below 1 raises small kinds or groups
    trainer: str = "lmkor"  #: of WordPiece entries; see `trainers.find_trainer`
    style: str = "bert"  #: one of STYLES: the model inputs that the tokenizer returns
    max_length: int = 512  #: `model_max_length` of the tokenizer folder
    model: str = "wordpiece"  #: one of MODELS
    sample: float = 1.0  #: share of documents to count, chosen by a hash of their id
    balance: str = KIND  #: one of BALANCES: each kind of text, or each category and source
    extend: str | None = None  #: folder of a byte-level BPE tokenizer to which to add `size` pieces
    names: str = KEEP  #: one of NAMES; of WordPiece entries
