"""A stage does what is missing, names what failed, and adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import is_finished
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.txt" for name in "abc"]
    for path in paths:
        path.write_text(f"text of {path.stem}")
    return paths


def upper(task: Task) -> TaskResult:
    (source,) = task.inputs
    text = source.read_text()
    if "broken" in text:
        raise LmkorError(f"{source.name} is broken.")
    output = source.parent / "out" / source.name
    write_whole(output, text.upper())
    counts = Counts()
    counts.add("food", "shop", "documents_in", 2)
    counts.add("food", "shop", "documents_out", 1)
    counts.add("food", "shop", "dropped/short", 1)
    return TaskResult([output], counts, {"letters": len(text)})


def run(sources: list[Path]) -> tuple[StageReport, dict]:
    report = StageReport("upper")
    tasks = [Task(p.stem, (p,), p.stat().st_size) for p in sources]
    with Manifest(sources[0].parent / "out", {}) as manifest:
        facts = run_tasks(
            "upper",
            upper,
            tasks,
            manifest=manifest,
            context=StageContext(),
            report=report,
        )
    return report, facts


def test_a_second_run_finds_everything_done_and_reports_the_same(sources: list[Path]) -> None:
    first, facts = run(sources)
    again, facts_again = run(sources)
    assert (first.tasks_done, again.tasks_done, again.tasks_skipped) == (3, 0, 3)
    assert first.counts == again.counts
    assert facts == facts_again == {n: {"letters": 9} for n in "abc"}
    assert first.counts.missing() == 0


def test_a_failed_task_is_named_and_only_it_runs_again(sources: list[Path]) -> None:
    sources[1].write_text("broken")
    report, _ = run(sources)
    assert not report.ok
    assert report.failures == [{"task": "b", "cause": "b.txt is broken.", "trace": ""}]
    assert report.tasks_done == 2
    assert not is_finished(sources[0].parent / "out")
    sources[1].write_text("mended")
    report, _ = run(sources)
    assert (report.ok, report.tasks_done, report.tasks_skipped) == (True, 1, 2)
    assert (sources[0].parent / "out" / "b.txt").read_text() == "MENDED"
    assert is_finished(sources[0].parent / "out")


def test_what_a_gone_source_had_made_goes_too(sources: list[Path]) -> None:
    run(sources)
    run(sources[:2])
    made = sorted(p.name for p in (sources[0].parent / "out").glob("*.txt"))
    assert made == ["a.txt", "b.txt"]


def test_counts_merge_and_group() -> None:
    counts = Counts()
    for category, source, measure, number in [
        ("food", "naver", "documents_in", 5),
        ("food", "kurly", "documents_in", 2),
        ("pets", "naver", "dropped/too short", 1),
        ("pets", "naver", "dropped/no Hangul", 3),
    ]:
        one = Counts()
        one.add(category, source, measure, number)
        counts.merge(Counts.from_json(one.to_json()))
    assert counts.by_category("documents_in") == {"food": 7}
    assert counts.by_source("documents_in") == {"naver": 5, "kurly": 2}
    assert list(counts.by_measure("dropped/").items()) == [("no Hangul", 3), ("too short", 1)]
    assert counts.missing() == 7 - 4
