"""A kernel that calls one in another file is compiled anew when that file changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lmkor_data.kernel_cache import choose_cache_folder, forget_stale_kernels

CALLED = "from numba import njit\n\n@njit(cache=True)\ndef called(x):\n    return x + {}\n"
CALLING = (
    "from numba import njit\nfrom called import called\n\n"
    "@njit(cache=True)\ndef calling(x):\n    return called(x)\n\nprint(calling(1))\n"
)


def write(path: Path, text: str, seconds: int) -> None:
    """`seconds` before now, so that what is compiled in between is newer or older for sure."""
    path.write_text(text)
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))


def run(folder: Path) -> str:
    """What the kernels say in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "calling.py"], cwd=folder, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def test_a_changed_kernel_reaches_those_that_call_it(tmp_path: Path) -> None:
    write(tmp_path / "called.py", CALLED.format(10), 60)
    write(tmp_path / "calling.py", CALLING, 60)
    assert run(tmp_path) == "11"
    write(tmp_path / "called.py", CALLED.format(20), 0)
    assert run(tmp_path) == "11", "Numba sees it by itself now: kernel_cache.py can go"
    forget_stale_kernels(tmp_path)
    assert run(tmp_path) == "21"


def test_what_was_compiled_since_stays(tmp_path: Path) -> None:
    write(tmp_path / "called.py", CALLED.format(10), 60)
    write(tmp_path / "calling.py", CALLING, 60)
    run(tmp_path)
    write(tmp_path / "unlike.py", "a file without kernels\n", 0)
    before = sorted((tmp_path / "__pycache__").glob("*.nbi"))
    forget_stale_kernels(tmp_path)
    assert len(before) == 2
    assert sorted((tmp_path / "__pycache__").glob("*.nbi")) == before


def test_kernels_go_elsewhere_where_the_package_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, how: path != package and real(path, how))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    choose_cache_folder(package)
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "cache" / "lmkor-data")
    (tmp_path / "file").touch()
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "no-folder"))
    choose_cache_folder(package)
    assert Path(os.environ["NUMBA_CACHE_DIR"]).name.startswith("lmkor-data-")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
