from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lmkor_data.corpus.files import appearing, sweep, unfinished_beside, write_whole


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
