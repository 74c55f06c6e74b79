"""What should stand on a line of its own: hashtags in a row, and notes in brackets or quotes.

So that a sentence filter takes away the wall of hashtags behind a good sentence, or the note that
the text was paid for, and nothing else.
"""

from __future__ import annotations

import re

import numpy as np

from lmkor_data.cleaning.buffers import picked, replaced, rewrite
from lmkor_data.cleaning.filters.measures import HINTS, MARKS, Lines
from lmkor_data.corpus.text_buffers import TextBuffers

_HASHTAGS = re.compile(r" ?((?:#[^\s#]+[ ,]*){3,})")
_NOTE = re.compile(
    r" ?((?:\"[^\"\n]{12,100}\"|[“”][^“”\n]{12,100}[“”]|'[^'\n]{12,100}'|\([^()\n]{12,100}\)"
    r"|\[[^\[\]\n]{12,100}\]|<[^<>\n]{12,100}>|\*[^*\n]{12,100}\*))[. ]?"
)
_TELLING = re.compile("체험단|서포터즈|리뷰어|제공|지원|협찬|원고료|수수료|당첨")


def set_apart(texts: TextBuffers, lines: Lines) -> TextBuffers:
    """Put line breaks around such parts; `lines` are those of `texts`,
    measured with the hints of `boilerplate`."""
    of_line = lines.text_of_line()
    counts = lines.counts
    chosen = np.unique(of_line[(counts[:, MARKS] >= 3) | (counts[:, HINTS] & 8 != 0)])
    if not len(chosen):
        return texts
    return replaced(texts, chosen, rewrite(picked(texts, chosen), apart))


def apart(text: str) -> str:
    if "#" in text:
        text = _HASHTAGS.sub(lambda found: f"\n{found[1].strip()}\n", text)
    if _TELLING.search(text):
        text = _NOTE.sub(
            lambda found: f"\n{found[1]}\n" if _TELLING.search(found[1]) else found[0], text
        )
    return re.sub(r" *\n[ \n]*", "\n", text).strip("\n")
