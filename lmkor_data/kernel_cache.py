"""Compiled kernels that no longer fit their sources.

Numba compiles a kernel anew when the file that it stands in changes, but not when a kernel that it
calls changes in another file: after a `git pull` half of the old code would go on running, and
nothing would say so.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

#: What names the compiled forms of the kernels of a file, in `__pycache__` beside it.
_INDEX = "*.nbi"


def forget_stale_kernels(package: Path) -> None:
    """Drop what was compiled below `package` before the newest of its files with kernels was
    written; the next call compiles it. A folder that cannot be written keeps what it has."""
    compiled = {index: _written(index) for index in package.rglob(f"__pycache__/{_INDEX}")}
    if not compiled:
        return
    oldest = min(compiled.values())
    newer = (s for s in package.rglob("*.py") if _written(s) > oldest and b"njit" in s.read_bytes())
    newest = max(map(_written, newer), default=0)
    for index, written in compiled.items():
        if written < newest:
            with contextlib.suppress(OSError):
                index.unlink()


def _written(path: Path) -> int:
    """Nanoseconds since 1970; 0 for a file that another process has just taken away."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
