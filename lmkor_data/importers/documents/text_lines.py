"""Plain text: whether a file is one document, or each of its lines is."""

from __future__ import annotations

import re

_HANGUL = re.compile("[가-힣]")

#: From so many lines on a file is looked at as a list of texts.
_LINES = 100


#: A line as a CSV writer quotes it: in quotes, with inner quotes doubled.
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def unquoted_lines(lines: list[str]) -> list[str]:
    """Lines without the quotes of a CSV writer, if one wrote them: some hold doubled quotes, and
    hardly a line that begins with a quote is quoted in another way."""
    begin = [line for line in lines if line.startswith('"')]
    quoted = [line for line in begin if _QUOTED.fullmatch(line)]
    if not any('""' in line for line in quoted) or len(quoted) < 0.95 * len(begin):
        return lines
    return [
        found[1].replace('""', '"') if (found := _QUOTED.fullmatch(line)) else line
        for line in lines
    ]


def is_tabbed(text: str) -> bool:
    """Whether nearly all lines have one and the same number of tabs: a table without a header."""
    lines = [line for line in text[:500_000].split("\n")[:2000] if line.strip()]
    tabs = [line.count("\t") for line in lines]
    return len(lines) >= 3 and tabs[0] > 0 and tabs.count(tabs[0]) >= 0.95 * len(tabs)


def is_line_per_text(text: str) -> bool:
    """Whether each line is a text of its own: many lines, hardly an empty one, each complete.

    A book has empty lines or paragraphs; a text broken to a width has lines of one length that
    stop in the middle of a sentence.
    """
    lines = text[:2_000_000].split("\n")
    if lines and not lines[-1]:
        lines.pop()
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) < _LINES or len(filled) < 0.98 * len(lines):
        return False
    lengths = sorted(map(len, filled))
    median = lengths[len(lengths) // 2]
    if median > 400 or lengths[-1] > 20_000:
        return False
    longest = lengths[int(0.95 * len(lengths))]
    broken = sum(0.85 * longest <= length <= 1.05 * longest for length in lengths) / len(lengths)
    if broken > 0.6 and longest < 120:
        return False
    korean = sum(bool(_HANGUL.search(line)) for line in filled[:2000])
    return korean >= 0.5 * min(len(filled), 2000)
