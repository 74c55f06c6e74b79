"""What one stage made is what the next one takes, by default and without a word left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.corpus.layout import Corpus, shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.runners import InProcess
from lmkor_data.stage_table import STAGES
from tests.pipeline.reviews import REVIEWS

SECRET = "평가용 문장은 훈련에 쓰이면 안 되는 꽤애애옹 이야기를 담고 있습니다."


def run(*arguments: object) -> dict[str, Any]:
    """Run a command with --json; its report."""
    result = CliRunner().invoke(group, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.output.splitlines()[-1])
    return report


def import_reviews(root: Path, name: str, texts: list[str]) -> None:
    root.parent.mkdir(exist_ok=True)
    file = root.parent / f"{name}.jsonl"
    rows = [{"text": text, "category": "food", "kind": "review"} for text in texts]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    run("import", "tables", file, "--source", "shop", "--corpus", root, "--workers", 1)


def texts_of(folder: Path) -> list[str]:
    batches = (batch for shard in shards(folder) for batch in read_documents(shard))
    return [text for batch in batches for text in batch.column("text").to_pylist()]


def chain(root: Path, *stages: str) -> dict[str, dict[str, Any]]:
    extra = {
        "clean": ["--sentences", "none"],
        "build-vocab": ["--size", 300, "--unused", 5, "--min-count", 1],
    }
    rest = ["--corpus", root, "--workers", 1]
    return {stage: run(stage, *extra.get(stage, []), *rest) for stage in stages}


def test_decontamination_reaches_vocabulary_and_sequences_by_default(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    import_reviews(root, "reviews", [*REVIEWS, SECRET])
    chain(root, "clean", "dedup")
    exam = tmp_path / "exam.jsonl"
    exam.write_text(json.dumps({"text": SECRET}, ensure_ascii=False) + "\n")
    run("decontaminate", "--against", exam, "--corpus", root, "--workers", 1)
    made = chain(root, "build-vocab")["build-vocab"]
    assert made["facts"]["input"] == str(root / "decontaminated")
    assert "애" not in (root / "vocab" / "vocab.txt").read_text()
    packed = run("pack", root / "vocab", "--for", "bert", "--corpus", root, "--workers", 1)
    assert packed["facts"]["input"] == str(root / "decontaminated")
    assert sum(n for _, _, m, n in packed["counts"] if m == "documents_in") == len(REVIEWS)


class _Stopping(InProcess):
    """Runs one task, then is interrupted."""

    def map(self, work: Any, tasks: Any) -> Any:
        for outcome in super().map(work, tasks):
            yield outcome
            raise KeyboardInterrupt


def test_an_interrupted_import_is_not_cleaned_as_if_it_were_whole(tmp_path: Path) -> None:
    from lmkor_data.importers.registry import find_importer
    from lmkor_data.importers.stage import import_files

    root = tmp_path / "corpus"
    for name in ("a", "b"):
        lines = [json.dumps({"text": text}, ensure_ascii=False) for text in REVIEWS]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    importer = find_importer("tables")
    options = importer.options(source="shop")
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    with pytest.raises(KeyboardInterrupt):
        import_files(importer, files, root / "raw", options, StageContext(_Stopping()))
    result = CliRunner().invoke(
        group, ["clean", "--sentences", "none", "--corpus", str(root)], catch_exceptions=True
    )
    assert "unfinished" in str(result.exception)
    assert "lmkor-data import" in str(result.exception)
    status = run("status", "--corpus", root)["stages"]["raw"]
    assert (status["finished"], status["states"]) == (False, ["unfinished"])
    import_files(importer, files, root / "raw", options)
    assert chain(root, "clean")["clean"]["ok"]


def test_new_rows_are_never_passed_over_in_silence(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    import_reviews(root, "one", REVIEWS[:30])
    chain(root, "clean", "dedup", "build-vocab")
    assert all(not s["states"] for s in run("status", "--corpus", root)["stages"].values())
    import_reviews(root, "two", REVIEWS[30:])
    late = chain(root, "dedup")["dedup"]
    assert any("older than its input" in note and "1 new file" in note for note in late["notes"])
    stages = run("status", "--corpus", root)["stages"]
    assert stages["clean"]["states"] == ["stale: 1 new file in raw/"]
    chain(root, "clean")
    assert run("status", "--corpus", root)["stages"]["dedup"]["stale"]
    chain(root, "dedup")
    run("build-vocab", "--size", 300, "--overwrite", "--corpus", root, "--workers", 1)
    assert all(not s["states"] for s in run("status", "--corpus", root)["stages"].values())
    assert sorted(texts_of(root / "dedup")) == sorted(REVIEWS)


def test_many_small_files_become_few_shards(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    for number in range(6):
        import_reviews(root, f"file{number}", REVIEWS[number * 10 : number * 10 + 10])
    chain(root, "clean", "dedup")
    assert len(shards(root / "raw")) == 6
    assert len(shards(root / "clean")) == len(shards(root / "dedup")) == 1


def test_every_stage_of_the_table_is_a_command_and_can_be_loaded() -> None:
    from lmkor_data.cli import COMMANDS

    for stage in STAGES:
        assert callable(stage.load())
        assert COMMANDS[stage.name] == stage.summary
        known = {folder for other in STAGES for folder in other.folders}
        assert set(stage.reads) <= known
    assert Corpus("c").paths_of(STAGES[2])[1:] == (Path("c/clean"), Path("c/rejected"))


def test_a_dry_run_tells_what_would_be_done_and_changes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    import_reviews(root, "one", REVIEWS[:30])
    chain(root, "clean")
    file = tmp_path / "one.jsonl"
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    planned = run("import", "tables", file, "--source", "shop", "--dry-run", "--corpus", root)
    assert [file["done"] for file in planned["files"]] == [True]
    for stage, new in (("clean", 0), ("dedup", None), ("build-vocab", 1)):
        shown = run(stage, "--dry-run", "--corpus", root)
        assert shown["documents"] == 30
        assert new is None or shown["new_files"] == new
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


class Backwards(InProcess):
    """Runs the last task first: a runner from outside."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, work: Any, tasks: Any) -> Any:
        return super().map(work, list(reversed(tasks)))


def test_a_runner_from_outside_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for runner in ("local", f"{__name__}:Backwards"):
        root = tmp_path / str(len(made)) / "corpus"
        import_reviews(root, "one", REVIEWS)
        run("clean", "--sentences", "none", "--runner", runner, "--corpus", root)
        made.append([shard.path.read_bytes() for shard in shards(root / "clean")])
    assert made[0] == made[1]
    result = CliRunner().invoke(group, ["clean", "--runner", "slrum", "--corpus", str(root)])
    assert "There is no runner `slrum`" in str(result.exception)
