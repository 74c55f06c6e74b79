"""`why` and `duplicates` tell what became of documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lmkor_data.cli import group, main
from lmkor_data.dedup.clusters import differences, shortened
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import document, run, write_clean

TEXT = "이 크림은 발림성이 정말 좋고 향도 은은해서 아침마다 바르고 있어요"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = {"a": TEXT + "~ ㅎㅎ", "b": TEXT, "c": TEXT + "!", "d": "전혀 다른 이야기"}
    write_clean(tmp_path / "clean", "x", [document(i, text) for i, text in texts.items()])
    run(tmp_path, near=True)
    return tmp_path


def call(corpus: Path, *words: str) -> Result:
    return CliRunner().invoke(group, [*words, "--corpus", str(corpus)])


def test_why_names_the_survivor_and_the_similarity(corpus: Path) -> None:
    result = call(corpus, "why", "b")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "clean     category food, source shop" in lines
    told = "nearly a copy of a, which stayed (rule near, similarity 0.89)"
    assert f"removed   {told}" in lines
    assert lines[-1].startswith("stayed    “")
    assert "also for 2 that went" in call(corpus, "why", "a").output


def test_why_tells_that_a_survivor_went_after_all(tmp_path: Path) -> None:
    first, second = "배송이 정말 빨라서 좋았습니다", "포장도 꼼꼼해서 마음에 들어요"
    documents = [document(n, t) for n, t in (("a", first), ("b", second))]
    twice = [document(n, f"{first}\n{second}") for n in ("c", "d")]
    write_clean(tmp_path / "clean", "x", [*documents, *twice])
    run(tmp_path, near=False)
    assert "a copy of c, which went after it" in call(tmp_path, "why", "d").output


def test_why_knows_what_decontaminate_took(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "x", [document("a", TEXT), document("b", "전혀 다른 이야기")])
    run(tmp_path, near=False)
    (tmp_path / "bench.txt").write_text(TEXT + "\n")
    call(tmp_path, "decontaminate", "--against", str(tmp_path / "bench.txt"), "--workers", "1")
    told = call(tmp_path, "why", "a").output
    assert "contaminated it holds " in told
    assert " of bench" in told
    assert "decontaminated" in call(tmp_path, "why", "b").output


def test_why_as_json(corpus: Path) -> None:
    content = json.loads(call(corpus, "why", "d", "--json").output)
    assert set(content) == {"id", "clean", "dedup"}


def test_a_number_of_clusters_below_one_is_refused(corpus: Path) -> None:
    assert call(corpus, "duplicates", "--show", "0").exit_code == 2


def test_why_admits_that_it_does_not_know(corpus: Path) -> None:
    result = call(corpus, "why", "nobody")
    assert result.exit_code == 1
    assert "knows no document nobody" in result.output


def test_duplicates_marks_the_differences(corpus: Path) -> None:
    output = call(corpus, "duplicates", "--show", "3").output.replace("\n", "")
    assert "a survives, 2 removed as its copies" in output
    assert "있어요[-~ ㅎㅎ-]" in output
    assert "[+!+]" in output


def test_differences_join_to_both_texts() -> None:
    one, other = "가나다라마", "가라마바"
    pieces = list(differences(one, other))
    assert "".join(t for kind, t in pieces if kind != "added") == one
    assert "".join(t for kind, t in pieces if kind != "missing") == other


def test_a_dry_run_tells_what_it_takes_and_changes_nothing(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "x", [document("a", TEXT)])
    result = call(tmp_path, "dedup", "--dry-run", "--json")
    assert result.exit_code == 0
    ahead = json.loads(result.output)
    assert ahead["documents"] == 1
    assert ahead["free_bytes"] > ahead["index_bytes"] > 0
    assert not (tmp_path / "dedup").exists()


def test_a_disk_that_will_not_do_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clean(tmp_path / "clean", "x", [document("a", TEXT)])
    usage = type("usage", (), {"free": 10})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(LmkorError, match=r"0\.0 GB free.*Free some space"):
        run(tmp_path)


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
@pytest.mark.parametrize("target", ["file", "file/x", "loop/x", "n" * 300, "/proc/none/x"])
def test_an_impossible_target_is_named_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
    dry: list[str],
) -> None:
    write_clean(tmp_path / "clean", "x", [document("a", TEXT)])
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    words = ["dedup", "--corpus", str(tmp_path), "--output", str(tmp_path / target), *dry]
    monkeypatch.setattr("sys.argv", ["lmkor-data", *words, "--workers", "1"])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr().err.strip()
    assert end.value.code == 1
    assert said.startswith("lmkor-data: ")
    assert len(said.splitlines()) == 1
    assert str(tmp_path / target).rpartition("/")[0] in said


def test_duplicates_says_when_there_are_none(tmp_path: Path) -> None:
    assert isinstance(call(tmp_path, "duplicates").exception, LmkorError)
    write_clean(tmp_path / "clean", "one", [document("a", "하나뿐인 글입니다")])
    run(tmp_path)
    result = call(tmp_path, "duplicates")
    assert result.exit_code == 0
    assert "No document was removed as a copy" in result.output


def test_long_stretches_that_are_the_same_are_shortened() -> None:
    pieces = list(shortened([("same", "가" * 200), ("added", "나" * 200), ("same", "다" * 60)]))
    assert pieces[0] == ("same", f"{'가' * 40} … {'가' * 40}")
    assert pieces[1:] == [("added", "나" * 200), ("same", "다" * 60)]
