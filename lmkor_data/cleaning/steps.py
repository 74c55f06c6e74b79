"""The steps that make text clean, in their order, run until nothing changes any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lmkor_data.cleaning import occasions as on
from lmkor_data.cleaning.brackets import remove_empty_brackets
from lmkor_data.cleaning.buffers import differing, picked, replaced
from lmkor_data.cleaning.character_table import character_table
from lmkor_data.cleaning.characters import map_characters
from lmkor_data.cleaning.markup import remove_markup
from lmkor_data.cleaning.privacy import hide_personal_data
from lmkor_data.cleaning.spacing import tidy_spacing
from lmkor_data.cleaning.unicode import compose
from lmkor_data.corpus.text_buffers import TextBuffers

#: What one step makes can be another's occasion (`&am😀p;`), so what changed is run again. Two
#: rounds are usual; a text built to need more than this is left as it is.
_ROUNDS = 6

_PRIVATE = on.LINK | on.AT | on.NUMBER | on.HANDLE | on.ADDRESS
_ALL = 0xFFFF


@dataclass(frozen=True)
class Step:
    """What is done to the documents that give `occasion` to it: `apply(texts, found, soft)`."""

    name: str
    occasion: int
    apply: Callable[[TextBuffers, np.ndarray, np.ndarray], TextBuffers]


@dataclass
class Edited:
    """The texts, and which documents each step changed."""

    texts: TextBuffers
    by_step: dict[str, np.ndarray] = field(default_factory=dict)


class Cleaner:
    """Makes text clean; the same for every document but for what a line break means."""

    def __init__(self, *, mask: bool) -> None:
        self._mask = mask

    def clean(self, texts: TextBuffers, soft: np.ndarray) -> Edited:
        """Run the steps. Where `soft[i]`, a single line break in document `i` is a blank.

        Cleaning what came out again changes nothing, as long as its line breaks are not soft.
        """
        names = [step.name for step in self._steps()]
        edited = Edited(texts, {name: np.zeros(texts.count, np.bool_) for name in names})
        documents = np.arange(texts.count)
        for _ in range(_ROUNDS):
            again = self._round(edited, documents, soft)
            documents = documents[again]
            soft = np.zeros(len(documents), np.bool_)  # the line breaks that are left are meant
            if not len(documents):
                break
        return edited

    def _round(self, edited: Edited, documents: np.ndarray, soft: np.ndarray) -> np.ndarray:
        """One run of all steps over some documents; returns which of them may need another."""
        whole = len(documents) == edited.texts.count
        texts = edited.texts if whole else picked(edited.texts, documents)
        found = on.occasions(texts)
        again = np.zeros(texts.count, np.bool_)
        for step in self._steps():
            chosen = np.flatnonzero(found & step.occasion)
            if not len(chosen):
                continue
            before = texts if len(chosen) == texts.count else picked(texts, chosen)
            after = step.apply(before, found[chosen], soft[chosen])
            changed = chosen[differing(before, after)]
            if not len(changed):
                continue
            edited.by_step[step.name][documents[changed]] = True
            found[changed] = _ALL  # what a step made is an occasion to every later one
            again[changed] = True
            texts = after if len(chosen) == texts.count else replaced(texts, chosen, after)
        edited.texts = texts if whole else replaced(edited.texts, documents, texts)
        return again

    def _steps(self) -> list[Step]:
        table = character_table()
        return [
            Step("unicode", on.COMPOSE, lambda texts, *_: compose(texts)),
            Step("markup", on.ENTITY | on.TAG, lambda texts, *_: remove_markup(texts)),
            Step("privacy", _PRIVATE, self._hide),
            Step("characters", on.CHARACTERS, lambda texts, *_: map_characters(texts, table)),
            Step("brackets", on.BRACKET, lambda texts, *_: remove_empty_brackets(texts)),
            Step("spacing", on.SPACING, lambda texts, _, soft: tidy_spacing(texts, soft)),
        ]

    def _hide(self, texts: TextBuffers, found: np.ndarray, soft: np.ndarray) -> TextBuffers:
        return hide_personal_data(texts, found, mask=self._mask)
