"""The bytes to import, wherever they are: a file, or a file inside an archive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.archives import open_member
from lmkor_data.importers.content.unpacking import (
    decompressed,
    is_packed,
    unpacked,
)

#: What must be held as a whole (a page, a workbook, a JSON tree) may have this many bytes.
WHOLE_BYTES = 256 << 20


@dataclass(frozen=True)
class Content:
    """A file to read. Packing by .gz, .bz2, .xz or .zst is undone."""

    path: Path
    member: str = ""  #: path inside the archive at `path`

    @property
    def place(self) -> str:
        """The file as messages name it."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """File name without the suffix of its packing: `a.jsonl.zst` → `a.jsonl`."""
        name = PurePosixPath(self.member) if self.member else self.path
        return name.stem if is_packed(name) else name.name

    @property
    def suffix(self) -> str:
        """Suffix of `name` in lower case: `.jsonl`."""
        return Path(self.name).suffix.lower()

    @property
    def folders(self) -> tuple[str, ...]:
        """Names of the folders above, outermost first; of an archive, those inside it."""
        return PurePosixPath(self.member).parts[:-1] if self.member else self.path.parts[:-1]

    @property
    def cuttable(self) -> bool:
        """Whether reading may begin at any byte."""
        return not self.member and not is_packed(self.path)

    def blocks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Unpacked blocks of about 1 MB; `start` and `end` (bytes) only where `cuttable`.

        Raises `DamagedError` at the first byte that cannot be unpacked.
        """
        if not self.member:
            return unpacked(self.path, start, end)
        return decompressed(open_member(self.path, self.member), PurePosixPath(self.member))

    def head(self, size: int = 1 << 16) -> bytes:
        """The first bytes; what is damaged behind them is not told."""
        return beginning(self.blocks(), size)

    def whole(self, most: int = WHOLE_BYTES) -> bytes:
        """All bytes. Raises `LmkorError` where there are more than `most`."""
        held = bytearray()
        for block in self.blocks():
            held += block
            if len(held) > most:
                raise LmkorError(
                    f"{self.place} holds more than {most >> 20} MB, which this format cannot be "
                    f"read from in parts."
                )
        return bytes(held)

    def seekable(self) -> IO[bytes]:
        """A file object that can seek: the file itself, or its bytes in memory."""
        return self.path.open("rb") if self.cuttable else io.BytesIO(self.whole())


def beginning(blocks: Iterator[bytes], size: int) -> bytes:
    """The first bytes of blocks. Damage behind them is told when they are read for good."""
    held = b""
    try:
        while len(held) < size and (block := next(blocks, b"")):
            held += block
    except LmkorError:
        pass
    return held[:size]
