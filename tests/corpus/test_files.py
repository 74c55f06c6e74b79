from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from lmkor_data.corpus.files import (
    appearing,
    appearing_folder,
    sweep,
    unfinished_beside,
    write_whole,
)


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with appearing(path) as unfinished:
        unfinished.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def fill_the_disk() -> None:
        with appearing(path) as unfinished:
            unfinished.write_text("half")
            raise OSError("no space left on disk")

    with pytest.raises(OSError, match="disk"):
        fill_the_disk()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_sweep_removes_what_dead_processes_left_and_spares_the_living(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    ours = unfinished_beside(tmp_path / "a.parquet")
    parts = ours.name.split("@")
    parts[2] = str(ended.pid)
    theirs = tmp_path / "deep" / "@".join(parts)
    elsewhere = tmp_path / ".unfinished@another-machine@1@x@a.parquet"
    theirs.parent.mkdir()
    for file in (ours, theirs, elsewhere):
        file.touch()
    sweep(tmp_path)
    assert ours.exists()
    assert not theirs.exists()
    assert elsewhere.exists()


def test_a_folder_is_always_there_while_another_takes_its_place(tmp_path: Path) -> None:
    """Whoever looks at any moment finds the old folder or the new one."""
    path = tmp_path / "vocab"
    with appearing_folder(path) as folder:
        (folder / "number").write_text("0")
    stop, missing = threading.Event(), []

    def look() -> None:
        while not stop.is_set():
            if not path.is_dir():
                missing.append(1)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 101):
        with appearing_folder(path) as folder:
            (folder / "number").write_text(str(number))
    stop.set()
    reader.join()
    assert not missing
    assert (path / "number").read_text() == "100"
    assert [p.name for p in tmp_path.iterdir()] == ["vocab"]
