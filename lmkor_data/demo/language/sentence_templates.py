"""Sentences from frames: fills slots, chooses particles, conjugates predicates.

A frame is a line of the text files: `<누구>이(가) 쓰는데 향이 <정말> {좋다}`. `<…>` is a slot,
`이(가)` a particle, `{…}` a predicate in its plain form. `{추천한다!}` has the speaker as subject
and takes no ending of surprise or hearsay (추천하네요 would be odd).
"""

import re
from collections.abc import Mapping, Sequence

from lmkor_data.demo.content.seeded_random import SeededRandom
from lmkor_data.demo.language.conjugation import conjugate, read
from lmkor_data.demo.language.particles import resolve

Slots = Mapping[str, Sequence[str]]

_SLOT = re.compile("<([가-힣]+)>")
_PREDICATE = re.compile(r"\{([^{}!]+)(!?)\}")

# speech level: (weights of endings, weights where the speaker is the subject)
SPEECH: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "해요체": ({"아요": 6, "네요": 3, "더라구요": 2}, {"아요": 9, "습니다": 1}),
    "합쇼체": ({"습니다": 8, "네요": 1}, {"습니다": 1}),
    "반말": ({"아": 4, "네": 2, "더라": 2, "다": 2}, {"아": 2, "다": 3}),
    "한다체": ({"다": 1}, {"다": 1}),
    "음슴체": ({"음": 1}, {"음": 1}),
}


class Composer:
    """Generates sentences in one speech level (a key of `SPEECH`) with one set of slots."""

    def __init__(self, random: SeededRandom, slots: Slots, speech: str) -> None:
        self._random, self._slots = random, slots
        self._free, self._own = SPEECH[speech]

    def sentence(self, frame: str) -> str:
        """Expand a frame whose predicates end sentences."""

        def end(match: re.Match[str]) -> str:
            plain, own = match.groups()
            weights = self._own if own else self._free
            before = match.string[: match.start()]
            return conjugate(read(plain, before), self._random.weighted(weights))

        return _PREDICATE.sub(end, self._fill(frame))

    def clause(self, frame: str, ending: str) -> str:
        """Expand a frame that ends in its only predicate as a clause: 고, 는데, 아서."""

        def end(match: re.Match[str]) -> str:
            return conjugate(read(match[1], match.string[: match.start()]), ending)

        return _PREDICATE.sub(end, self._fill(frame))

    def _fill(self, frame: str) -> str:
        used: set[str] = set()  # <요일>과(와) <요일> must be two different days

        def choose(slot: re.Match[str]) -> str:
            values = self._slots[slot[1]]
            value = self._random.pick([v for v in values if v not in used] or values)
            used.add(value)
            return value

        while _SLOT.search(frame):
            frame = _SLOT.sub(choose, frame)
        return resolve(" ".join(frame.split()))


def narrowed(slots: Slots, random: SeededRandom, kept: Mapping[str, int]) -> Slots:
    """Restrict `slots` for one text, so that it mentions at most one cat and two people.

    `kept` gives the number of values to keep, by slot.
    """
    return {
        name: random.shuffled(values)[: kept[name]] if name in kept else values
        for name, values in slots.items()
    }


def joins(frame: str, ending: str) -> bool:
    """Tell whether `frame` can take `ending`: one predicate, at its end; 샀어서 is excluded."""
    predicates = _PREDICATE.findall(frame)
    if len(predicates) != 1 or not frame.endswith("}"):
        return False
    return ending != "아서" or predicates[0][0] == "이다" or not read(predicates[0][0]).is_past


def is_polite(frame: str) -> bool:
    """Tell whether `frame` is polite in every speech level: 감사합니다, 어떠신가요?"""
    return not _PREDICATE.search(frame) and frame.rstrip("?!.").endswith(("요", "니다"))
