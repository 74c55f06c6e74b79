"""Lines with a way back: what a stray quotation mark swallowed is read again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator


class RewindableLines:
    """An iterator of lines that remembers those of the row under way, `most` of them at most.

    At that limit it ends, as a file does, until `begin` or `rewind` is called.
    """

    def __init__(self, lines: Iterator[str], most: int) -> None:
        self.taken: list[str] = []  #: by the row under way
        self._lines = lines
        self._most = most
        self._returned: deque[str] = deque()
        self._before = 0

    def __iter__(self) -> RewindableLines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._most:
            raise StopIteration
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """The number, from 1, of the line that the next row begins on."""
        self._before += len(self.taken)
        self.taken = []
        return self._before + 1

    def rewind(self) -> None:
        """All lines of the row but its first are to be read again."""
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
