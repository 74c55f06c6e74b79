"""The steps that make text clean, in their order, run until nothing changes any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lmkor_data.cleaning import occasions as on
from lmkor_data.cleaning.brackets import remove_empty_brackets
from lmkor_data.cleaning.character_table import character_table
from lmkor_data.cleaning.characters import map_characters
from lmkor_data.cleaning.markup import remove_markup
from lmkor_data.cleaning.pii.masking import hide_personal_data
from lmkor_data.cleaning.spacing import tidy_spacing
from lmkor_data.cleaning.unicode import compose
from lmkor_data.cleaning.workbench import Workbench
from lmkor_data.text.buffers import TextBuffers

#: What one step makes can be another's occasion (`&am😀p;`), so what changed is run again. Two
#: rounds are usual; a text built to need more than this is left as it is.
_ROUNDS = 6

_PRIVATE = on.LINK | on.AT | on.NUMBER | on.HANDLE | on.ADDRESS


Watch = Callable[[str, TextBuffers], None]


@dataclass(frozen=True)
class Step:
    """What is done to the documents that give `occasion` to it.

    `apply(documents, found, soft)` takes their numbers, and the occasions and the softness of all
    documents by number; it returns the numbers of those that it changed. What a step does that
    `closes` gaps can give occasion to another step only where the text was LOOSE.
    """

    name: str
    occasion: int
    apply: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
    closes: bool = False


@dataclass
class Edited:
    """The texts, and which documents each step changed."""

    texts: TextBuffers
    by_step: dict[str, np.ndarray] = field(default_factory=dict)


class Cleaner:
    """Makes text clean; the same for every document but for what a line break means."""

    def __init__(self, *, mask: bool) -> None:
        self._bench = bench = Workbench()
        table = character_table()
        self._steps = [
            Step("unicode", on.COMPOSE, lambda some, *_: compose(bench, some)),
            Step("markup", on.ENTITY | on.TAG, lambda some, *_: remove_markup(bench, some)),
            Step(
                "privacy",
                _PRIVATE,
                lambda some, found, _: hide_personal_data(bench, some, found, mask=mask),
            ),
            Step("characters", on.CHARACTERS, lambda some, *_: map_characters(bench, some, table)),
            Step("brackets", on.BRACKET, lambda some, *_: remove_empty_brackets(bench, some)),
            Step(
                "spacing", on.SPACING, lambda some, _, soft: tidy_spacing(bench, some, soft), True
            ),
        ]

    def clean(self, texts: TextBuffers, soft: np.ndarray, watch: Watch | None = None) -> Edited:
        """Run the steps. Where `soft[i]`, a single line break in document `i` is a blank.

        Cleaning what came out again changes nothing, as long as its line breaks are not soft.
        `watch` is told the name of every step that changed something, and the texts after it.
        """
        self._bench.lay(texts)
        by_step = {step.name: np.zeros(texts.count, np.bool_) for step in self._steps}
        found = self._occasions(np.arange(texts.count), soft)
        for _ in range(_ROUNDS):
            again = self._round(found, soft, by_step, watch)
            found[~again] = 0
            if not found.any():
                break
            soft = np.zeros(texts.count, np.bool_)  # the line breaks that are left are meant
        return Edited(self._bench.texts(), by_step)

    def _round(
        self,
        found: np.ndarray,
        soft: np.ndarray,
        by_step: dict[str, np.ndarray],
        watch: Watch | None,
    ) -> np.ndarray:
        """One run of all steps; what a step changed is looked at anew, in `found`.

        Returns which documents changed and may need another run.
        """
        again = np.zeros(len(found), np.bool_)
        for step in self._steps:
            documents = np.flatnonzero(found & step.occasion)
            if len(documents):
                changed = step.apply(documents, found, soft)
                by_step[step.name][changed] = again[changed] = True
                if watch and len(changed):
                    watch(step.name, self._bench.texts())
                if step.closes:
                    found[changed] &= ~np.uint16(step.occasion)
                    changed = changed[found[changed] & on.LOOSE != 0]
                found[changed] = self._occasions(changed, soft)
        return again

    def _occasions(self, documents: np.ndarray, soft: np.ndarray) -> np.ndarray:
        found = on.occasions(self._bench, documents)
        found[soft[documents] & (found & on.BREAK != 0)] |= on.SPACING
        return found
