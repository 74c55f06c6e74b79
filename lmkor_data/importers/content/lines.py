"""Blocks of bytes as blocks of whole lines, numbered, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lmkor_data.importers.intake import DamagedError, Intake

#: Blocks of lines are about this large.
BLOCK_BYTES = 8 << 20
#: A longer line is no row but a mistake (the wrong format, a lost line break).
LINE_BYTES = 64 << 20


class Lines(NamedTuple):
    """Some whole lines of a file."""

    first: int  #: number of the first line, from 1
    data: bytes

    @property
    def number(self) -> int:
        """How many lines these are."""
        return self.data.count(b"\n") + (not self.data.endswith(b"\n"))


def whole_lines(blocks: Iterator[bytes], intake: Intake) -> Iterator[Lines]:
    """Lines in blocks of about 8 MB; a line over 64 MB is left out and told to the intake.

    Where the input turns out damaged, the whole lines before the damage are given first.
    """
    number, held, overlong = 1, bytearray(), False
    damage: DamagedError | None = None
    try:
        for block in blocks:
            intake.read(len(block))
            if overlong:
                _, newline, block = block.partition(b"\n")
                overlong = not newline
                number += not overlong
            held += block
            if len(held) < BLOCK_BYTES:
                continue
            if end := held.rfind(b"\n") + 1:
                lines = Lines(number, bytes(held[:end]))
                yield lines
                number += lines.number
                del held[:end]
            elif len(held) > LINE_BYTES:
                intake.quarantine("a line of more than 64 MB", f"line {number}")
                held.clear()
                overlong = True
    except DamagedError as cause:
        damage = cause
        del held[held.rfind(b"\n") + 1 :]
    if held:
        yield Lines(number, bytes(held))
    if damage:
        raise damage
