"""What becomes of every character: `tables/characters.tsv` as arrays for the kernels."""

from __future__ import annotations

import functools
import unicodedata
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lmkor_data.errors import LmkorError

CODE_POINTS = 0x110000

#: Actions of `CharacterTable.action`; from `MAPPED` on, the number of a replacement.
KEEP, GAP, DROP, SPACE, LINE, TWICE, BARE, MAPPED = 0, 1, 2, 3, 4, 5, 6, 8

#: Stands where something visible was removed, until the spacing step decides what remains of it.
#: A control character, so no text that went through the table holds one of its own.
MARK = "\x1a"

_ACTIONS = {
    "keep": KEEP,
    "gap": GAP,
    "drop": DROP,
    "space": SPACE,
    "line": LINE,
    "twice": TWICE,
    "bare": BARE,
}

#: A replacement is at most so many times as long as the UTF-8 of what it replaces.
GROWTH = 3


class CharacterTable(NamedTuple):
    """What becomes of characters, as kernels take it.

    `action[c]` is for every code point `c`; replacement `r` is `data[starts[r]:starts[r + 1]]`.
    """

    action: NDArray[np.uint16]  #: one a code point
    starts: NDArray[np.int32]
    data: NDArray[np.uint8]  #: UTF-8


@functools.cache
def character_table() -> CharacterTable:
    """The table of the package, read once a process."""
    return parse_characters(table_file("characters.tsv"))


def table_file(name: str) -> str:
    """The content of a file of `tables/`."""
    return (
        resources.files("lmkor_data.cleaning").joinpath("tables", name).read_text(encoding="utf-8")
    )


def parse_characters(content: str) -> CharacterTable:
    """The table that the files describe; their heads say how. Raises LmkorError on a bad line."""
    plans: dict[int, tuple[str, str]] = {}
    for number, line in enumerate(content.splitlines(), 1):
        if line and not line.startswith("#"):
            characters, action, replacement = (*line.split("\t"), "", "")[:3]
            if action not in _ACTIONS and action not in _REPLACE:
                raise LmkorError(f"characters.tsv, line {number}: no such action: {action!r}.")
            for code in code_points(characters):
                plans[code] = action, replacement
    action_of = np.full(CODE_POINTS, GAP, np.uint16)
    kept = {code for code, (action, _) in plans.items() if action == "keep"}
    replacements: dict[str, int] = {}
    for code, (action, replacement) in plans.items():
        if action in _ACTIONS:
            action_of[code] = _ACTIONS[action]
            continue
        new = _REPLACE[action](chr(code), replacement)
        new = "".join(c if ord(c) in kept else _again(c, plans) for c in new)
        if new and all(ord(c) in kept or c == MARK for c in new):
            action_of[code] = MAPPED + replacements.setdefault(new, len(replacements))
    encoded = [new.encode() for new in replacements]
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return CharacterTable(action_of, starts, np.frombuffer(b"".join(encoded), np.uint8))


def _again(character: str, plans: dict[int, tuple[str, str]]) -> str:
    """What becomes of a character that a replacement holds: ㎖ is mℓ, and ℓ is l."""
    action, replacement = plans.get(ord(character), ("gap", ""))
    return _REPLACE[action](character, replacement) if action in _REPLACE else character


def code_points(characters: str) -> list[int]:
    """The code points that a first column names: `%`, `%₩`, `가..힣`, `U+200B U+2060..U+206F`."""
    if not characters.startswith("U+"):
        first, dots, last = characters.partition("..")
        if dots and len(first) == len(last) == 1:
            return list(range(ord(first), ord(last) + 1))
        return [ord(c) for c in characters]
    found: list[int] = []
    for part in characters.split():
        first, _, last = part.partition("..")
        low = int(first.removeprefix("U+"), 16)
        high = int(last.removeprefix("U+"), 16) if last else low
        found += range(low, high + 1)
    return found


def _base(character: str) -> str:
    """What Unicode gives for the character, jamo as compatibility jamo, a fraction with a slash."""
    jamo = _JAMO.get(character)
    if jamo:
        return jamo
    _, *codes = unicodedata.decomposition(character).split() or ["", ""]
    if codes == [""]:
        return ""
    parts = (chr(int(code, 16)) for code in codes if not code.startswith("<"))
    whole = unicodedata.normalize("NFC", "".join(parts))
    return "".join(_JAMO.get(c, c) for c in whole).replace("\u2044", "/")


def _number(character: str) -> str:
    base = _base(character) or str(int(unicodedata.numeric(character)))
    return MARK + base + MARK


def _letter(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)
    return "".join(c for c in plain if not unicodedata.combining(c))


_REPLACE = {
    "map": lambda _, replacement: replacement,
    "base": lambda character, _: _base(character),
    "number": lambda character, _: _number(character),
    "letter": lambda character, _: _letter(character),
}

#: Conjoining jamo → the compatibility jamo of the same letter.
_JAMO = {
    unicodedata.normalize("NFKC", compatible): compatible
    for compatible in map(chr, range(0x3131, 0x3164))
}
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_JAMO |= {chr(0x11A8 + i): final for i, final in enumerate(_FINALS)}
