"""Hugging Face's own trainer, fed with exact counts: a choice and a reference.

It differs from run to run where counts tie, and adds up in 32 bits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from lmkor_data.text.buffers import TextBuffers, text_array
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, UNK
from lmkor_data.vocab.training.alphabet import Alphabet

#: Sums of pairs must stay below 2^31: with this many words in all they do.
MOST_WORDS = 1 << 30

_LINE_WORDS = 10_000


def train_huggingface(
    words: TextBuffers, counts: np.ndarray, alphabet: Alphabet, size: int, least: int
) -> list[str]:
    """As `training.train`; counts are scaled down where their sum would overflow the trainer."""
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


def repeat(words: TextBuffers, counts: np.ndarray) -> Iterator[str]:
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
