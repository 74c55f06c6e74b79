"""Short names for contents and for parameters, to see whether work is already done."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

_END = 1 << 16


def file_fingerprint(path: Path) -> str:
    """Changes when the file does: its size and a hash of its first and last 64 KiB.

    The end of a Parquet file (its footer) holds the sizes, places and statistics of every column
    chunk, so a change inside shows there. Cheap for files of any size; times are left out, so
    that a copied corpus is the same corpus.
    """
    size = path.stat().st_size
    digest = hashlib.blake2b(str(size).encode(), digest_size=12)
    with path.open("rb") as file:
        digest.update(file.read(_END))
        file.seek(max(0, size - _END), os.SEEK_SET)
        digest.update(file.read(_END))
    return digest.hexdigest()


def parameters_fingerprint(parameters: dict[str, Any]) -> str:
    """Changes when a parameter does; the order of the keys does not matter."""
    canonical = json.dumps(parameters, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(canonical.encode(), digest_size=12).hexdigest()
