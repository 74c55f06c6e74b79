"""Short names for contents and for parameters, to see whether work is already done."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from pathlib import Path
from typing import Any

_END = 1 << 16

#: Beside files that no manifest records: name → `file_digest`, as JSON.
DIGESTS = "_digests.json"


def file_fingerprint(path: Path) -> str:
    """Changes when the file does; times are left out, so that a copied corpus is the same corpus.

    Of a Parquet file, its size and a hash of its first and last 64 KiB: the footer holds the
    sizes, places and statistics of every column chunk, so a change inside shows there. Of any
    other file, a hash of the whole, read once while it stays as it is.
    """
    known = path.stat()
    if path.suffix != ".parquet":
        return _whole(path, known.st_mtime_ns, known.st_size)
    digest = hashlib.blake2b(str(known.st_size).encode(), digest_size=12)
    with path.open("rb") as file:
        digest.update(file.read(_END))
        file.seek(max(0, known.st_size - _END), os.SEEK_SET)
        digest.update(file.read(_END))
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """A hash of every byte of a file: 32 hexadecimal digits, about 1 GB a CPU second."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@functools.lru_cache(maxsize=4096)
def _whole(path: Path, changed: int, size: int) -> str:
    """Of a file that was last changed then: a large one is the input of many tasks."""
    return hashlib.blake2b(f"{size} {file_digest(path)}".encode(), digest_size=12).hexdigest()


def parameters_fingerprint(parameters: dict[str, Any]) -> str:
    """Changes when a parameter does; the order of the keys does not matter."""
    canonical = json.dumps(parameters, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(canonical.encode(), digest_size=12).hexdigest()
