"""Grow a large corpus from the sample data, with known kinds of repeats in it.

    python -m benchmarks.dedup.grow CORPUS GIGABYTES

Copy 0 is the sample itself. In every other copy a document keeps its category, its lines and the
number of words in each, and is by lot

- an exact copy (4 %),
- a near copy: one word is another (6 %),
- a new combination (90 %): runs of three to four words taken from anywhere in its source, so that
  phrases are those people write; of its words 3 % are new ones, the head of one word and the last
  letter of another; of the lines of documents with several, 2 % are taken whole, which keeps the
  sample's share of repeated sentences.

Seeded, so always the same. Documents of a source stand together, like shards of a crawl.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from benchmarks.dedup.corpus import documents, sources
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter

BLOCK = 50_000  # documents varied at a time
EXACT, NEAR, JUMP, NEW_WORD, WHOLE_LINE = 0.04, 0.06, 0.3, 0.03, 0.02


class Words(NamedTuple):
    """The texts of a source as words; word w is `data[starts[w]:starts[w + 1] - 1]`."""

    data: np.ndarray  #: bytes, each word followed by what separates it from the next
    starts: np.ndarray
    lines: np.ndarray  #: the first word of each line
    documents: np.ndarray  #: the first line of each document
    by_length: np.ndarray  #: lines, ascending by their number of words
    lengths: np.ndarray  #: where the lines of n words begin in `by_length`


def split(texts: list[str]) -> Words:
    data = np.frombuffer("\0".join([*texts, ""]).encode(), np.uint8)
    ends = np.flatnonzero((data == 32) | (data == 10) | (data == 0)) + 1
    starts = np.concatenate([[0], ends])
    closing = data[ends - 1]
    lines = np.concatenate([[0], np.flatnonzero(closing != 32) + 1])
    last_of_line = closing[lines[1:] - 1]
    of_documents = np.concatenate([[0], np.flatnonzero(last_of_line == 0) + 1])
    sizes = np.diff(lines)
    by_length = np.argsort(sizes, kind="stable")
    lengths = np.searchsorted(sizes[by_length], np.arange(sizes.max() + 2))
    return Words(data, starts, lines, of_documents, by_length, lengths)


@njit(cache=True)
def choose(
    first: int,
    last: int,
    lines: np.ndarray,
    of_documents: np.ndarray,
    by_length: np.ndarray,
    lengths: np.ndarray,
    seed: int,
    picks: np.ndarray,
    tails: np.ndarray,
) -> None:
    """For each word of some documents the word to stand there; and whose last letter, or -1."""
    np.random.seed(seed)
    every = lines[-1]
    begin = lines[of_documents[first]]
    for document in range(first, last):
        lot = np.random.random()
        low, high = of_documents[document], of_documents[document + 1]
        if lot < EXACT + NEAR:
            for word in range(lines[low], lines[high]):
                picks[word - begin] = word
            if lot >= EXACT:
                word = np.random.randint(lines[low], lines[high])
                picks[word - begin] = np.random.randint(every)
            continue
        source = np.random.randint(every)
        for line in range(low, high):
            words = lines[line + 1] - lines[line]
            if high - low > 1 and np.random.random() < WHOLE_LINE:
                place = np.random.randint(lengths[words], lengths[words + 1])
                for word in range(words):
                    picks[lines[line] - begin + word] = lines[by_length[place]] + word
                continue
            for word in range(lines[line], lines[line + 1]):
                source += 1
                if source >= every or np.random.random() < JUMP:
                    source = np.random.randint(every)
                picks[word - begin] = source
                if np.random.random() < NEW_WORD:
                    tails[word - begin] = np.random.randint(every)


@njit(cache=True)
def spell(
    data: np.ndarray,
    starts: np.ndarray,
    begin: int,
    picks: np.ndarray,
    tails: np.ndarray,
    offsets: np.ndarray,
    text: np.ndarray,
) -> int:
    """Write the chosen words with the separators of the old ones; the offsets of the texts."""
    end = documents = 0
    offsets[0] = 0
    for w in range(picks.shape[0]):
        stop = starts[picks[w] + 1] - 1
        if tails[w] >= 0 and stop > starts[picks[w]]:
            stop -= 1
            while data[stop] & 0xC0 == 0x80:  # the last letter goes, all its bytes
                stop -= 1
        for i in range(starts[picks[w]], stop):
            text[end] = data[i]
            end += 1
        if tails[w] >= 0:
            stop = starts[tails[w] + 1] - 1
            letter = stop - 1
            while letter > starts[tails[w]] and data[letter] & 0xC0 == 0x80:
                letter -= 1
            for i in range(letter, stop):
                text[end] = data[i]
                end += 1
        separator = data[starts[begin + w + 1] - 1]
        if separator != 0:
            text[end] = separator
            end += 1
        else:
            documents += 1
            offsets[documents] = end
    return end


def vary(words: Words, first: int, last: int, seed: int) -> pa.Array:
    """The texts of one block of one copy."""
    begin, end = words.lines[words.documents[[first, last]]]
    picks, tails = np.empty(end - begin, np.int64), np.full(end - begin, -1)
    choose(first, last, *words[2:], seed, picks, tails)
    sizes = np.diff(words.starts)
    room = int(sizes[picks].sum() + sizes[np.maximum(tails, 0)].sum() + len(picks))
    offsets, text = np.empty(last - first + 1, np.int32), np.empty(room, np.uint8)
    size = spell(words.data, words.starts, begin, picks, tails, offsets, text)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text[:size])]
    return pa.Array.from_buffers(pa.string(), last - first, buffers)


def ids(number: int, copy: int, first: int, count: int) -> pa.Array:
    """Ids as the importers make them, 16 hex digits, each another."""
    value = np.arange(first, first + count, dtype=np.uint64)
    value += np.uint64((number * 100_000 + copy) << 32)
    for factor in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9):
        value = (value ^ value >> np.uint64(31)) * np.uint64(factor)
    digits = np.array([f"{byte:02x}" for byte in range(256)], "S2")[value.view(np.uint8)]
    offsets = pa.py_buffer(np.arange(0, 16 * count + 1, 16, dtype=np.int32))
    return pa.Array.from_buffers(pa.string(), count, [None, offsets, pa.py_buffer(digits)])


def grow(clean: Path, source: str, number: int, copies: int) -> int:
    """Write all copies of one source; returns the bytes of their texts."""
    rows = pa.Table.from_pylist(list(documents(source))).combine_chunks()
    words = split(rows["text"].to_pylist())
    place = {name: rows.schema.get_field_index(name) for name in ("id", "text")}
    written = 0
    with ShardWriter(clean, source, CLEAN_DOCUMENT) as writer:
        for copy in range(copies):
            for first in range(0, len(rows), BLOCK):
                part = rows.slice(first, BLOCK)
                names = ids(number, copy, first, len(part))
                part = part.set_column(place["id"], "id", names)
                if copy:
                    seed = (copy * 1000 + number) * 1000 + first // BLOCK
                    text = vary(words, first, first + len(part), seed)
                    part = part.set_column(place["text"], "text", text)
                writer.write(conform(part, in_memory(CLEAN_DOCUMENT)))
                written += int(pc.sum(pc.binary_length(part["text"])).as_py())
    return written


def main(corpus: Path, gigabytes: float) -> None:
    sample = sum(len(row["text"].encode()) for source in sources() for row in documents(source))
    copies = math.ceil(gigabytes * 1e9 / sample)
    written = 0
    for number, source in enumerate(sources()):
        written += grow(corpus / "clean", source, number, copies)
        print(f"{source}: {copies} copies, {written / 1e9:.2f} GB in all", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
