"""Bits a character of a small token model: judges pieces by what they tell, not by their number.

    python benchmarks/vocab/token_model.py TRAIN_STAGE HELD_STAGE corpus/vocab corpus/vocab-bpe …
    python benchmarks/vocab/token_model.py TRAIN_STAGE HELD_STAGE corpus/vocab --morphemes counts/

The model is a trigram over tokens with Witten-Bell interpolation, trained on some documents of each
category and asked for the held-out ones. White space is no character, whatever the tokenizer.
`--morphemes` adds a WordPiece vocabulary of the same size whose pieces never cross the boundary
between a noun and its particle or a stem and its ending, as mecab sees them in each word.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, read_vocabulary
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece
from lmkor_data.vocab.training.alphabet import PREFIX, choose_alphabet
from lmkor_data.vocab.training.merge_kernel import Goal, Symbols
from lmkor_data.vocab.training.pair_merging import merge_symbols, token_table
from lmkor_data.vocab.training.word_sampling import WeightedCounts, group_weights, survey

Encode = Callable[[list[str]], list[list[int]]]
START = -1


def texts(stage: Path, documents: int) -> dict[str, list[str]]:
    """At most so many documents of each category."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for shard in shards(stage):
        for batch in read_documents(shard, columns=["text"]):
            room = documents - len(found[shard.category])
            found[shard.category] += batch["text"].to_pylist()[: max(0, room)]
    return found


def wordpiece(entries: list[str]) -> Encode:
    encoder = WordPiece(entries)

    def encode(given: list[str]) -> list[list[int]]:
        pieces = encoder.encode(text_buffers(pa.array(given, pa.string())))
        return [part.tolist() for part in np.split(pieces.ids, pieces.offsets[1:-1])]

    return encode


def hugging_face(file: Path) -> Encode:
    tokenizer = Tokenizer.from_file(str(file))
    return lambda given: [
        one.ids for one in tokenizer.encode_batch(given, add_special_tokens=False)
    ]


class Trigram:
    """Witten-Bell interpolation (Witten and Bell 1991) down to a uniform distribution."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._grams: defaultdict[tuple[int, ...], int] = defaultdict(int)
        self._sums: defaultdict[tuple[int, ...], int] = defaultdict(int)
        self._kinds: defaultdict[tuple[int, ...], int] = defaultdict(int)

    def train(self, documents: list[list[int]]) -> None:
        for ids in documents:
            history = (START, START)
            for token in ids:
                for order in (2, 1, 0):
                    before = history[2 - order :]
                    gram = (*before, token)
                    self._kinds[before] += self._grams[gram] == 0
                    self._grams[gram] += 1
                    self._sums[before] += 1
                history = (history[1], token)

    def bits(self, documents: list[list[int]]) -> float:
        whole = 0.0
        for ids in documents:
            history = (START, START)
            for token in ids:
                share = 1 / self._entries
                for order in (0, 1, 2):
                    before = history[2 - order :]
                    kinds, number = self._kinds.get(before, 0), self._sums.get(before, 0)
                    if number:
                        seen = self._grams.get((*before, token), 0)
                        share = (seen + kinds * share) / (number + kinds)
                whole -= math.log2(share)
                history = (history[1], token)
        return whole


def morpheme_entries(folder: Path, size: int) -> list[str]:
    """A WordPiece vocabulary whose merges stay within morphemes."""
    from mecab import MeCab

    tagger = MeCab()
    counts = WordCounts(folder)
    weighted = WeightedCounts(counts, group_weights(counts.totals(), {}, 0.5, counts.kinds()))
    seen = survey(weighted)
    alphabet = choose_alphabet(seen.initial, seen.inner, size // 2)
    starts, lengths, numbers, pieces = [], [], [], []
    for words, sums in weighted.parts():
        raw = words.data.tobytes()
        for number, count in enumerate(sums.tolist()):
            word = raw[words.offsets[number] : words.offsets[number + 1]].decode()
            for begin, end in _morphemes(tagger, word):
                ids = [
                    int((alphabet.inner if at else alphabet.initial)[ord(word[at])])
                    for at in range(begin, end)
                ]
                if len(ids) > 1 and min(ids) >= 0:
                    starts.append(len(pieces))
                    lengths.append(len(ids))
                    numbers.append(count)
                    pieces += ids
    symbols = Symbols(
        np.array(starts), np.array(lengths, np.int32), np.array(pieces, np.int32), np.array(numbers)
    )
    tokens = alphabet.tokens
    hashes = np.array([splitmix64(ord(token[-1])) for token in tokens], np.uint64)
    inside = np.array([len(token) > 1 for token in tokens], np.uint8)
    table = token_table(hashes, size - len(SPECIAL), inside)
    goal = Goal(size - len(SPECIAL), 2000, False)
    merged = merge_symbols(symbols, table, len(tokens), goal)
    spelled = list(tokens)
    for left, right, made in merged.rows():
        if made == len(spelled):
            spelled.append(spelled[left] + spelled[right].removeprefix(PREFIX))
    return [*SPECIAL, *spelled]


def _morphemes(tagger: object, word: str) -> Iterator[tuple[int, int]]:
    """Spans of a word: particles (J) and endings (E) apart from what stands before them."""
    if len(word) < 2 or not "가" <= word[0] <= "힣":
        yield 0, len(word)
        return
    begin = 0
    for morpheme in tagger.parse(word):  # type: ignore[attr-defined]
        start = morpheme.span.start
        if morpheme.feature.pos[0] in "JE" and start > begin:
            yield begin, start
            begin = start
    yield begin, len(word)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("train", type=Path)
    arguments.add_argument("held", type=Path)
    arguments.add_argument("tokenizers", type=Path, nargs="+")
    arguments.add_argument("--morphemes", type=Path)
    arguments.add_argument("--documents", type=int, default=4_000)
    given = arguments.parse_args()
    named: list[tuple[str, Encode, int]] = []
    for path in given.tokenizers:
        if (path / "vocab.txt").exists() or path.suffix == ".txt":
            entries = read_vocabulary(path)
            named.append((path.name, wordpiece(entries), len(entries)))
        else:
            encode = hugging_face(path / "tokenizer.json")
            size = Tokenizer.from_file(str(path / "tokenizer.json")).get_vocab_size()
            named.append((path.name, encode, size))
    if given.morphemes:
        entries = morpheme_entries(given.morphemes, named[0][2])
        named.append(("morphemes", wordpiece(entries), len(entries)))
    train, held = texts(given.train, given.documents), texts(given.held, given.documents // 4)
    every = [text for its in train.values() for text in its]
    print("| tokenizer | entries | category | tokens an eojeol | bits a character |")
    print("|---|---:|---|---:|---:|")
    for name, encode, size in named:
        model = Trigram(size)
        model.train(encode(every))
        for category, its in sorted(held.items()):
            characters = sum(len("".join(text.split())) for text in its)
            documents = encode(its)
            fertility = sum(map(len, documents)) / sum(len(text.split()) for text in its)
            bits = model.bits(documents) / characters
            print(f"| {name} | {size:,} | {category} | {fertility:.3f} | {bits:.3f} |", flush=True)


if __name__ == "__main__":
    main()
