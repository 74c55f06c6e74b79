"""Labelled documents, and the places in them as the fast splitter sees them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit

from lmkor_data.cleaning.sentences.candidates import (
    ABRUPT,
    BLANK,
    HANGUL,
    LATIN,
    QUIET,
    character_classes,
    mark_embraced,
    may_begin,
)
from lmkor_data.cleaning.sentences.features import (
    FACTS,
    FEATURES,
    WINDOW,
    place_facts,
    place_features,
    place_window,
    tail_length,
)
from lmkor_data.corpus.reading import open_text


@dataclass
class Document:
    """A clean text, and how kss split it."""

    source: str
    text: str
    split: str


@dataclass
class Places:
    """Places of many documents, a row each."""

    hashes: np.ndarray  #: uint32 (places, FEATURES)
    windows: np.ndarray  #: uint16 (places, WINDOW)
    facts: np.ndarray  #: uint8 (places, 4)
    begins: np.ndarray  #: bool: kss begins a sentence here
    documents: np.ndarray  #: int32: the number of its document
    beyond: np.ndarray  #: bool (documents): kss begins one where the splitter would not look


def documents(labels: Path, part: str) -> Iterator[Document]:
    """The documents of a part, source by source."""
    for path in sorted(labels.glob("[!.]*.jsonl.zst")):
        with open_text(path) as lines:
            for line in lines:
                row = json.loads(line)
                if row["part"] == part:
                    yield Document(row["source"], row["text"], row["split"])


def beginnings(text: str, split: str) -> list[int]:
    """Where in `text` the sentences begin that do not begin a line."""
    found, i = [], 0
    for character in split:
        if character == "\n" and text[i] != "\n":
            while text[i] == " ":
                i += 1
            found.append(i)
            continue
        while text[i] == " " != character:  # kss leaves out a blank here and there
            i += 1
        if text[i] != character:
            raise ValueError(f"{split!r} is no split of {text!r}")
        i += 1
    return found


def habits_of(labelled: Iterable[Document]) -> np.ndarray:
    """What syllables may do, learned: uint8 (65536), see `candidates`."""
    classes = character_classes()
    before_blank, ended, inside, abrupt = Counter(), Counter(), Counter(), Counter()
    for document in labelled:
        text, points = document.text, code_points(document.text)
        kinds = classes[points]
        begins = set(beginnings(text, document.split))
        plain = (kinds[2:] == HANGUL) | (kinds[2:] == LATIN)
        for i in np.flatnonzero((kinds[:-2] == HANGUL) & (kinds[1:-1] == BLANK) & plain):
            before_blank[text[i]] += 1
            ended[text[i]] += int(i) + 2 in begins
        inside.update(text)
        abrupt.update(text[j - 1] for j in begins if kinds[j - 1] == HANGUL)
    habits = np.zeros(1 << 16, np.uint8)
    for syllable, times in before_blank.items():
        if times >= 300 and ended[syllable] <= 0.0005 * times:
            habits[ord(syllable)] |= QUIET
    for syllable, times in abrupt.items():
        if times >= 8 and times >= 0.0003 * inside[syllable]:
            habits[ord(syllable)] |= ABRUPT
    return habits


def code_points(text: str) -> np.ndarray:
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int32)
    return np.where(points < 1 << 16, points, 0)


def places_of(labelled: Iterable[Document], habits: np.ndarray) -> Places:
    classes = character_classes()
    parts: list[tuple[np.ndarray, ...]] = []
    beyond: list[bool] = []
    for number, document in enumerate(labelled):
        begins = np.array(beginnings(document.text, document.split), np.int64)
        first = reached = 0
        for line in document.text.split("\n"):
            text = code_points(line)
            count = len(text)
            at = np.empty(count, np.int64)
            hashes = np.empty((count, FEATURES), np.int64)
            windows = np.empty((count, WINDOW), np.int32)
            facts = np.empty((count, len(FACTS)), np.int64)
            found = _collect(text, classes, habits, at, hashes, windows, facts)
            truth = np.isin(at[:found], begins - first)
            reached += int(truth.sum())
            kept = hashes[:found].astype(np.uint32), windows[:found].astype(np.uint16)
            of = np.full(found, number, np.int32)
            parts.append((*kept, facts[:found].astype(np.uint8), truth, of))
            first += count + 1
        beyond.append(reached < len(begins))
    arrays = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    places = Places(*arrays, np.array(beyond))
    share = places.beyond.mean()
    print(f"{len(places.begins)} places in {len(beyond)} documents, {share:.2%} out of reach")
    return places


@njit(cache=True)
def _collect(text, classes, habits, at, hashes, windows, facts):  # type: ignore[no-untyped-def]
    state = np.empty(len(text), np.uint8)
    mark_embraced(text, len(text), classes, state)
    count = 0
    for j in range(1, len(text)):
        if may_begin(text, j, classes, habits):
            tail = tail_length(text, j, classes)
            place_features(text, j, len(text), tail, classes, state, hashes[count])
            place_window(text, j, len(text), tail, windows[count])
            place_facts(j, len(text), tail, state, facts[count])
            at[count] = j
            count += 1
    return count
