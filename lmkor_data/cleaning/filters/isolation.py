"""Isolate hashtag walls and sponsor notes on lines of their own.

So that a sentence filter takes away the wall of hashtags behind a good sentence, the note that the
text was paid for behind a heading, or the copyright notice behind the news, and nothing else.
"""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import replaced, rewrite_some
from lmkor_data.cleaning.filters.line_measures import HINTS, MARKS, Lines, measure_lines
from lmkor_data.cleaning.filters.line_replacement import lines_after_replacement
from lmkor_data.cleaning.filters.phrases import TELLING, TOLD, Phrase, Phrasebook
from lmkor_data.text.buffers import TextBuffers

_HASHTAGS = re.compile(r" ?((?:#[^\s#]++[ ,]*+){3,}+)")
_WORDS = "체험단|서포터즈|리뷰어|제공|지원|협찬|원고료|수수료|광고료|당첨"
_TELLING = re.compile(_WORDS)


def _enclosed(marks: str) -> str:
    """A pattern of what such marks enclose, where a word of `_WORDS` is in it."""
    first, last = marks.split()
    inner = rf"[^{first}{last}\n]"
    return rf"[{first}](?={inner}{{0,100}}?(?:{_WORDS})){inner}{{12,100}}[{last}]"


_MARKS = ('" "', "“” “”", "' '", "( )", r"\[ \]", "< >", "* *")
_NOTE = re.compile(rf" ?({'|'.join(map(_enclosed, _MARKS))})[. ]?")
#: The words that notes begin with: 본 포스팅은 …, 업체로부터 …; the blank before them becomes a
#: line break if the line tells that somebody paid.
_THIS_POST = re.compile(
    r"(?<=[^\s(\[<\"'“‘*※◇-]) (?=[*※◇-]?\s?(?:본|이|위|해당)\s?(?:포스팅|게시물|게시글|글|콘텐츠"
    r"|컨텐츠|리뷰|후기|영상)[은는을를인]?\s)"
)
_FROM_SOMEBODY = re.compile(
    r"(?<=[^\s은는이가을를의에서로과와도당터후해어여고며,※*]) "
    r"(?=[※*]?\s?(?:(?:업체|브랜드)로\s?부터|소정의)\s)"
    r"|(?<=[요다죠]) (?=[^\s]{1,12}로부터\s)"
)
#: Behind the end of a sentence, or with the name of a newspaper before it.
_COPYRIGHT = re.compile(
    r"(?<=[다요죠까.!?\"”]) (?=(?:(?!다 )[^\n]){0,70}?무단\s?전재[^\n]{0,12}금지)"
)


@functools.cache
def _telling() -> Phrasebook:
    return Phrasebook([Phrase("note", "|".join(TELLING), "")])


def isolate_notes(
    texts: TextBuffers, lines: Lines, hints: NDArray[np.uint16]
) -> tuple[TextBuffers, Lines]:
    """Put line breaks around such parts; `lines` are those of `texts`, measured with `hints`, those
    of `boilerplate`. Returns the texts and their lines."""
    of_line = lines.text_of_line()
    counts = lines.counts
    hinted = np.flatnonzero(counts[:, HINTS] & TOLD != 0)
    telling = np.fromiter((line for line, _ in _telling().find(lines, hinted)), np.int64)
    chosen = np.unique(of_line[np.union1d(telling, np.flatnonzero(counts[:, MARKS] >= 3))])
    changed, new = rewrite_some(texts, chosen, isolated)
    if not len(changed):
        return texts, lines
    texts = replaced(texts, changed, new)
    return texts, lines_after_replacement(texts, lines, changed, measure_lines(new, hints))


def isolated(text: str) -> str:
    """Return the text with line breaks around hashtags in a row, notes and copyright."""
    clean = text
    if "#" in text:
        text = _HASHTAGS.sub(lambda found: f"\n{found[1].strip()}\n", text)
    if _TELLING.search(text):
        text = "\n".join(map(_isolated_notes, text.split("\n")))
    if "무단" in text:
        text = _COPYRIGHT.sub("\n", text)
    return clean if text == clean else re.sub(r" *\n[ \n]*", "\n", text).strip("\n")


def _isolated_notes(line: str) -> str:
    """The line with breaks around what tells that somebody paid."""
    if not _TELLING.search(line):
        return line
    return "\n".join(map(_before_a_note, _NOTE.sub(r"\n\1\n", line).split("\n")))


def _before_a_note(line: str) -> str:
    """The line with a break where a note on payment begins."""
    for opening in (_THIS_POST, _FROM_SOMEBODY):
        for found in opening.finditer(line):
            first, last = found.span()
            paid = _TELLING.search(line, last, last + 80)
            if paid and not _TELLING.search(line, max(0, first - 40), first):
                return f"{line[:first]}\n{line[last:]}"
    return line
