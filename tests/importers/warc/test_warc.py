"""Web archives: the Korean pages, whatever their encoding, and nothing else."""

from __future__ import annotations

import gzip
import io
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from lmkor_data.errors import LmkorError
from lmkor_data.importers.warc.category_rules import category, rules
from lmkor_data.importers.warc.warc_importer import WarcImporter, WarcOptions
from tests.importers.running import run

KOREAN = (
    "오늘은 동네 뒷산에 올라 꽃을 보았다. 진달래가 온 산에 가득했고 바람은 아직 찼다. "
    "내려오는 길에 들른 국밥집은 할머니 혼자 하시는 곳인데, 국물이 진하고 깍두기가 시원했다. "
    "다음에는 친구와 함께 와서 막걸리도 한 잔 마시고 싶다. 사진은 정리해서 다시 올리겠다. "
)
JAPANESE = "今日は裏山に登って花を見ました。つつじが咲いていて、風はまだ冷たかったです。" * 4
ENGLISH = "Today I climbed the hill behind our house and saw the flowers in the cold wind. " * 4


def html(text: str, charset: str = "utf-8") -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(2))
    return (
        f'<html><head><meta charset="{charset}"><title>글 제목</title></head><body><nav>메뉴</nav>'
        f"<article><h1>글 제목</h1>{paragraphs}</article></body></html>"
    ).encode(charset, "ignore")


PAGES = [
    ("https://some.tistory.com/1", "200 OK", "text/html; charset=utf-8", html(KOREAN)),
    ("https://old.example.com/news/2", "200 OK", "text/html", html(KOREAN, "cp949")),
    ("https://lying.example.com/3", "200 OK", "text/html; charset=utf-8", html(KOREAN, "cp949")),
    ("https://jp.example.com/4", "200 OK", "text/html", html(JAPANESE)),
    ("https://jp.example.com/5", "200 OK", "text/html", html(JAPANESE, "euc-jp")),
    ("https://en.example.com/6", "200 OK", "text/html", html(ENGLISH)),
    ("https://some.tistory.com/7", "404 Not Found", "text/html", html(KOREAN)),
    ("https://some.tistory.com/8", "200 OK", "application/pdf", html(KOREAN)),
]


def warc(path: Path, pages: list = PAGES, record_type: str = "response") -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for url, status, kind, content in pages:
            http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                record_type,
                payload=io.BytesIO(content),
                http_headers=http if record_type == "response" else None,
                warc_headers_dict={"WARC-Date": "2026-01-02T03:04:05Z"},
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_korean_pages_become_documents(tmp_path: Path, name: str) -> None:
    report, documents = run(
        WarcImporter(), tmp_path / "raw", warc(tmp_path / name), options=WarcOptions()
    )
    assert report.ok
    assert {(d["url"], d["category"]) for d in documents} == {
        ("https://some.tistory.com/1", "blog"),
        ("https://old.example.com/news/2", "news"),
        ("https://lying.example.com/3", "web"),
    }
    assert all("진달래가 온 산에" in d["text"] and "메뉴" not in d["text"] for d in documents)
    assert documents[0]["collected_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert report.counts.by_measure("dropped/") == {
        "not Korean": 3,
        "no HTML": 1,
        "no page (HTTP status)": 1,
    }


def test_wet_files_hold_text_already(tmp_path: Path) -> None:
    pages = [(url, "", "text/plain", t.encode()) for url, t in (("a:1", KOREAN), ("a:2", ENGLISH))]
    path = warc(tmp_path / "a.warc.wet.gz", pages, "conversion")
    _, (document,) = run(WarcImporter(), tmp_path / "raw", path, options=WarcOptions())
    assert document["text"] == KOREAN


def test_wat_files_and_other_files_are_told(tmp_path: Path) -> None:
    wat = warc(tmp_path / "a.warc.wat.gz", [("a:1", "", "application/json", b"{}")], "metadata")
    other = tmp_path / "b.warc"
    other.write_bytes(b"no archive at all")
    report, _ = run(WarcImporter(), tmp_path / "raw", wat, other, options=WarcOptions())
    causes = [failure["cause"] for failure in report.failures]
    assert any("it is a WAT file" in cause for cause in causes)
    assert any("b.warc" in cause for cause in causes)


def test_an_archive_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", PAGES[:1] * 20)
    path.write_bytes(path.read_bytes()[:-300])
    report, documents = run(WarcImporter(), tmp_path / "raw", path, options=WarcOptions())
    assert 10 < len(documents) < 20
    assert not report.ok


def test_rules_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nhost = "tistory.com"\npath = "/1"\ncategory = "산"\n')
    _, documents = run(
        WarcImporter(),
        tmp_path / "raw",
        warc(tmp_path / "a.warc"),
        options=WarcOptions(rules=str(path)),
    )
    assert sorted(d["category"] for d in documents) == ["web", "web", "산"]
    path = tmp_path / "faulty.toml"
    path.write_text("[[rule]]\nhst = 1\n")
    with pytest.raises(LmkorError, match="not a rule file"):
        run(WarcImporter(), tmp_path / "raw", options=WarcOptions(rules=str(path)))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.tistory.com/1", "blog"),
        ("https://nottistory.com/1", "web"),
        ("https://www.moe.go.kr/", "government"),
        ("https://shop.example.com/product/1", "shop"),
        ("http://[broken", "web"),
    ],
)
def test_a_page_belongs_to_the_first_rule_that_fits(url: str, expected: str) -> None:
    assert category(url, rules()) == expected


def sent(content: bytes, **headers: str) -> bytes:
    """A response as it came over HTTP, in one record."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=utf-8"]
    lines += [f"{name.replace('_', '-')}: {value}".encode() for name, value in headers.items()]
    http = b"\r\n".join(lines) + b"\r\n\r\n" + content
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\n"
        "WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def chunked(content: bytes) -> bytes:
    pieces = [content[at : at + 133] for at in range(0, len(content), 133)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "record",
    [
        sent(gzip.compress(html(KOREAN)), Content_Encoding="gzip"),
        sent(brotli.compress(html(KOREAN)), Content_Encoding="br"),
        sent(chunked(html(KOREAN)), Transfer_Encoding="chunked"),
        sent(
            chunked(gzip.compress(html(KOREAN))),
            Transfer_Encoding="chunked",
            Content_Encoding="gzip",
        ),
        sent(html(KOREAN), Content_Encoding="gzip"),  # undone already by whoever archived it
        sent(html("".join(f"&#{ord(c)};" for c in KOREAN))),
        sent(html(unicodedata.normalize("NFD", KOREAN))),
    ],
)
def test_pages_kept_as_they_came_over_http(tmp_path: Path, record: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record)
    _, (found,) = run(WarcImporter(), tmp_path / "raw", path, options=WarcOptions())
    assert found["text"].count("진달래가 온 산에 가득했고") == 2


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_one_bad_byte_costs_its_letter(tmp_path: Path, encoding: str) -> None:
    page = html(KOREAN, encoding).replace("막걸리".encode(encoding), b"\xff", 1)
    path = tmp_path / "a.warc"
    path.write_bytes(sent(page))
    _, (found,) = run(WarcImporter(), tmp_path / "raw", path, options=WarcOptions())
    assert found["text"].count("진달래가 온 산에 가득했고") == 2
    assert "막걸리" in found["text"]


def test_a_page_that_reserves_training_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(sent(html(KOREAN), X_Robots_Tag="noai"))
    report, found = run(WarcImporter(), tmp_path / "raw", path, options=WarcOptions())
    assert found == []
    assert report.counts.by_measure("dropped/") == {"not to be trained on (robots)": 1}
