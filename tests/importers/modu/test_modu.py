"""모두의 말뭉치: the five corpora by their fields, in files, folders and zip files."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.errors import LmkorError
from lmkor_data.importers.modu.modu_importer import ModuImporter, ModuOptions
from tests.importers.running import run

NEWSPAPER = {
    "id": "NWRW1900000001",
    "document": [
        {
            "id": "NWRW1900000001.1",
            "metadata": {"title": "한신문 2019년 기사", "author": "김기자", "date": "20190102"},
            "paragraph": [
                {"id": "NWRW1900000001.1.1", "form": "쌀값 올라"},
                {"id": "NWRW1900000001.1.2", "form": "쌀값이 올랐다."},
            ],
        }
    ],
}
WRITTEN = {
    "document": [
        {
            "id": "WARW1900000001.1",
            "metadata": {"title": "들길", "author": "이작가"},
            "paragraph": [{"form": "들길을 걸었다."}, {"form": ""}],
        }
    ]
}
WEB = {
    "document": [{"id": "EBRW1900000001.1", "metadata": {}, "paragraph": [{"form": "맛집 후기"}]}]
}
SPOKEN = {
    "document": [
        {
            "id": "SDRW1900000001.1",
            "metadata": {"speaker": [{"id": "1", "occupation": "교사"}]},
            "utterance": [
                {"form": "&name1&이가 왔어", "speaker_id": "1", "start": 0.1},
                {"form": "그래서 {laughing} 웃었지", "speaker_id": "1", "start": 1.2},
                {"form": "", "original_form": "((정말)) 그랬어?", "speaker_id": "2", "start": 2.0},
            ],
        }
    ]
}
MESSENGER = {
    "document": [
        {
            "id": "MDRW1900000001.1",
            "metadata": {"date": "2019-05-01"},
            "utterance": [
                {"form": "ㅋㅋㅋ", "speaker_id": "1", "time": "2019-05-01 10:00"},
                {"form": "&company-name& 가자", "speaker_id": "2", "time": "2019-05-01 10:01"},
            ],
        }
    ]
}
ALL = {"N": NEWSPAPER, "W": WRITTEN, "E": WEB, "S": SPOKEN, "M": MESSENGER}


def write(path: Path, content: object, encoding: str = "utf-8") -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("letter", "kind", "text"),
    [
        ("N", "news", "쌀값 올라\n쌀값이 올랐다."),
        ("W", "book", "들길을 걸었다."),
        ("E", "blog", "맛집 후기"),
        ("S", "conversation", "OO이가 왔어 그래서 웃었지\n정말 그랬어?"),
        ("M", "messenger", "ㅋㅋㅋ\nOO 가자"),
    ],
)
def test_the_five_corpora(tmp_path: Path, letter: str, kind: str, text: str) -> None:
    path = write(tmp_path / "any-name.json", ALL[letter])
    report, (document,) = run(ModuImporter(), tmp_path / "raw", path, options=ModuOptions())
    assert report.ok
    assert (document["kind"], document["category"], document["text"]) == (kind, kind, text)
    assert not any(name in str(document) for name in ("김기자", "이작가", "교사", "speaker"))


def test_the_headline_is_the_first_paragraph_and_the_date_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", NEWSPAPER)
    _, (document,) = run(ModuImporter(), tmp_path / "raw", path, options=ModuOptions())
    assert document["title"] == "쌀값 올라"
    assert document["published_at"] == datetime(2019, 1, 2, tzinfo=UTC)


def test_without_ids_the_content_tells_what_it_is(tmp_path: Path) -> None:
    bare = [{"document": [{**c["document"][0], "id": ""}]} for c in (SPOKEN, MESSENGER)]
    files = [write(tmp_path / f"{n}.json", content) for n, content in enumerate(bare)]
    _, documents = run(ModuImporter(), tmp_path / "raw", *files, options=ModuOptions())
    assert {d["kind"] for d in documents} == {"conversation", "messenger"}


def test_zip_files_and_folders_and_broken_files_beside_sound_ones(tmp_path: Path) -> None:
    folder = tmp_path / "NIKL"
    folder.mkdir()
    write(folder / "SDRW1.json", SPOKEN, "utf-8-sig")
    (folder / "readme.txt").write_text("설명")
    (folder / "SDRW2.json").write_text('{"document": [{"id": "SDRW2')
    write(folder / "SDRW3.json", {"data": []})
    with zipfile.ZipFile(folder / "news.zip", "w") as archive:
        archive.writestr("NIKL_NEWSPAPER/NWRW1.json", json.dumps(NEWSPAPER))
        archive.writestr("NIKL_NEWSPAPER/NWRW2.json", "")
    report, documents = run(ModuImporter(), tmp_path / "raw", folder, options=ModuOptions())
    assert [d["kind"] for d in documents] == ["conversation", "news"]
    causes = " ".join(failure["cause"] for failure in report.failures)
    for told in (
        "SDRW2.json",
        "SDRW3.json is not a file of 모두의 말뭉치 (no `document`",
        "NWRW2.json",
    ):
        assert told in causes
    assert len(report.failures) == 3


def test_documents_of_another_shape_are_named(tmp_path: Path) -> None:
    content = {"document": [*WEB["document"], {"id": "X", "words": []}, "글", {"paragraph": [1]}]}
    path = write(tmp_path / "a.json", content)
    report, documents = run(ModuImporter(), tmp_path / "raw", path, options=ModuOptions())
    assert len(documents) == 1
    causes = " ".join(failure["cause"] for failure in report.failures)
    assert "a document without paragraphs, utterances and sentences (document 2)" in causes
    assert "not of the shape of a document (document 3, document 4)" in causes


def test_a_broken_zip_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(LmkorError, match="not a readable zip file"):
        run(ModuImporter(), tmp_path / "raw", path, options=ModuOptions())


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            {
                "document": [
                    {
                        "id": "NWRW1.1",
                        "metadata": {"title": "기사"},
                        "sentence": [
                            {"id": "1", "form": "쌀값이 올랐다.", "morpheme": [{"form": "쌀값"}]},
                            {"id": "2", "form": "보리도 올랐다.", "word": []},
                        ],
                    }
                ]
            },
            "쌀값이 올랐다.\n보리도 올랐다.",
        ),
        (
            {
                "document": [
                    {
                        "id": "W1",
                        "paragraph": [
                            {"id": "1", "sentence": [{"form": "들길."}, {"form": "산길."}]}
                        ],
                    }
                ]
            },
            "들길. 산길.",
        ),
        (
            {"data": [{"document_id": "NWRW1.1", "summary_sentences": ["쌀값 상승.", "보리도."]}]},
            "쌀값 상승.\n보리도.",
        ),
        (
            {
                "document": [
                    {
                        "id": "SDRW1",
                        "utterance": [
                            {"speaker_id": "P1", "form": "그 &name1&이 왔어", "start": 1},
                            {"speaker_id": "P2", "original_form": "((그래))", "start": 2},
                        ],
                    }
                ]
            },
            "그 OO이 왔어\n그래",
        ),
    ],
)
def test_annotated_releases_and_summaries(tmp_path: Path, content: dict, text: str) -> None:
    path = write(tmp_path / "a.json", content)
    report, (document,) = run(ModuImporter(), tmp_path / "raw", path, options=ModuOptions())
    assert report.ok
    assert document["text"] == text
