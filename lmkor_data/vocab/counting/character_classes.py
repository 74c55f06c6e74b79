"""Character tables of BERT's normalizer and pre-tokenizer, for kernels.

The tables are probed from Hugging Face `tokenizers`, so that words are counted exactly as the
finished tokenizer splits them (Devlin 2018, BasicTokenizer): lower-cased, accents and Hangul left
composed, split at white space, punctuation and Chinese characters isolated, control characters
removed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import normalizers, pre_tokenizers

LETTER, SPACE, ALONE, GONE = range(4)

CODE_POINTS = 0x110000

#: No character at or above this has case.
_CASED = 0x20000
_PROBED = (range(0xD800), range(0xE000, 0x30000), range(0xE0000, 0xE1000))
_PRIVATE = 0xF0000

_BEFORE, _AFTER = "가", "힣"
_MARK = "각각"  # doubled: a single 각 is itself one of the probed characters
_CHUNK, _BLOCK = 4096, 256


class CharacterTables(NamedTuple):
    """Lookup tables indexed by code point."""

    kinds: NDArray[np.uint8]  #: shape (0x110000,): LETTER, SPACE, ALONE or GONE
    lowered: NDArray[np.uint32]  #: shape (0x20000,): lower case; a second code point is << 21


def normalizer(lowercase: bool = True) -> normalizers.Normalizer:
    """Build the normalizer. `strip_accents` is off: it would decompose all Hangul into jamo."""
    return normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=lowercase
    )


@functools.cache
def character_tables(lowercase: bool = True) -> CharacterTables:
    """Return the tables, probed once per process (0.25 s)."""
    kinds = np.full(CODE_POINTS, LETTER, np.uint8)
    kinds[0xD800:0xE000] = GONE
    kinds[_PRIVATE:] = GONE
    lowered = np.arange(_CASED, dtype=np.uint32)
    for code, kind, lower in _probe(lowercase):
        kinds[code] = kind
        if kind == LETTER and code < _CASED:
            lowered[code] = sum(ord(c) << 21 * i for i, c in enumerate(lower))
    return CharacterTables(kinds, lowered)


def _probe(lowercase: bool) -> Iterator[tuple[int, int, str]]:
    """Yield (code point, kind, lower case), as Hugging Face treats it between two syllables."""
    codes = [code for block in _PROBED for code in block]
    normalise, maybe_alone = normalizer(lowercase), {}
    for first in range(0, len(codes), _CHUNK):
        chunk = codes[first : first + _CHUNK]
        text = _MARK.join(_BEFORE + chr(code) + _AFTER for code in chunk)
        for code, made in zip(chunk, normalise.normalize_str(text).split(_MARK), strict=True):
            if made == _BEFORE + _AFTER:
                yield code, GONE, ""
            elif made[1] != " ":
                maybe_alone[code] = made[1:-1]
            else:
                yield code, ALONE if made.strip(_BEFORE + _AFTER + " ") else SPACE, ""
    alone = _cut_alone(list(maybe_alone.values()))
    for code, made in maybe_alone.items():
        yield (code, ALONE, "") if made in alone else (code, LETTER, made)


def _cut_alone(made: list[str]) -> set[str]:
    """Return those that the pre-tokenizer isolates, found by bisection."""
    cut = pre_tokenizers.BertPreTokenizer()
    alone, blocks = set(), [made[i : i + _BLOCK] for i in range(0, len(made), _BLOCK)]
    while blocks:
        block = blocks.pop()
        if len(cut.pre_tokenize_str(_BEFORE + "".join(block) + _AFTER)) == 1:
            continue
        if len(block) == 1:
            alone.add(block[0])
        else:
            half = len(block) // 2
            blocks += [block[:half], block[half:]]
    return alone
