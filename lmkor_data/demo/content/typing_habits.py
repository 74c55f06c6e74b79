"""How one person types: marks between sentences, typos, glued words, emoji."""

from lmkor_data.demo.content.seeded_random import Dice
from lmkor_data.demo.content.site_texts import choices, load

_HABITS = load("habits")
_TAILS = {mood: choices(row) for mood, row in _HABITS["tails"].items()}

MISSPELLS, GLUES, CUTE, EMOJI = 0.22, 0.3, 0.1, 0.2
"""Shares of people with each habit."""


def type_out(sentences: list[str], dice: Dice, *, happy: bool, polite: bool) -> str:
    """Type `sentences` as one person would: one text, perhaps of several lines."""
    if polite and dice.chance(CUTE):
        syllable = dice.weighted(_HABITS["cute"])
        sentences = [s[:-1] + syllable if s.endswith("요") else s for s in sentences]
    breaks = _HABITS["breaks" if happy else "sad_breaks"]
    usual = dice.weighted(breaks)
    text = ""
    for sentence in sentences:
        text += sentence + (usual if dice.chance(0.7) else dice.weighted(breaks))
    text = text.strip(" \n,")
    if dice.chance(0.3):  # many stop without a full stop
        text = text.rstrip(".")
    if dice.chance(MISSPELLS):
        text = _misspelled(text, dice)
    text = _glued(text, dice)
    if dice.chance(EMOJI):
        text += " " + dice.pick(_TAILS["happy" if happy else "sad"])
    return text


def _misspelled(text: str, dice: Dice) -> str:
    possible = [word for word in _HABITS["typos"] if word in text]
    for word in dice.shuffled(possible)[: dice.between(1, 3)]:
        text = text.replace(word, _HABITS["typos"][word])
    return text


def _glued(text: str, dice: Dice) -> str:
    if dice.chance(GLUES):
        for apart, together in _HABITS["glued"].items():
            if dice.chance(0.6):
                text = text.replace(apart, together)
    return text
