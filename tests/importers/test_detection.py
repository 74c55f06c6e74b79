"""`import FILES`: each file by the importer that fits, told why; what none reads is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.errors import LmkorError
from lmkor_data.importers.detection import detect_importer
from lmkor_data.importers.tables.table_options import TableOptions

OPTIONS = TableOptions(source="s")

FILES: dict[str, tuple[str | bytes, str]] = {
    "a.csv": ("내용,별점\n좋아요,5\n", "tables"),
    "b.txt": ("번호\t내용\t평점\n1\t향이 좋아요\t5\n2\t그냥 그래요\t3\n", "tables"),
    "c.txt": ("오늘은 뒷산에 올랐다.\n꽃이 피었다.\n", "texts"),
    "d.jsonl": ('{"text": "글"}\n', "tables"),
    "e.json": (
        '[{"namespace": 0, "title": "산", "text": "== 산 ==", "contributors": []}]',
        "namuwiki",
    ),
    "f.json": ('{"id": "x", "metadata": {}, "document": [{"id": "N1", "paragraph": []}]}', "modu"),
    "g.json": ('{"data": [{"text": "글"}]}', "tables"),
    "h.xml": ("<mediawiki><page></page></mediawiki>", "wikipedia"),
    "i.warc": ("WARC/1.0\r\n\r\n", "warc"),
    "j.html": ("<!doctype html><p>글</p>", "texts"),
    "k.xls": ("<table><tr><td>내용</td></tr><tr><td>글</td></tr></table>", "tables"),
    "l.csv": (
        'Date,User,Message\n2024-03-05 14:30:00,"갑","안녕"\n2024-03-05 14:31:00,"을","응"\n',
        "texts",
    ),
    "m.srt": ("1\n00:00:01,000 --> 00:00:02,000\n안녕\n", "texts"),
    "n.md": ("---\ntitle: 글\n---\n본문", "texts"),
    "o.pdf": (b"%PDF-1.4\n", "texts"),
}


@pytest.mark.parametrize("name", list(FILES))
def test_each_file_by_the_importer_that_fits(tmp_path: Path, name: str) -> None:
    content, importer = FILES[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = detect_importer(path, OPTIONS)
    assert found.importer == importer
    assert found.why


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", b"\x89PNG\r\n\x1a\n1"), ("b.bin", bytes(range(32)) * 99), ("c.txt", b"")],
)
def test_what_no_importer_reads_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LmkorError, match=name):
        detect_importer(path, OPTIONS)


@pytest.mark.parametrize(
    ("inside", "importer"),
    [("NIKL/NWRW1.json", "modu"), ("표/a.csv", "tables"), ("글/a.txt", "texts")],
)
def test_archives_by_what_is_inside(tmp_path: Path, inside: str, importer: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        content = "내용,별점\n좋아요,5\n" if inside.endswith("csv") else "오늘은 산에 올랐다."
        archive.writestr(inside, content)
    assert detect_importer(path, OPTIONS).importer == importer


def test_files_of_several_formats_in_one_command(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a.csv", "c.txt", "e.json"):
        (folder / name).write_text(str(FILES[name][0]))
    (folder / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n1")
    corpus = ["--corpus", str(tmp_path / "corpus"), "--workers", "1", "--json"]
    result = CliRunner().invoke(group, ["import", str(folder), "--source", "s", *corpus])
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    told = " ".join(report["notes"])
    for importer in ("import tables", "import texts", "import namuwiki"):
        assert importer in told
    assert [failure["task"] for failure in report["failures"]] == ["z.png"]


def test_sniff_shows_reader_rules_and_documents_and_imports_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("리뷰 내용;별점\n향이 좋아요;5\n그냥 그래요;3\n")
    corpus = ["--corpus", str(tmp_path / "corpus")]
    for words in (["import", str(path)], ["import", "tables", str(path)]):
        result = CliRunner().invoke(group, [*words, "--source", "s", "--sniff", *corpus])
        assert result.exit_code == 0, result.output
        for told in ("import tables", "delimiter ;", "text ← 리뷰 내용", "1. text: 향이 좋아요"):
            assert told in result.output
    assert not (tmp_path / "corpus").exists()
    result = CliRunner().invoke(
        group, ["import", "--sniff", "--json", "--source", "s", str(path), *corpus]
    )
    (preview,) = json.loads(result.stdout)["previews"]
    assert [d["rating"] for d in preview["documents"]] == [5.0, 3.0]


def test_a_word_that_is_neither_file_nor_format_is_told() -> None:
    result = CliRunner().invoke(group, ["import", "tabels", "a.csv"])
    assert result.exit_code == 2
    assert "tables" in result.output
