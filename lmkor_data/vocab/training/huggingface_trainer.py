"""Adapter of Hugging Face's WordPieceTrainer to word counts, as an alternative and a reference.

Its result varies from run to run where counts tie, and its sums have 32 bits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from lmkor_data.text.buffers import TextBuffers, text_array
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, UNK
from lmkor_data.vocab.training.alphabet import Alphabet

#: Maximum total count, so that sums of pairs stay below 2^31.
MOST_WORDS = 1 << 30

_LINE_WORDS = 10_000


def train_huggingface(
    words: TextBuffers, counts: NDArray[np.int64], alphabet: Alphabet, size: int, least: int
) -> list[str]:
    """Learn entries as `wordpiece_trainer.train`; counts are scaled down to fit 32-bit sums."""
    scale = max(1, -(-int(counts.sum()) // MOST_WORDS))
    counts = np.maximum(1, counts // scale)
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNK))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size + len(SPECIAL),
        min_frequency=max(1, least // scale),
        special_tokens=list(SPECIAL),
        show_progress=False,
    )
    tokenizer.train_from_iterator(repeat(words, counts), trainer)
    by_id = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    known = {*SPECIAL, *alphabet.tokens}
    merged = [token for token, _ in by_id if token not in known and len(token) > 1]
    return [*alphabet.tokens, *merged][: max(size, len(alphabet.tokens))]


def repeat(words: TextBuffers, counts: NDArray[np.int64]) -> Iterator[str]:
    """Yield lines in which every word occurs as often as its count."""
    end = words.offsets - words.offsets[0]
    line: list[str] = []
    for word, count in zip(
        text_array(end, words.data[words.offsets[0] :]).to_pylist(), counts.tolist(), strict=True
    ):
        while count:
            taken = min(count, _LINE_WORDS - len(line))
            line += [word] * taken
            count -= taken
            if len(line) == _LINE_WORDS:
                yield " ".join(line)
                line = []
    yield " ".join(line)
