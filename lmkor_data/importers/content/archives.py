"""Files inside zip and tar archives, read as streams and never written to disk."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.unpacking import BOMB_BYTES, BOMB_RATIO
from lmkor_data.importers.intake import DamagedError

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_BLOCK = 1 << 20

#: First names inside zip files that are one document or table, not an archive of files.
_DOCUMENTS = ("[content_types].xml", "mimetype", "meta-inf/", "version.xml")


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files: a tar by name, a zip that is no office document."""
    if path.name.lower().endswith(_TAR):
        return True
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()[:200]]
    except (zipfile.BadZipFile, OSError):
        return path.suffix.lower() == ".zip"
    return not any(name.startswith(_DOCUMENTS) for name in names)


def member_names(path: Path) -> list[tuple[str, int]]:
    """Name and unpacked size of the files inside, hidden ones left out, by name.

    Raises `LmkorError` where the archive cannot be read.
    """
    try:
        if path.name.lower().endswith(_TAR):
            with tarfile.open(path) as tar:
                found = [(m.name, m.size) for m in tar if m.isfile()]
        else:
            with zipfile.ZipFile(path) as archive:
                found = [(i.filename, i.file_size) for i in archive.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, zlib.error) as cause:
        raise LmkorError(f"{path} is not a readable archive ({cause}). Fetch it again.") from cause
    return sorted(pair for pair in found if not _hidden(pair[0]))


def shown_name(name: str) -> str:
    """The name as people wrote it: Korean Windows stores cp949 where zip means cp437."""
    try:
        return name.encode("cp437").decode("cp949")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name


def open_member(path: Path, member: str) -> Iterator[bytes]:
    """The bytes of a file inside, in blocks.

    Raises `LmkorError` where it cannot be opened, `DamagedError` where reading stops in the middle.
    """
    read = 0
    try:
        if path.name.lower().endswith(_TAR):
            with tarfile.open(path) as tar:
                file = tar.extractfile(member)
                while file is not None and (block := file.read(_BLOCK)):
                    read += len(block)
                    yield block
            return
        with zipfile.ZipFile(path) as archive, archive.open(member) as entry:
            _refuse_bomb(archive.getinfo(member), path)
            while block := entry.read(_BLOCK):
                read += len(block)
                yield block
    except RuntimeError as cause:  # how zipfile tells of a password
        raise LmkorError(
            f"{member} in {path} cannot be unpacked ({cause}). Unpack the archive with its "
            f"password and import the files."
        ) from cause
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, KeyError, zlib.error,
            NotImplementedError) as cause:  # fmt: skip
        kind = DamagedError if read else LmkorError
        raise kind(f"{member} in {path} cannot be unpacked ({cause}).") from cause


def _refuse_bomb(info: zipfile.ZipInfo, path: Path) -> None:
    """Raise `LmkorError` where a file inside unpacks to many times its size."""
    if info.file_size > max(BOMB_BYTES, BOMB_RATIO * info.compress_size):
        raise LmkorError(
            f"{info.filename} in {path} is left out: it unpacks to {info.file_size:,} bytes, "
            f"{info.file_size // max(1, info.compress_size):,} times its size."
        )


def _hidden(name: str) -> bool:
    return any(part[:1] in (".", "_") and part != ".." for part in name.split("/"))
