"""Encoders of documents for packing: WordPiece by our kernel, others by Hugging Face's code."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lmkor_data.corpus.fingerprints import parameters_fingerprint
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.packing.sequences import Marks, Stream
from lmkor_data.vocab.tokenizer.decoder_folder import END
from lmkor_data.vocab.tokenizer.tokenizer_folder import (
    CLS,
    SEP,
    TOKENIZER,
    UNK,
    VOCABULARY,
    read_vocabulary,
)
from lmkor_data.vocab.tokenizer.wordpiece_encoder import Pieces, WordPiece


class Encoded(NamedTuple):
    """A batch of documents as one stream."""

    stream: Stream
    tokens: NDArray[np.int64]  #: of each document


class TextEncoder(Protocol):
    """What packing needs of a tokenizer folder."""

    marks: Marks
    entries: int

    def digest(self) -> str:
        """Return a fingerprint of the whole vocabulary."""

    def encode(self, lines: pa.Array, ends: NDArray[np.int64]) -> Pieces:
        """Encode lines; document `i` ends before line `ends[i]`."""


class WordPieceText:
    """A WordPiece folder; lines are encoded without their line breaks."""

    def __init__(self, folder: Path) -> None:
        self._entries = read_vocabulary(folder)
        if absent := [name for name in (UNK, CLS, SEP) if name not in self._entries]:
            raise LmkorError(f"{folder} has no entry {', '.join(absent)}, which `pack` requires.")
        self.entries = len(self._entries)
        self.marks = Marks(self._entries.index(CLS), self._entries.index(SEP))
        self._encoder = WordPiece(self._entries)

    def digest(self) -> str:
        """Hash all entries: two vocabularies may differ in the middle only."""
        return parameters_fingerprint({"entries": self._entries})

    def encode(self, lines: pa.Array, ends: NDArray[np.int64]) -> Pieces:
        """Encode lines."""
        return self._encoder.encode(text_buffers(lines))


class DecoderText:
    """A folder of `--model bpe` or `unigram`; line breaks within documents are kept."""

    def __init__(self, folder: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as cause:  # tokenizers raises plain Exception
            raise LmkorError(f"{folder / TOKENIZER} cannot be read ({cause}).") from cause
        end = self._tokenizer.token_to_id(END)
        if end is None:
            raise LmkorError(f"{folder} has no token {END}, which `pack` puts between documents.")
        self.entries = self._tokenizer.get_vocab_size()
        self.marks = Marks(end, end)

    def digest(self) -> str:
        """Hash the whole tokenizer."""
        return parameters_fingerprint({"tokenizer": self._tokenizer.to_str()})

    def encode(self, lines: pa.Array, ends: NDArray[np.int64]) -> Pieces:
        """Encode lines with their line breaks, but for the last of each document."""
        texts = [f"{line}\n" for line in lines.to_pylist()]
        for last in (ends - 1).tolist():
            texts[last] = texts[last][:-1]
        encoded = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ids = [np.array(one.ids, np.int32) for one in encoded]
        words = [np.array(one.word_ids, np.int32) for one in encoded]
        starts = [np.diff(of, prepend=-1) != 0 for of in words]
        offsets = np.cumsum([0, *map(len, ids)], dtype=np.int64)
        return Pieces(offsets, np.concatenate(ids), np.concatenate(starts).astype(np.bool_))


def open_encoder(folder: Path) -> TextEncoder:
    """Open a tokenizer folder, once in each process while its files stay as they are.

    Raises LmkorError where it cannot be packed with.
    """
    files = [folder / name for name in (TOKENIZER, VOCABULARY)]
    return _open(folder, tuple(f.stat().st_mtime_ns if f.exists() else 0 for f in files))


@functools.lru_cache(maxsize=2)
def _open(folder: Path, changed: tuple[int, ...]) -> TextEncoder:
    tokenizer, vocabulary = changed
    if tokenizer and not vocabulary:
        return DecoderText(folder)
    return WordPieceText(folder)


def encode_documents(encoder: TextEncoder, texts: pa.Array) -> Encoded:
    """Encode documents as one stream, the separator behind each; empty ones leave no trace."""
    lines = pc.split_pattern(texts, "\n")
    line_ends = np.cumsum(np.asarray(pc.list_value_length(lines)), dtype=np.int64)
    pieces = encoder.encode(lines.flatten(), line_ends)
    line_tokens = np.diff(pieces.offsets)
    ends = pieces.offsets[line_ends]
    tokens = np.diff(ends, prepend=0)
    filled = tokens > 0
    separators = ends[filled]
    ids = np.insert(pieces.ids, separators, encoder.marks.sep).astype(id_type(encoder.entries))
    word_starts = np.insert(pieces.starts, separators, True)
    sentences, documents = (np.zeros(len(pieces.ids) + 1, np.bool_) for _ in range(2))
    sentences[pieces.offsets[:-1][line_tokens > 0]] = True
    documents[(ends - tokens)[filled]] = True
    shifted = [np.insert(flags[:-1], separators, False) for flags in (sentences, documents)]
    return Encoded(Stream(ids, word_starts, *shifted), tokens)


def id_type(entries: int) -> np.dtype:
    """Return the narrowest type for ids: 16 bits up to 65,536 entries, else 32."""
    return np.dtype(np.uint16 if entries <= 1 << 16 else np.uint32)
