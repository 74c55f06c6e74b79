"""The steps that make text clean, in their order, run until nothing changes any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize import step_triggers as on
from lmkor_data.cleaning.normalize.brackets import remove_empty_brackets
from lmkor_data.cleaning.normalize.character_table import character_table
from lmkor_data.cleaning.normalize.characters import map_characters
from lmkor_data.cleaning.normalize.hanja import read_hanja
from lmkor_data.cleaning.normalize.markup import remove_markup
from lmkor_data.cleaning.normalize.mojibake import repair_mojibake
from lmkor_data.cleaning.normalize.source_markup import remove_source_markup
from lmkor_data.cleaning.normalize.spacing import tidy_spacing
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.cleaning.normalize.unicode import compose
from lmkor_data.cleaning.pii.masking import hide_personal_data
from lmkor_data.text.buffers import TextBuffers

#: One step's output can trigger another (`&am😀p;`), so what changed is run again. Two
#: rounds are usual; a text built to need more than this is left as it is.
_ROUNDS = 6

_PRIVATE = on.LINK | on.AT | on.NUMBER | on.HANDLE | on.ADDRESS


Watch = Callable[[str, TextBuffers], None]


@dataclass(frozen=True)
class Step:
    """One step, applied to the documents in which a bit of `trigger` is set.

    `apply(documents, found, soft)` takes their numbers, and the triggers and the softness of all
    documents by number; it returns the numbers of those that it changed. What a step does that
    `closes` gaps can trigger another step only where the text was LOOSE.
    """

    name: str
    trigger: int
    apply: Callable[[NDArray[np.int64], NDArray[np.uint32], NDArray[np.bool_]], NDArray[np.int64]]
    closes: bool = False


@dataclass
class Edited:
    """The texts, and which documents each step changed."""

    texts: TextBuffers
    by_step: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


class Normalizer:
    """Makes text clean; the same for every document but for what a line break means."""

    def __init__(self, *, mask: bool) -> None:
        self._spans = spans = SpanBuffer()
        table = character_table()
        self._steps = [
            Step("mojibake", on.MOJIBAKE, lambda some, *_: repair_mojibake(spans, some)),
            Step("unicode", on.COMPOSE, lambda some, *_: compose(spans, some)),
            Step("source markup", on.SOURCE, lambda some, *_: remove_source_markup(spans, some)),
            Step("markup", on.ENTITY | on.TAG, lambda some, *_: remove_markup(spans, some)),
            Step(
                "privacy",
                _PRIVATE,
                lambda some, found, _: hide_personal_data(spans, some, found, mask=mask),
            ),
            Step("hanja", on.HANJA, lambda some, *_: read_hanja(spans, some)),
            Step("characters", on.CHARACTERS, lambda some, *_: map_characters(spans, some, table)),
            Step("brackets", on.BRACKET, lambda some, *_: remove_empty_brackets(spans, some)),
            Step(
                "spacing", on.SPACING, lambda some, _, soft: tidy_spacing(spans, some, soft), True
            ),
        ]

    def normalize(
        self, texts: TextBuffers, soft: NDArray[np.bool_], watch: Watch | None = None
    ) -> Edited:
        """Run the steps. Where `soft[i]`, a single line break in document `i` is a blank.

        Cleaning what came out again changes nothing, as long as its line breaks are not soft.
        `watch` is told the name of every step that changed something, and the texts after it.
        """
        self._spans.load(texts)
        by_step = {step.name: np.zeros(texts.count, np.bool_) for step in self._steps}
        found = self._triggers(np.arange(texts.count), soft)
        for _ in range(_ROUNDS):
            again = self._round(found, soft, by_step, watch)
            found[~again] = 0
            if not found.any():
                break
            soft = np.zeros(texts.count, np.bool_)  # the line breaks that are left are meant
        return Edited(self._spans.texts(), by_step)

    def _round(
        self,
        found: NDArray[np.uint32],
        soft: NDArray[np.bool_],
        by_step: dict[str, NDArray[np.bool_]],
        watch: Watch | None,
    ) -> NDArray[np.bool_]:
        """One run of all steps; what a step changed is looked at anew, in `found`.

        Returns which documents changed and may need another run.
        """
        again = np.zeros(len(found), np.bool_)
        for step in self._steps:
            documents = np.flatnonzero(found & step.trigger)
            if len(documents):
                changed = step.apply(documents, found, soft)
                by_step[step.name][changed] = again[changed] = True
                if watch and len(changed):
                    watch(step.name, self._spans.texts())
                if step.closes:
                    found[changed] &= ~np.uint32(step.trigger)
                    changed = changed[found[changed] & on.LOOSE != 0]
                found[changed] = self._triggers(changed, soft)
        return again

    def _triggers(
        self, documents: NDArray[np.int64], soft: NDArray[np.bool_]
    ) -> NDArray[np.uint32]:
        found = on.find_triggers(self._spans, documents)
        found[soft[documents] & (found & on.BREAK != 0)] |= on.SPACING
        return found
