"""Take code between fences out of a text before it is cleaned, and put it back behind.

For corpora that keep code. While a text is normalized, split and judged, a token such as
[코드블록1] stands in place of each block; a block whose token a filter left out is lost with it.
"""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize.source_markup import fenced_blocks

_TOKEN = re.compile(r" ?\[코드블록(\d{1,4})\] ?")


def take_out(text: str) -> tuple[str, list[str]]:
    """Return the text with a token for each block of code, and the blocks with their fences."""
    parts: list[str] = []
    blocks: list[str] = []
    done = 0
    for first, last in fenced_blocks(text):
        blocks.append(text[first:last].strip("\n"))
        parts += text[done:first], f"\n\n[코드블록{len(blocks)}]\n\n"
        done = last
    return "".join([*parts, text[done:]]), blocks


def put_back(text: str, blocks: list[str]) -> str:
    """Return the text with the blocks in place of their tokens, on lines of their own."""

    def block(token: re.Match[str]) -> str:
        number = int(token[1])
        return f"\n{blocks[number - 1]}\n" if 0 < number <= len(blocks) else token[0]

    lines = _TOKEN.sub(block, text).strip("\n")
    return re.sub(r"\n{2,}(?=```|~~~)|(?<=```)\n{2,}|(?<=~~~)\n{2,}", "\n", lines)
