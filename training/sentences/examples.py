"""Examples to learn from: lines of text, where sentences begin in them, and where nobody knows.

Three sources. Texts that both teachers split: where they agree is known, where they differ is not.
Short texts of people, joined: where one ends, a sentence ends, if its last syllables are such that
end texts rather than words within them. And the variants that `variants` makes of all these.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from consensus import Endings, settle
from halves import LEARNED
from teachers import texts_of
from variants import Variants


@dataclass
class Piece:
    """A sentence, and what is known of the places in it and behind it."""

    text: str
    blank: str  #: between it and the next one
    ends: bool = True  #: a sentence ends behind it; else nobody knows
    unsure: list[int] = field(default_factory=list)  #: places in `text` of which nobody knows


@dataclass
class Example:
    """A line, and what is known of the places in it."""

    text: str
    begins: list[int]  #: sentences begin here
    unsure: list[int]  #: nobody knows whether one begins here


def joined(pieces: Iterable[Piece]) -> Example:
    """The pieces as one line."""
    text, begins, unsure = "", [], []
    pieces = list(pieces)
    for i, piece in enumerate(pieces):
        unsure += [len(text) + j for j in piece.unsure if 0 < j < len(piece.text)]
        text += piece.text
        if i + 1 < len(pieces):
            text += piece.blank
            (begins if piece.ends else unsure).append(len(text))
    return Example(text, begins, unsure)


def labelled(labels: Path, endings: Endings) -> Iterator[list[Piece]]:
    """The texts that the teachers split, in pieces."""
    for source in LEARNED:
        with (labels / f"{source}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if not is_watched(row["text"]):
                    yield pieces_of(row, endings)


def is_watched(text: str) -> bool:
    """Whether a text is kept from learning, to be read and watched: one of 21."""
    return hashlib.sha256(text.encode()).digest()[1] < 12


def pieces_of(row: dict, endings: Endings) -> list[Piece]:
    """The sentences of a text as far as they are known, see `consensus`."""
    text = row["text"]
    kss, kiwi, typed = set(row["kss"]), set(row["kiwi"]), set(row["typed"])
    spaced = {j for j in range(2, len(text)) if text[j - 1] == " "}
    sure, unsure = [], []
    for j in sorted(kss | kiwi | typed | spaced):
        found = settle(text, j, (j in kss, j in kiwi), j in typed, endings)
        if found is None:
            unsure.append(j)
        elif found:
            sure.append(j)
    places = [0, *sure, len(text)]
    pieces = []
    for first, stop in itertools.pairwise(places):
        whole = text[first:stop]
        core = whole.rstrip(" ")
        inside = [j - first for j in unsure if first < j < stop]
        pieces.append(Piece(core, whole[len(core) :], True, inside))
    return pieces


def lone(samples: Path, endings: Endings, most: int, rng: random.Random) -> Iterator[list[Piece]]:
    """Short reviews and chat, a few of them joined: their ends are known, their insides are not."""
    short: list[str] = []
    for source in ("nsmc_naver_movie", "movie_soynlp", "curse_2runo", "malicious_zizun"):
        texts = [" ".join(t.split()).removeprefix("관람객") for t in texts_of(samples, source)]
        short += [
            t for t in texts if 2 <= len(t) <= 45 and t.isprintable() and ord(max(t)) < 1 << 16
        ]
    for pair in texts_of(samples, "chatbot_songys"):
        short += [line.strip() for line in pair.split("\n") if line.strip()]
    rng.shuffle(short)
    while short and most > 0:
        group = [short.pop() for _ in range(min(len(short), rng.randint(2, 4)))]
        most -= 1
        yield [Piece(t, " ", endings.closes(t, 0.35), unclear(t, endings)) for t in group]


def unclear(text: str, endings: Endings) -> list[int]:
    """The places in a text that no teacher saw, but those behind words that seldom end a text."""
    return [
        j
        for j in range(1, len(text))
        if text[j - 1] != " " or text[j] == " " or not endings.goes_on(text[:j].rstrip()[-12:])
    ]


def examples(labels: Path, samples: Path, lone_texts: int, seed: int) -> Iterator[Example]:
    """All examples: labelled texts as they are, varied, and half of them in another register."""
    rng = random.Random(seed)
    endings = Endings(texts_of(samples, "nsmc_naver_movie"))
    variants = Variants(rng)
    for pieces in labelled(labels, endings):
        yield joined(pieces)
        yield joined(variants.of(pieces))
        if rng.random() < 0.5:
            yield joined(variants.of(pieces, endings=0.8))
    for pieces in lone(samples, endings, lone_texts, rng):
        yield joined(variants.of(pieces))
