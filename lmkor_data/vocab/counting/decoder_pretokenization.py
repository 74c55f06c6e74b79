"""Pre-tokenization for decoder models: lossless, case kept, every digit alone.

The pattern is that of GPT-2 (Radford 2019) without English contractions and with single digits, as
in Llama 2 and Qwen 2: a run of letters or of other characters takes one space before it; further
white space stands alone. Words joined give the text again, byte for byte. The kernel splits exactly
as Hugging Face does with `PATTERN`; classes of characters are probed from its regular expressions.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

import functools

import numpy as np
from numba import int64, njit, uint64
from numpy.typing import NDArray
from tokenizers import Regex, pre_tokenizers

from lmkor_data.text.utf8 import Whole, decode
from lmkor_data.vocab.counting.character_classes import CODE_POINTS
from lmkor_data.vocab.counting.pretokenization import BLOCK, LONGEST_WORD, Block, mix
from lmkor_data.vocab.hashing import splitmix64

PATTERN = r" ?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+|\s+(?!\S)|\s+"

OTHER, LETTER, NUMBER, SPACE = range(4)
_CLASSES = {LETTER: r"[\p{L}\p{M}]+", NUMBER: r"\p{N}+", SPACE: r"\s+"}

#: Unicode assigns no letter, digit or space outside these ranges; surrogates are not characters.
_PROBED = (range(0xD800), range(0xE000, 0x34000), range(0xE0000, 0xE0200))

_BLANK = 0x20


def split_pattern() -> pre_tokenizers.PreTokenizer:
    """Build Hugging Face's pre-tokenizer that splits as this kernel does."""
    return pre_tokenizers.Split(Regex(PATTERN), behavior="isolated")


@functools.cache
def character_kinds() -> NDArray[np.uint8]:
    """Return the class of every code point, shape (0x110000,), probed once per process (1 s)."""
    kinds = np.full(CODE_POINTS, OTHER, np.uint8)
    codes = np.array([code for block in _PROBED for code in block])
    text = "".join(map(chr, codes.tolist()))
    for kind, pattern in _CLASSES.items():
        chosen = np.ones(len(codes), bool)
        rest = pre_tokenizers.Split(Regex(pattern), behavior="removed").pre_tokenize_str(text)
        for _, (first, last) in rest:
            chosen[first:last] = False
        kinds[codes[chosen]] = kind
    return kinds


@njit(cache=True, nogil=True, inline="always")
def _run_end(
    data: NDArray[np.uint8], at: Whole, end: Whole, kinds: NDArray[np.uint8], kind: Whole
) -> tuple[Whole, Whole, Whole]:
    """Return (end of the run of `kind` from `at` on, start of its last character, characters)."""
    last, length = at, 0
    while at < end:
        code, width = decode(data, at)
        if kinds[code] != kind:
            break
        last = at
        at += width
        length += 1
    return at, last, length


@njit(cache=True, nogil=True)
def _word_end(
    data: NDArray[np.uint8], at: Whole, end: Whole, kinds: NDArray[np.uint8]
) -> tuple[Whole, Whole]:
    """Return (end of the word that begins at `at`, its characters)."""
    code, width = decode(data, at)
    kind = kinds[code]
    if kind == NUMBER:
        return at + width, 1
    if kind != SPACE:
        stop, _, length = _run_end(data, at, end, kinds, kind)
        return stop, length
    if code == _BLANK and at + 1 < end:
        following, _ = decode(data, at + 1)
        kind = kinds[following]
        if kind == LETTER or kind == OTHER:  # noqa: SIM109 (Numba takes this one alone)
            stop, _, length = _run_end(data, at + 1, end, kinds, kind)
            return stop, length + 1
    stop, last, length = _run_end(data, at, end, kinds, SPACE)
    if stop < end and last > at:  # the last blank belongs to what follows
        return last, length - 1
    return stop, length


@njit(cache=True, nogil=True)
def split_words(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    text_groups: NDArray[np.int32],
    text: Whole,
    at: Whole,
    kinds: NDArray[np.uint8],
    block: Block,
) -> tuple[Whole, Whole, Whole, Whole]:
    """Fill the block with the words from byte `at` of `text` on.

    Returns (text, byte) at which to continue, words in the block, and over-long words skipped.
    """
    words, overlong, tail = 0, 0, int64(0)
    while text < len(offsets) - 1:
        end = offsets[text + 1]
        while at < end:
            if words == BLOCK:
                return text, at, words, overlong
            stop, length = _word_end(data, at, end, kinds)
            if length > LONGEST_WORD:
                overlong += 1
                at = stop
                continue
            state = uint64(0)
            while at < stop:
                code, width = decode(data, at)
                state = mix(state, code)
                for i in range(width):
                    block.letters[tail + i] = data[at + i]
                tail += width
                at += width
            block.hashes[words] = int64(splitmix64(state))
            block.groups[words] = text_groups[text]
            words += 1
            block.ends[words] = tail
        text += 1
        at = offsets[text]
    return text, at, words, overlong
