"""Phrases that give boilerplate away, from tables that a reader of Korean can extend.

A pattern is a row of groups with ` … ` between them: `협찬|제공 … 받아|받고 … 작성|후기`. Of every
group one of the words must stand in the line, in this order, within SPAN letters. Only letters
count: blanks and punctuation may stand anywhere, also within a word.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.cleaning.filters.line_forms import LINE_FORMS, without_denials
from lmkor_data.cleaning.filters.line_measures import HINTS, Lines, measure_lines, pair_key
from lmkor_data.cleaning.filters.phrase_search import find_phrases, word_tables
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.cleaning.normalize.character_table import table_file
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers

#: Letters of a line that can go for a phrase; what is longer says more than that.
LONGEST = 80

#: Reasons of phrases that a line may deny.
_DENIABLE = ("sponsor note",)

#: Bits of `Phrasebook.hints`. Every sixth phrase of a table shares its bits: with one pair of bits
#: for all, a fifth of all lines had both by chance (제품 … 리뷰), now a tenth has.
TOLD, _ALONE, _FIRST, _SECOND = 1, 2, 1 << 2, 1 << 9
_SHARES = 6

#: Words of which one stands in nearly every note that a text was paid for, or on copyright.
TELLING = (
    "체험단",
    "서포터즈",
    "공받",
    "원받",
    "협찬",
    "원고료",
    "광고료",
    "수료",
    "당첨",
    "단전재",
)


@dataclass(frozen=True)
class Phrase:
    """A line of a table."""

    reason: str
    pattern: str
    example: str  #: a line in which the pattern stands
    whole: bool = False  #: the document goes for it, where it takes much of that
    longest: int = LONGEST  #: letters of a line that may go for it
    only: str = ""  #: the line must be of this form too, one of `LINE_FORMS`

    def groups(self) -> list[list[str]]:
        """Return the words of each group of the pattern."""
        return [group.strip().split("|") for group in self.pattern.split(" … ")]


def parse_phrases(content: str, file: str) -> tuple[Phrase, ...]:
    """The phrases of a table: reason, what goes, pattern, example; tabs between.

    What goes: `line`, `line:N` (of N letters at most), `document`, or one of LINE_FORMS.

    Raises LmkorError on a line that is not of this form.
    """
    phrases = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        goes, _, longest = (*columns, "")[1].partition(":")
        if len(columns) != 4 or goes not in ("line", "document", *LINE_FORMS):
            raise LmkorError(
                f"{file}, line {number}: wanted are reason, what goes (`line`, `document`, "
                f"{', '.join(LINE_FORMS)}), pattern, and example, with tabs between them."
            )
        reason, _, pattern, example = columns
        most = int(longest) if longest.isdigit() else LONGEST
        only = goes if goes in LINE_FORMS else ""
        phrase = Phrase(reason, pattern, example, goes == "document", most, only)
        for word in (word for group in phrase.groups() for word in group):
            if len(word) < 2 or not all(is_letter(ord(c)) for c in word):
                raise LmkorError(
                    f"{file}, line {number}: {word!r} must be two letters or more (Hangul, Latin, "
                    f"digits) without blanks."
                )
        phrases.append(phrase)
    return tuple(phrases)


@functools.cache
def boilerplate() -> Phrasebook:
    """The phrases of `tables/boilerplate.tsv`, read once a process."""
    return Phrasebook(parse_phrases(table_file("boilerplate.tsv"), "boilerplate.tsv"), TELLING)


@functools.cache
def tagging(tag: str) -> Phrasebook:
    """The phrases for which a document gets a tag: `tables/TAG.tsv`."""
    return Phrasebook(parse_phrases(table_file(f"{tag}.tsv"), f"{tag}.tsv"))


class Phrasebook:
    """Finds phrases in lines."""

    def __init__(self, phrases: Sequence[Phrase], telling: Sequence[str] = ()) -> None:
        self.phrases = tuple(phrases)
        #: uint16: bits for pairs of letters that begin a word: `TOLD` one of `telling`, `_ALONE`
        #: one of an only group, `_FIRST << n` and `_SECOND << n` one of the first and second group
        #: of a phrase whose number leaves `n` over `_SHARES`.
        self.hints = np.zeros(1 << 16, np.uint16)
        for number, phrase in enumerate(self.phrases):
            for position, group in enumerate(phrase.groups()):
                for word in group:
                    share = number % _SHARES
                    bits = (
                        [_ALONE]
                        if len(phrase.groups()) == 1
                        else [_FIRST << share, _SECOND << share]
                    )
                    if position < len(bits):
                        self.hints[pair_key(ord(word[0]), ord(word[1]))] |= bits[position]
        for word in telling:
            self.hints[pair_key(ord(word[0]), ord(word[1]))] |= TOLD
        self._words = word_tables([phrase.groups() for phrase in self.phrases])

    def hinted(self, lines: Lines) -> NDArray[np.bool_]:
        """Return which lines may hold a phrase, measured with `hints`."""
        hints = lines.counts[:, HINTS]
        both = hints & hints // (_SECOND // _FIRST) & _FIRST * ((1 << _SHARES) - 1)
        return (both != 0) | (hints & _ALONE != 0)

    def find(self, lines: Lines, chosen: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """Find every phrase in the lines `chosen`: (number of the line, number of the phrase).

        What a line denies is not found: 원고료 없이 작성했습니다.
        """
        asserted: dict[int, str] = {}  # what deniable lines say without their denials
        doubtful: dict[int, str] = {}
        for line, number in self._find(lines, chosen):
            phrase = self.phrases[number]
            if phrase.only and not LINE_FORMS[phrase.only](lines.text(line)):
                continue
            if phrase.reason in _DENIABLE:
                if line not in asserted:
                    text = lines.text(line)
                    asserted[line] = without_denials(text)
                    if asserted[line] != text:
                        doubtful[line] = asserted[line]
                if line in doubtful:
                    continue
            yield line, number
        if doubtful:
            numbers = list(doubtful)
            again = measure_lines(text_buffers(pa.array(doubtful.values())), self.hints)
            for row, number in self._find(again, np.arange(len(numbers))):
                if self.phrases[number].reason in _DENIABLE:
                    yield numbers[row], number

    def _find(self, lines: Lines, chosen: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        if len(chosen) and self.phrases:
            found = np.zeros((len(chosen), len(self.phrases)), np.bool_)
            longest = int((lines.ends[chosen] - lines.starts[chosen]).max())
            find_phrases(lines.arrays, chosen, longest + 1, self._words, found)
            for row, phrase in np.argwhere(found):
                yield int(chosen[row]), int(phrase)
