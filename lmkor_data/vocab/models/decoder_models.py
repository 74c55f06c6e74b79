"""Byte-level BPE and unigram with byte fallback, for decoder models.

Both keep case and white space, split digits, and decode to the text byte for byte. Ids: special
tokens, bytes, learned pieces, reserved tokens.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lmkor_data.vocab.counting.word_table import DECODER
from lmkor_data.vocab.models.base import Learned, VocabularyModel, id_ranges
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.tokenizer.decoder_folder import (
    SPECIAL,
    UNK,
    make_bpe,
    make_unigram,
    write_decoder,
)
from lmkor_data.vocab.training.bpe_trainer import BYTES, BytePieces, train_bpe
from lmkor_data.vocab.training.unigram_trainer import UnigramPieces, train_unigram
from lmkor_data.vocab.training.word_sampling import Survey, WeightedCounts

#: Share of the corpus's characters that become pieces; the rest is left to byte fallback, as in
#: SentencePiece's advice for large alphabets.
_COVERAGE = 0.9995
#: Maximum share of single characters among the learned pieces.
_CHARACTER_SHARE = 0.5

_SPECIAL_NAMES = ", ".join(f"`{name}`" for name in SPECIAL)
_RESERVED = "`<|reserved_K|>`: special tokens without a use yet"


class BpeModel(VocabularyModel):
    """Byte-level BPE: no text is unknown."""

    pretokenizer = DECODER

    def __init__(self, options: VocabOptions) -> None:
        super().__init__(options)
        self._learned = BytePieces([], [], 0)

    def learn(self, counts: WeightedCounts, seen: Survey) -> Learned:
        """Learn bytes and merges."""
        options = self.options
        drawn, facts = self.draw(counts, seen)
        room = max(len(BYTES), options.size - len(SPECIAL))
        self._learned = train_bpe(drawn.words, drawn.counts, room, options.min_count * drawn.unit)
        learned = len(self._learned.tokens) + len(SPECIAL)
        facts |= _size_facts(learned, options)
        facts["tokens_per_word"] = round(self._learned.encoded / max(1, int(drawn.counts.sum())), 3)
        ids = id_ranges(
            (len(SPECIAL), _SPECIAL_NAMES),
            (len(BYTES), "single bytes"),
            (learned - len(SPECIAL) - len(BYTES), "pieces in order of merging"),
            (options.unused, _RESERVED),
        )
        return Learned(ids, facts, _short(learned, options))

    def write(self, folder: Path) -> None:
        """Write tokenizer.json and the configuration."""
        tokenizer = make_bpe(self._learned.tokens, self._learned.merges, self.options.unused)
        write_decoder(folder, tokenizer, self.options.max_length)


class UnigramModel(VocabularyModel):
    """Unigram language model; characters outside the alphabet become bytes."""

    pretokenizer = DECODER

    def __init__(self, options: VocabOptions) -> None:
        super().__init__(options)
        self._learned = UnigramPieces([], [], 0)

    def learn(self, counts: WeightedCounts, seen: Survey) -> Learned:
        """Learn pieces and their probabilities."""
        options = self.options
        drawn, facts = self.draw(counts, seen)
        room = max(1, options.size - len(SPECIAL) - len((UNK,)) - len(BYTES))
        characters = _characters(seen, int(room * _CHARACTER_SHARE))
        least = options.min_count * drawn.unit
        self._learned = train_unigram(drawn.words, drawn.counts, characters, room, least)
        learned = len(self._learned.pieces) + options.size - room
        facts |= {"characters": len(characters)} | _size_facts(learned, options)
        facts["tokens_per_word"] = round(self._learned.encoded / max(1, int(drawn.counts.sum())), 3)
        ids = id_ranges(
            (len(SPECIAL), _SPECIAL_NAMES),
            (1, f"`{UNK}`"),
            (len(BYTES), "single bytes"),
            (len(self._learned.pieces), "pieces, most probable first"),
            (options.unused, _RESERVED),
        )
        return Learned(ids, facts, _short(learned, options))

    def write(self, folder: Path) -> None:
        """Write tokenizer.json and the configuration."""
        tokenizer = make_unigram(self._learned.pieces, self._learned.scores, self.options.unused)
        write_decoder(folder, tokenizer, self.options.max_length)


def _characters(seen: Survey, most: int) -> list[str]:
    """Choose the most frequent characters that cover `_COVERAGE` of the corpus."""
    counts = seen.initial + seen.inner
    codes = np.flatnonzero(counts)
    frequent = codes[np.lexsort((codes, -counts[codes]))]
    covered = np.cumsum(counts[frequent])
    number = int(np.searchsorted(covered, _COVERAGE * counts.sum())) + 1
    return [chr(code) for code in np.sort(frequent[: min(number, most)])]


def _size_facts(learned: int, options: VocabOptions) -> dict[str, int]:
    return {
        "learned_entries": learned,
        "unused_entries": options.unused,
        "vocabulary": learned + options.unused,
    }


def _short(learned: int, options: VocabOptions) -> list[str]:
    if learned >= options.size:
        return []
    return [
        f"The corpus gave {learned:,} of {options.size:,} learned entries: no remaining pair of "
        f"pieces occurs {options.min_count} times. A larger corpus fills the rest."
    ]
