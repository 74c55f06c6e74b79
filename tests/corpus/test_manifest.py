from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lmkor_data.corpus.files import unfinished_beside
from lmkor_data.corpus.fingerprints import file_digest
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import NAME, is_finished
from lmkor_data.errors import LmkorError

PARAMETERS = {"threshold": 0.8}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "raw.parquet"
    path.write_bytes(b"documents" * 100)
    return path


def record(manifest: Manifest, task: str, source: Path, content: str = "done") -> Path:
    output = manifest.folder / f"{task}.parquet"
    output.write_text(content)
    manifest.add(
        task,
        (source,),
        {output: file_digest(output)},
        [["food", "shop", "documents_in", 3]],
        {"pages": 7},
    )
    return output


def test_a_finished_task_is_found_again(tmp_path: Path, source: Path) -> None:
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        record(manifest, "a", source)
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        entry = manifest.done("a", (source,))
        assert entry
        assert entry.counts == [["food", "shop", "documents_in", 3]]
        assert entry.facts == {"pages": 7}
        assert manifest.done("b", (source,)) is None


def test_a_changed_input_or_a_missing_output_is_work_again(tmp_path: Path, source: Path) -> None:
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        output = record(manifest, "a", source)
        output.unlink()
        assert manifest.done("a", (source,)) is None
        record(manifest, "a", source)
        source.write_bytes(b"other documents")
        assert manifest.done("a", (source,)) is None


def test_half_a_line_is_dropped_and_the_rest_kept(tmp_path: Path, source: Path) -> None:
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        record(manifest, "a", source)
    path = tmp_path / "clean" / NAME
    path.write_text(path.read_text() + '{"task": "b", "inp')
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        assert manifest.done("a", (source,))
        record(manifest, "c", source)
    assert all(json.loads(line) for line in path.read_text().splitlines())


def test_other_parameters_are_refused_by_name_and_replaced_on_demand(
    tmp_path: Path, source: Path
) -> None:
    with Manifest(tmp_path / "dedup", PARAMETERS) as manifest:
        output = record(manifest, "a", source)
    with pytest.raises(LmkorError, match=r"threshold: 0\.8 there, 0\.7 now.*--overwrite"):
        Manifest(tmp_path / "dedup", {"threshold": 0.7})
    assert output.exists()
    with Manifest(tmp_path / "dedup", {"threshold": 0.7}, overwrite=True) as manifest:
        assert manifest.done("a", (source,)) is None
    assert not output.exists()


def test_tasks_no_longer_planned_go_with_their_files(tmp_path: Path, source: Path) -> None:
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        a, b = record(manifest, "a", source), record(manifest, "b", source)
        manifest.retain({"a"})
        assert a.exists()
        assert not b.exists()
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        assert set(manifest.entries) == {"a"}


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with (
        Manifest(tmp_path / "clean", PARAMETERS),
        pytest.raises(LmkorError, match="Another run is writing"),
    ):
        Manifest(tmp_path / "clean", PARAMETERS)


def test_a_stage_is_finished_only_when_it_said_so(tmp_path: Path, source: Path) -> None:
    stage = tmp_path / "clean"
    assert is_finished(stage)  # nothing of ours
    with Manifest(stage, PARAMETERS) as manifest:
        record(manifest, "a", source)
        assert not is_finished(stage)
        manifest.finish()
    assert is_finished(stage)
    with Manifest(stage, PARAMETERS) as manifest:
        record(manifest, "b", source)
    assert not is_finished(stage)


def test_sweeping_reaches_the_folders_beside(tmp_path: Path, source: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    beside = tmp_path / "rejected" / "data" / "food" / "a.parquet"
    beside.parent.mkdir(parents=True)
    beside.touch()
    leftover = unfinished_beside(beside)
    parts = leftover.name.split("@")
    leftover = leftover.with_name("@".join([*parts[:2], str(ended.pid), *parts[3:]]))
    leftover.touch()
    with Manifest(tmp_path / "clean", PARAMETERS) as manifest:
        manifest.add("a", (source,), {beside: file_digest(beside)}, [], {})
        manifest.sweep()
    assert beside.exists()
    assert not leftover.exists()
