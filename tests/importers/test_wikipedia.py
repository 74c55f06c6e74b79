"""A dump becomes documents, in whatever parts and packing it is read."""

from __future__ import annotations

import bz2
import gzip
from collections import Counter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers import importing
from lmkor_data.importers.wikipedia.options import WikipediaOptions
from lmkor_data.importers.wikipedia.stage import import_wikipedia
from lmkor_data.report.progress import Quiet
from tests.importers.raw import documents, texts
from tests.samples import samples

HEAD = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/">\n<siteinfo></siteinfo>\n'
TAIL = "</mediawiki>\n"


def page(number: int, text: str, namespace: int = 0, inside: str = "") -> str:
    return (
        f"  <page>\n<title>글 {number}</title><ns>{namespace}</ns><id>{number}</id>{inside}\n"
        "<revision><id>9</id><contributor><username>홍길동</username></contributor>\n"
        f'<text bytes="9" xml:space="preserve">{escape(text)}</text></revision>\n  </page>\n'
    )


PAGES = [page(n, f"[[서울|본문]] {n} <page> {n * 7919 % 10007}") for n in range(200)]
WHOLE = (HEAD + "".join(PAGES) + TAIL).encode()


def multistream() -> bytes:
    """As Wikimedia packs it: head, ten pages a stream, tail."""
    parts = ["".join(PAGES[n : n + 10]) for n in range(0, len(PAGES), 10)]
    return b"".join(bz2.compress(part.encode()) for part in [HEAD, *parts, TAIL])


def cut_anywhere() -> bytes:
    """As pbzip2 packs it: streams that end in the middle of a page."""
    return b"".join(bz2.compress(WHOLE[n : n + 999]) for n in range(0, len(WHOLE), 999))


def run(raw: Path, *files: Path, **options: Any) -> StageReport:
    return import_wikipedia(
        files, raw, WikipediaOptions(**options), runner=InProcess(), progress=Quiet()
    )


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("xml", WHOLE),
        ("xml.gz", gzip.compress(WHOLE)),
        ("xml.bz2", bz2.compress(WHOLE)),
        ("xml.bz2", multistream()),
        ("xml.bz2", cut_anywhere()),
    ],
    ids=["plain", "gzip", "one stream", "multistream", "pbzip2"],
)
@pytest.mark.parametrize("step", [None, 700, 2500])
def test_every_page_once_in_any_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, data: bytes, step: int | None
) -> None:
    if step:
        monkeypatch.setattr(importing, "RANGE_BYTES", step)
    file = tmp_path / f"kowiki.{suffix}"
    file.write_bytes(data)
    report = run(tmp_path / "raw", file)
    assert report.ok
    found = Counter(document["title"] for document in documents(tmp_path / "raw"))
    assert found == Counter(f"글 {n}" for n in range(200))
    assert report.counts.total("documents_out") == 200


def test_articles_only_and_no_contributors(tmp_path: Path) -> None:
    pages = [
        page(1, "== 개요 ==\n첫째"),
        page(2, "틀", namespace=10),
        page(3, "#넘겨주기 [[글 1]]"),
        page(4, "옛 글", inside='<redirect title="글 1" />'),
        page(5, "뜻\n{{동음이의}}"),
        page(6, "{{틀}}"),
    ]
    file = tmp_path / "kowiki.xml"
    file.write_text(HEAD + "".join(pages) + TAIL, encoding="utf-8")
    report = run(tmp_path / "raw", file)
    (found,) = documents(tmp_path / "raw")
    assert found["text"] == "개요\n첫째"
    assert found["url"] == "https://ko.wikipedia.org/wiki/%EA%B8%80_1"
    assert "홍길동" not in str(found)
    dropped = {"no article": 1, "redirect": 2, "disambiguation": 1, "no text": 1}
    assert report.counts.by_measure("dropped/") == dropped
    assert report.counts.missing() == 0


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("xml", WHOLE[: len(WHOLE) // 2]),
        ("xml.gz", gzip.compress(WHOLE)[:-2000]),
        ("xml.bz2", multistream()[:-3000]),
    ],
)
def test_a_cut_dump_gives_what_it_has(tmp_path: Path, suffix: str, data: bytes) -> None:
    file = tmp_path / f"kowiki.{suffix}"
    file.write_bytes(data)
    report = run(tmp_path / "raw", file)
    assert not report.ok
    assert "what came before is imported" in report.failures[0]["cause"]
    assert 20 < len(texts(tmp_path / "raw")) < 200


def test_a_broken_page_is_named(tmp_path: Path) -> None:
    broken = PAGES[7].replace("<title>", "<title>&oops; <")
    file = tmp_path / "kowiki.xml"
    file.write_text(HEAD + "".join([*PAGES[:7], broken, *PAGES[8:]]) + TAIL, encoding="utf-8")
    report = run(tmp_path / "raw", file)
    assert report.ok
    assert len(texts(tmp_path / "raw")) == 199
    assert "no XML" in report.notes[0]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.xml"
    file.write_text("<rss></rss>", encoding="utf-8")
    assert "holds no pages" in run(tmp_path / "raw", file).failures[0]["cause"]


def test_the_real_article_on_berlin(tmp_path: Path) -> None:
    folder = samples("raw/dbpedia_kowiki_minidump")
    report = run(tmp_path, *folder.glob("*.bz2"))
    (article,) = documents(tmp_path)
    lines = article["text"].split("\n")
    assert report.ok
    assert article["title"] == "베를린"
    assert lines[0].startswith("베를린(Berlin)은 독일의 수도이다.")
    assert "백림 (伯林)" in lines[0]
    assert lines[1:3] == ["", "역사"]
    assert "프로이센 왕국의 수도" in lines
    for mark in ("[[", "]]", "{{", "}}", "{|", "'''", "섬네일", "<ref", "분류:", "Weather box"):
        assert mark not in article["text"]
