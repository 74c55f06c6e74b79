"""Typing habits of review authors: sentence breaks, typos, omitted spaces, emoji."""

from lmkor_data.demo.content.seeded_random import SeededRandom
from lmkor_data.demo.content.site_texts import choices, load

_HABITS = load("habits")
_TAILS = {mood: choices(row) for mood, row in _HABITS["tails"].items()}

MISSPELLS, GLUES, CUTE, EMOJI = 0.22, 0.3, 0.1, 0.2
"""Share of authors with each habit."""


def apply_typing_habits(
    sentences: list[str], random: SeededRandom, *, happy: bool, polite: bool
) -> str:
    """Join `sentences` into one text with the typing habits of one author."""
    if polite and random.chance(CUTE):
        syllable = random.weighted(_HABITS["cute"])
        sentences = [s[:-1] + syllable if s.endswith("요") else s for s in sentences]
    breaks = _HABITS["breaks" if happy else "sad_breaks"]
    usual = random.weighted(breaks)
    text = ""
    for sentence in sentences:
        text += sentence + (usual if random.chance(0.7) else random.weighted(breaks))
    text = text.strip(" \n,")
    if random.chance(0.3):  # many authors omit the last full stop
        text = text.rstrip(".")
    if random.chance(MISSPELLS):
        text = _misspelled(text, random)
    text = _glued(text, random)
    if random.chance(EMOJI):
        text += " " + random.pick(_TAILS["happy" if happy else "sad"])
    return text


def _misspelled(text: str, random: SeededRandom) -> str:
    possible = [word for word in _HABITS["typos"] if word in text]
    for word in random.shuffled(possible)[: random.between(1, 3)]:
        text = text.replace(word, _HABITS["typos"][word])
    return text


def _glued(text: str, random: SeededRandom) -> str:
    if random.chance(GLUES):
        for apart, together in _HABITS["glued"].items():
            if random.chance(0.6):
                text = text.replace(apart, together)
    return text
