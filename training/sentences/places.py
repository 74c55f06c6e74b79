"""Candidate boundaries of examples as arrays, as the splitter sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from examples import Example
from lmkor_data.cleaning.sentences.candidates import (
    QUIET,
    character_classes,
    character_traits,
    is_candidate,
    is_enclosed,
    known_words,
    mark_enclosed,
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


@dataclass
class Places:
    """Candidates of many examples, a row each; those of which nobody knows are left out."""

    hashes: NDArray[np.uint32]  #: (places, FEATURES)
    windows: NDArray[np.uint16]  #: (places, WINDOW)
    facts: NDArray[np.uint8]  #: (places, len(FACTS))
    begins: NDArray[np.bool_]  #: a sentence begins here
    beyond: int  #: beginnings that are no candidates


def code_points(text: str) -> NDArray[np.int32]:
    """The characters of a line as the splitter numbers them: 0 beyond the basic plane."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int32)
    return np.where(points < 1 << 16, points, 0)


def places_of(examples: Iterable[Example], quiet: NDArray[np.uint8]) -> Places:
    """Collect the candidates of all examples."""
    classes, words = character_classes(), known_words()
    traits = character_traits() | quiet
    parts: list[tuple[np.ndarray, ...]] = []
    beyond = 0
    for example in examples:
        text = code_points(example.text)
        count = len(text)
        at = np.empty(count, np.int64)
        rows = np.empty((count, FEATURES), np.int64), np.empty((count, WINDOW), np.int32)
        facts = np.empty((count, len(FACTS)), np.int64)
        found = _collect(text, classes, traits, words, at, *rows, facts)
        begins = np.isin(at[:found], example.begins)
        beyond += len(example.begins) - int(begins.sum())
        known = ~np.isin(at[:found], example.unsure)
        parts.append(
            (
                rows[0][:found][known].astype(np.uint32),
                rows[1][:found][known].astype(np.uint16),
                facts[:found][known].astype(np.uint8),
                begins[known],
            )
        )
    return Places(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)), beyond)


def quiet_of(examples: Iterable[Example]) -> NDArray[np.uint8]:
    """The trait QUIET of syllables that (almost) never stand before a blank and a sentence."""
    before: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for example in examples:
        text, begins = example.text, set(example.begins)
        for i in range(2, len(text)):
            if text[i - 1] == " " != text[i]:
                before[text[i - 2]] += 1
                ended[text[i - 2]] += i in begins
    quiet = np.zeros(1 << 16, np.uint8)
    for syllable, times in before.items():
        if times >= 300 and ended[syllable] <= 0.0005 * times and "가" <= syllable <= "힣":
            quiet[ord(syllable)] = QUIET
    return quiet


@njit(cache=True)
def _collect(text, classes, traits, words, at, hashes, windows, facts):  # type: ignore[no-untyped-def]
    state = np.empty(len(text), np.uint8)
    mark_enclosed(text, len(text), classes, state)
    count = 0
    for j in range(1, len(text)):
        if is_candidate(text, j, classes, traits, words) and not is_enclosed(state, j):
            tail = tail_length(text, j, classes)
            place_features(text, j, len(text), tail, classes, state, hashes[count])
            place_window(text, j, len(text), tail, windows[count])
            place_facts(j, len(text), tail, state, facts[count])
            at[count] = j
            count += 1
    return count
