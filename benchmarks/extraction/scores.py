"""How much of a post's words and code an extraction kept, and how much else it brought."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from markdown_gold import WORD, Gold, code_block_lines

_FENCES = re.compile(r"^`{3,}[^\n`]*\n(.*?)^`{3,}$", re.DOTALL | re.MULTILINE)


@dataclass
class Score:
    """One post: shares of words, and code lines kept whole."""

    recall: float
    precision: float
    code_kept: int
    code_lines: int


def words_of(text: str) -> Counter[str]:
    """Runs of letters and digits, counted, in small letters and composed."""
    return Counter(WORD.findall(unicodedata.normalize("NFC", text).lower()))


def _lines(text: str) -> Counter[str]:
    """All lines, those between fences without the indentation that a block shares."""
    lines: Counter[str] = Counter()
    for place, piece in enumerate(_FENCES.split(text)):
        if place % 2:
            lines.update(code_block_lines(piece))
        else:
            lines.update(line.rstrip().expandtabs(4) for line in piece.split("\n"))
    return lines


def score(text: str, gold: Gold) -> Score:
    """Compare an extracted text with its source. The title and the texts of images are no fault."""
    wanted, got = Counter(gold.words), words_of(text)
    shared = sum((wanted & got).values())
    extra = got - wanted
    forgiven = sum((extra & (words_of(gold.title) + Counter(gold.optional))).values())
    lines = _lines(text)
    code = Counter(gold.code_lines)
    return Score(
        recall=shared / max(1, sum(wanted.values())),
        precision=shared / max(1, sum(got.values()) - forgiven),
        code_kept=sum((code & lines).values()),
        code_lines=sum(code.values()),
    )
