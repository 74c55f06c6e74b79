"""Compiled kernels that no longer fit their sources.

Numba compiles a kernel anew when the file that it stands in changes, but not when a kernel that it
calls changes in another file: after a `git pull` half of the old code would go on running, and
nothing would say so.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

#: What names the compiled forms of the kernels of a file, in `__pycache__` beside it.
_INDEX = "*.nbi"

#: Where Numba looks first for compiled kernels.
_VARIABLE = "NUMBA_CACHE_DIR"


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


def choose_cache_folder(package: Path) -> None:
    """Give Numba a folder for compiled kernels where the package's own cannot be written, as in a
    read-only installation or a container that runs under another user.

    Without one, Numba refuses to compile at all. An answer of the user's own stays.
    """
    if _VARIABLE in os.environ or os.access(package, os.W_OK):
        return
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    for folder in (home / "lmkor-data", Path(tempfile.gettempdir()) / f"lmkor-data-{os.getuid()}"):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
                os.environ[_VARIABLE] = str(folder)
                return


def _written(path: Path) -> int:
    """Nanoseconds since 1970; 0 for a file that another process has just taken away."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
