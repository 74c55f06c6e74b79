"""What a list of reviews holds besides reviews: the same words again, copies, noise.

The shares are of all reviews. What they leave, `1 - sum(SHARES.values())`, is composed anew and
differs from every other review.
"""

from lmkor_data.demo.content.seeded_random import Deck, Dice
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
"""Only longer reviews are copied with a change, so that a copy stays near (Jaccard .8 and more)."""

_JUNK = load("junk")
_SWAPS = [tuple(line.split(" → ")) for line in lines(_JUNK["swaps"])]


class JunkWriter:
    """Writes what is not a review of its own."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._decks = {
            name: Deck(lines(_JUNK[name]), dice) for name in ("repeats", "english", "spam")
        }
        self._short = Deck(choices(_JUNK["short"]), dice)

    def write(self, kind: str, slots: Slots) -> str:
        """A text of `kind`, a key of `SHARES` but for copies."""
        if kind == "too short":
            return self._short.deal()
        if kind == "spam":
            return Composer(self._dice, slots, "합쇼체").sentence(self._decks["spam"].deal())
        return self._decks["repeats" if kind == "repeat" else kind].deal()

    def copy(self, text: str) -> str:
        """`text` with one small change: another word, an emoji or a shop's notice behind it."""
        swaps = [(old, new) for old, new in _SWAPS if old in text]
        if swaps and self._dice.chance(0.5):
            old, new = self._dice.pick(swaps)
            return text.replace(old, new, 1)
        if self._dice.chance(0.5):
            return f"{text} {self._dice.pick(['👍🏻', '😊😊', 'ㅎㅎ', '^^', '💕', '!!'])}"
        return f"{text}\n{self._dice.pick(lines(_JUNK['notices']))}"
