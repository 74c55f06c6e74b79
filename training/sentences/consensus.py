"""What is known of a place on which the two teachers agree, and of one on which they differ.

The rules for where they differ were written after reading some 300 such places of the half that is
learned from: behind a final ending the one that splits is right (but before words that quote it);
behind a connective ending the other one; of all else nobody knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

#: What may stand behind the last letter of a sentence.
TAIL = re.compile(r"[\s.!?~…^;:♡♥☆★ㄱ-ㅣ)(\-_*]*$")
#: Last syllables that end a sentence where one teacher says so; and that never do.
_FINAL = frozenset("요다죠까음함임네듯지냐쥬유용당염여셈삼슴군걸랴자니")
_CONNECTIVE = frozenset("데고서면며게도만")
#: Last syllables of which both teachers miss many.
_MISSED = frozenset("다네음함임듯냐")
#: How words begin that quote what stands before them.
_QUOTING = re.compile(
    r"(?:하[고며는길더던면시였니지]|했|한다|할|라[고는며]|고 |싶|이러|그러)"
    r"|(?:생각|고민|느끼|느낌|말하)"
)
_WORD = re.compile(r"[가-힣]+")
_PARTICLES = frozenset("의을를이가은는과와에로도")


class Endings:
    """How often the last two syllables of a word end a text, and stand before particles."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._ends: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._nouns: Counter[str] = Counter()
        for text in texts:
            self._ends[last_syllables(text)] += 1
            words = _WORD.findall(text)
            self._words.update(word[-2:] for word in words)
            self._nouns.update(word[-3:-1] for word in words if word[-1] in _PARTICLES)

    def share(self, ending: str) -> float:
        """Of the words with this ending, how many end a text; 0 where there are few."""
        times = self._words[ending]
        return self._ends[ending] / times if times >= 8 and ending else 0.0

    def closes(self, text: str, least: float = 0.3) -> bool:
        """Whether a text ends in a mark, or in an ending that is no noun's and often ends texts."""
        return text[-1:] in ".!?~…" or self.is_final(last_syllables(text), least)

    def is_final(self, ending: str, least: float = 0.3) -> bool:
        """Whether the ending is no noun's and of its words at least a share ends texts."""
        return self.share(ending) >= least and self._nouns[ending] <= 0.3 * self._words[ending]

    def goes_on(self, text: str) -> bool:
        """Whether a text ends in an ending that seldom ends texts."""
        ending = text[-2:]
        return (
            bool(_WORD.fullmatch(ending)) and self._words[ending] >= 20 and self.share(ending) < 0.1
        )


def last_syllables(text: str) -> str:
    """The last two syllables of a text, its final marks aside."""
    core = TAIL.sub("", text)[-2:]
    return core if _WORD.fullmatch(core) else ""


def settle(
    text: str, j: int, teachers: tuple[bool, bool], typed: bool, endings: Endings
) -> bool | None:
    """Whether a sentence begins at `text[j]`, by its teachers and its author; None: unknown."""
    ending = last_syllables(text[max(0, j - 40) : j])
    last = ending[-1:]
    tail = text[j - 1]
    quoted = _QUOTING.match(text, j) is not None
    if all(teachers):
        return True
    if typed and endings.closes(text[:j].rstrip()):
        return True
    if any(teachers):
        if quoted:
            return None
        if last in _FINAL or endings.is_final(ending):
            return True
        if last in _CONNECTIVE and tail == " " and text[j - 2] == last:
            return False
        return True if text[j - 1] == "." and text[j - 2] != "." and last else None
    if typed:
        return None
    missed = last in _MISSED and tail == " " and not quoted and endings.is_final(ending, 0.4)
    return None if missed else False
