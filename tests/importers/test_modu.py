"""모두의 말뭉치: five kinds, told by content; folders, archives, broken files."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers.modu import plan
from lmkor_data.importers.modu.options import ModuOptions
from lmkor_data.importers.modu.stage import import_modu
from lmkor_data.report.progress import Quiet
from tests.importers.raw import documents, texts


def run(raw: Path, *files: Path, **options: Any) -> StageReport:
    return import_modu(files, raw, ModuOptions(**options), runner=InProcess(), progress=Quiet())


def corpus(id: str, category: str, **document: Any) -> dict[str, Any]:
    return {
        "id": id,
        "metadata": {"title": f"국립국어원 말뭉치 {id}", "category": category, "year": "2020"},
        "document": [{"id": f"{id}.1", **document}],
    }


def paragraphs(*forms: str) -> list[dict[str, str]]:
    return [{"id": f"p{n}", "form": form} for n, form in enumerate(forms)]


def utterances(*said: tuple[str, str], **more: str) -> list[dict[str, str]]:
    return [{"id": f"u{n}", "form": f, "speaker_id": s, **more} for n, (s, f) in enumerate(said)]


NEWS = corpus(
    "NWRW2000000001",
    "신문 > 전국 종합지",
    metadata={"title": "신문 2020", "author": "홍길동 기자", "date": "20200315", "topic": "사회"},
    paragraph=paragraphs("봄비 내린다", "내일 전국에 비가 온다.", "  ", "모레 갠다."),
)
WRITTEN = corpus(
    "WBRW1900000001",
    "문어 > 책 > 상상적 텍스트",
    metadata={"title": "어느 소설", "author": "김작가"},
    paragraph=paragraphs("옛날 옛적에", "한 사람이 살았다."),
)
WEB = corpus(
    "EBRW1900000001",
    "웹 > 블로그",
    metadata={"title": "나들이", "url": "https://blog.example/1", "date": "2019.05.01"},
    paragraph=paragraphs("오늘은 공원에 갔다."),
)
SPOKEN = corpus(
    "SDRW2000000001",
    "구어 > 사적 대화 > 일상 대화",
    metadata={"title": "대화", "speaker": [{"id": "SD1", "age": "20대", "sex": "여성"}]},
    utterance=utterances(
        ("SD1", "어 &name1& 씨 {laughing}"),
        ("SD1", "(2층)/(이 층)에 ((있어요))?"),
        ("SD2", "네 (()) 있어요"),
        ("SD1", ""),
        start="0.1",
    ),
)
MESSENGER = corpus(
    "MDRW2100000001",
    "메신저 > 일상 대화",
    metadata={"title": "메신저"},
    utterance=utterances(("1", "안녕ㅋㅋ"), ("2", "{name1}아 #@이모티콘#"), time="20210301 10:00"),
)
ALL = {"N": NEWS, "W": WRITTEN, "E": WEB, "S": SPOKEN, "M": MESSENGER}
TEXTS = {
    "news": "봄비 내린다\n내일 전국에 비가 온다.\n모레 갠다.",
    "written": "옛날 옛적에\n한 사람이 살았다.",
    "web": "오늘은 공원에 갔다.",
    "spoken": "어 ○○ 씨 2층에 있어요?\n네 있어요",
    "messenger": "안녕ㅋㅋ\n○○아 ○○",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A distribution: a folder a corpus, file names that say nothing."""
    for number, (name, content) in enumerate(ALL.items()):
        place = tmp_path / "nikl" / name
        place.mkdir(parents=True)
        text = json.dumps(content, ensure_ascii=False)
        (place / f"{number}.json").write_text(text, encoding="utf-8-sig" if number else "utf-8")
    return tmp_path / "nikl"


def test_all_five_from_a_folder(tmp_path: Path, folder: Path) -> None:
    report = run(tmp_path / "raw", folder)
    found = {document["category"]: document for document in documents(tmp_path / "raw")}
    assert {category: document["text"] for category, document in found.items()} == TEXTS
    assert found["news"]["title"] == "봄비 내린다"
    assert found["news"]["published_at"] == datetime(2020, 3, 15, tzinfo=UTC)
    assert found["web"]["url"] == "https://blog.example/1"
    assert [found[c]["kind"] for c in TEXTS] == ["news", "book", "blog", "speech", "chat"]
    for personal in ("홍길동", "김작가", "20대", "SD1"):
        assert personal not in str(found)
    assert report.ok
    assert report.counts.missing() == 0


def test_an_archive_is_the_same_documents(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "_TASK_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "nikl.zip", "w") as archive:
        for file in sorted(folder.rglob("*.json")):
            archive.write(file, f"nikl/{file.name}")
        archive.writestr("readme.pdf", b"%PDF")
    report = run(tmp_path / "zip", tmp_path / "nikl.zip")
    assert report.tasks_done > 1
    run(tmp_path / "files", *folder.rglob("*.json"))
    assert sorted(texts(tmp_path / "zip")) == sorted(texts(tmp_path / "files"))
    assert len(texts(tmp_path / "zip")) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"id": "NWRW", "document": [{"id": "a", "parag',
        json.dumps(NEWS, ensure_ascii=False).encode("cp949"),
        b'{"id": "NWRW"}',
        b"[]",
    ],
)
def test_a_broken_file_is_named_and_the_others_are_in(
    tmp_path: Path, folder: Path, content: bytes
) -> None:
    (folder / "N" / "broken.json").write_bytes(content)
    report = run(tmp_path / "raw", folder)
    assert not report.ok
    assert "broken.json could not be read" in report.failures[0]["cause"]
    assert sorted(texts(tmp_path / "raw")) == sorted(TEXTS.values())
    assert report.counts.missing() == 0


def test_documents_of_another_shape_are_named(tmp_path: Path) -> None:
    odd = {**NEWS, "document": [{"id": "a"}, {"paragraph": []}, 3, *NEWS["document"]]}
    (tmp_path / "NWRW1.json").write_text(json.dumps(odd), encoding="utf-8")
    report = run(tmp_path / "raw", tmp_path / "NWRW1.json")
    assert texts(tmp_path / "raw") == [TEXTS["news"]]
    assert report.counts.by_measure("dropped/") == {"broken": 3}


def test_a_broken_archive_is_named_and_others_are_in(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 cut")
    report = run(tmp_path / "raw", tmp_path / "bad.zip", folder)
    assert "no readable zip archive" in report.failures[0]["cause"]
    assert len(texts(tmp_path / "raw")) == 5


def test_kinds_without_ids_are_told_by_content(tmp_path: Path) -> None:
    for name, content in ALL.items():
        bare = json.loads(json.dumps(content).replace(content["id"], f"X{name}"))
        (tmp_path / f"{name}.json").write_text(json.dumps(bare), encoding="utf-8")
    run(tmp_path / "raw", tmp_path)
    assert {d["category"]: d["text"] for d in documents(tmp_path / "raw")} == TEXTS
