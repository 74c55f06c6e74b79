"""Sentences from frames: slots filled, particles chosen, predicates put into a way of speaking.

A frame is a line of the text files: `<누구>이(가) 쓰는데 향이 <정말> {좋다}`. `<…>` is a slot,
`이(가)` a particle, `{…}` a predicate in its plain form; `{추천한다!}` tells of the speaker, so it
takes no ending of surprise or hearsay (추천하네요 would be odd).
"""

import re
from collections.abc import Mapping, Sequence

from lmkor_data.demo.content.seeded_random import Dice
from lmkor_data.demo.language.conjugation import conjugate, read
from lmkor_data.demo.language.particles import resolve

Slots = Mapping[str, Sequence[str]]

_SLOT = re.compile("<([가-힣]+)>")
_PREDICATE = re.compile(r"\{([^{}!]+)(!?)\}")

# way of speaking: (weights of endings, weights where the speaker tells of himself)
SPEECH: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "해요체": ({"아요": 6, "네요": 3, "더라구요": 2}, {"아요": 9, "습니다": 1}),
    "합쇼체": ({"습니다": 8, "네요": 1}, {"습니다": 1}),
    "반말": ({"아": 4, "네": 2, "더라": 2, "다": 2}, {"아": 2, "다": 3}),
    "한다체": ({"다": 1}, {"다": 1}),
    "음슴체": ({"음": 1}, {"음": 1}),
}


class Composer:
    """Writes sentences in one way of speaking (a key of `SPEECH`) with one set of slots."""

    def __init__(self, dice: Dice, slots: Slots, speech: str) -> None:
        self._dice, self._slots = dice, slots
        self._free, self._own = SPEECH[speech]

    def sentence(self, frame: str) -> str:
        """The whole frame, its predicates ending sentences."""

        def end(match: re.Match[str]) -> str:
            plain, own = match.groups()
            weights = self._own if own else self._free
            before = match.string[: match.start()]
            return conjugate(read(plain, before), self._dice.weighted(weights))

        return _PREDICATE.sub(end, self._fill(frame))

    def clause(self, frame: str, ending: str) -> str:
        """A frame that ends in its only predicate, joined to what follows: 고, 는데, 아서."""

        def end(match: re.Match[str]) -> str:
            return conjugate(read(match[1], match.string[: match.start()]), ending)

        return _PREDICATE.sub(end, self._fill(frame))

    def _fill(self, frame: str) -> str:
        said: set[str] = set()  # <요일>과(와) <요일> are two days

        def choose(slot: re.Match[str]) -> str:
            values = self._slots[slot[1]]
            value = self._dice.pick([v for v in values if v not in said] or values)
            said.add(value)
            return value

        while _SLOT.search(frame):
            frame = _SLOT.sub(choose, frame)
        return resolve(" ".join(frame.split()))


def narrowed(slots: Slots, dice: Dice, kept: Mapping[str, int]) -> Slots:
    """`slots` for one text, which tells of one cat and two people at most.

    `kept` says how many values stay of the slots that it names.
    """
    return {
        name: dice.shuffled(values)[: kept[name]] if name in kept else values
        for name, values in slots.items()
    }


def joins(frame: str, ending: str) -> bool:
    """Whether `frame` may go on with `ending`: one predicate, at its end, and no 샀어서."""
    predicates = _PREDICATE.findall(frame)
    if len(predicates) != 1 or not frame.endswith("}"):
        return False
    return ending != "아서" or predicates[0][0] == "이다" or not read(predicates[0][0]).is_past


def is_polite(frame: str) -> bool:
    """Whether `frame` is polite whatever the way of speaking: 감사합니다, 어떠신가요?"""
    return not _PREDICATE.search(frame) and frame.rstrip("?!.").endswith(("요", "니다"))
