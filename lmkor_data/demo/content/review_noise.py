"""Noise among the reviews: boilerplate, near copies, short texts, spam, English.

Shares are of all reviews. The remaining `1 - sum(SHARES.values())` are original reviews, each
different from every other.
"""

from lmkor_data.demo.content.seeded_random import FrameDeck, SeededRandom
from lmkor_data.demo.content.site_texts import choices, lines, load
from lmkor_data.demo.language.sentence_templates import Composer, Slots

SHARES = {
    "repeat": 0.05,
    "near copy": 0.045,
    "too short": 0.02,
    "spam": 0.01,
    "english": 0.005,
}

COPIED_LENGTH = 70
"""Minimum length in characters of a review to copy, so that a copy keeps Jaccard >= 0.8."""

_JUNK = load("junk")
_SWAPS = [tuple(line.split(" → ")) for line in lines(_JUNK["swaps"])]


class NoiseWriter:
    """Generates the texts that are not original reviews."""

    def __init__(self, random: SeededRandom) -> None:
        self._random = random
        self._decks = {
            name: FrameDeck(lines(_JUNK[name]), random) for name in ("repeats", "english", "spam")
        }
        self._short = FrameDeck(choices(_JUNK["short"]), random)

    def write(self, kind: str, slots: Slots) -> str:
        """Generate a text of `kind`, a key of `SHARES` other than `near copy`."""
        if kind == "too short":
            return self._short.deal()
        if kind == "spam":
            return Composer(self._random, slots, "합쇼체").sentence(self._decks["spam"].deal())
        return self._decks["repeats" if kind == "repeat" else kind].deal()

    def copy(self, text: str) -> str:
        """Return `text` with one small change: another word, an emoji or a notice appended."""
        swaps = [(old, new) for old, new in _SWAPS if old in text]
        if swaps and self._random.chance(0.5):
            old, new = self._random.pick(swaps)
            return text.replace(old, new, 1)
        if self._random.chance(0.5):
            return f"{text} {self._random.pick(['👍🏻', '😊😊', 'ㅎㅎ', '^^', '💕', '!!'])}"
        return f"{text}\n{self._random.pick(lines(_JUNK['notices']))}"
