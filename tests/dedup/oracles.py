"""What the kernels must give, in plain Python and in the words of the docs."""

from __future__ import annotations

import re
import unicodedata

from lmkor_data.dedup.signatures.hashes import SHINGLE

MEANT = set("%‰₩$€£¥₽+×÷±℃℉°#&@")


def is_space(character: str) -> bool:
    return character.isspace() or character <= " "


def collapsed(text: str) -> str:
    """One blank for each run of white space, none at the ends."""
    return " ".join("".join(" " if is_space(c) else c for c in text).split())


def shingles(text: str) -> set[str]:
    whole = collapsed(text)
    return {whole[i : i + SHINGLE] for i in range(max(1, len(whole) - SHINGLE + 1))} - {""}


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def counting_lines(text: str) -> list[str]:
    """Each line with what counts alone."""
    digits_around = {m.start() for m in re.finditer(r"(?<=[0-9])[^0-9](?=[0-9])", text, re.S)}
    return "".join(_folded(c, i in digits_around) for i, c in enumerate(text)).split("\n")


def folded_lines(text: str) -> list[str]:
    """The same, but where nothing counts, all but the spaces does, as the last line."""
    lines = counting_lines(text)
    if not any(lines):
        lines[-1] = "".join(c for c in text if not is_space(c))
    return lines


def folded(text: str) -> str:
    return "".join(folded_lines(text))


def _folded(character: str, between_digits: bool) -> str:
    if character == "\n":
        return "\n"
    if is_space(character):
        return ""
    if character in MEANT or character > "￿":
        return character
    if unicodedata.category(character)[0] in "PSCZ":
        return character if between_digits else ""
    lower = character.lower()
    return lower if len(lower) == 1 else character
