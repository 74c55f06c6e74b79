"""Whole pages: articles told from lists, the same text from every coding, Korean or not."""

from __future__ import annotations

import gzip
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.extraction.language import identify_language, is_korean, may_be_korean
from lmkor_data.extraction.page import extract_page
from tests.extraction.pages import BODY, SENTENCES, page, post

URL = "https://a.example/slow-day"
TEASERS = "".join(
    f'<article><h2><a href="/{n}">{s[:9]}</a></h2><p>{s}</p></article>'
    for n, s in enumerate(SENTENCES)
)
LINKS = "".join(f'<li><a href="/{n}">{s}</a></li>' for n, s in enumerate(SENTENCES))
ENTITIES = "".join(c if c < "\x7f" else f"&#x{ord(c):X};" for c in post())


@pytest.mark.parametrize(
    "content",
    [
        post().encode(),
        post().encode("utf-16"),
        post().replace("©", "").encode("cp949"),
        post().replace("©", "").encode("johab"),
        ENTITIES.encode("ascii"),
        unicodedata.normalize("NFD", post()).encode(),
    ],
    ids=["utf-8", "utf-16", "cp949", "johab", "entities", "decomposed"],
)
def test_the_same_page_gives_the_same_text_in_every_coding(content: bytes) -> None:
    found = extract_page(content, URL)
    assert (found.text, found.title, found.kind) == ("\n".join(SENTENCES), "느린 하루", "article")
    assert may_be_korean(content, 50)
    packed = extract_page(gzip.compress(content), URL, {"Content-Encoding": "gzip"})
    assert packed.text == found.text


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(f"<main>{TEASERS}</main>"), "https://a.example/blog/"),
        (page(f"<main>{TEASERS}</main>"), "https://a.example/tags/bread/"),
        (post(), "https://a.example/"),
        (post(), "https://a.example/page/2/"),
        (page(f"<ul>{LINKS}</ul>"), URL),
        (page(f'<div class="entry-content">{BODY}</div>' * 4), URL),
    ],
)  # fmt: skip
def test_lists(html: str, url: str) -> None:
    assert extract_page(html.encode(), url).kind == "list"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (post(), URL),
        (post(), None),
        (post(head='<meta property="og:type" content="website">'), URL),
        (post(BODY + '<h3>관련 글</h3><p><a href="/1">어제</a></p>'), URL),
        (post(BODY + f'<h2><a href="https://b.example/{1}">출처</a></h2>' * 4), URL),
        (page(f"<main>{BODY}</main><section><h2>최근 글</h2>{TEASERS}</section>"), URL),
        (post(BODY * 3, '<meta property="article:published_time" content="2024-01-02">'),
         "https://a.example/archive/slow-day"),
        (page('<div class="post-content"><p>오늘은 맑음.</p></div>'), URL),
        (page(f"<form id=aspnetForm><div>{BODY}</div></form>"), URL + "?no=3"),
    ],
)  # fmt: skip
def test_articles(html: str, url: str | None) -> None:
    found = extract_page(html.encode(), url)
    assert found.is_article, found.reason
    assert found.text


@pytest.mark.parametrize(
    "html", ["", "<html>", "google-site-verification: google12ab.html", page("<div></div>")]
)
def test_pages_without_text(html: str) -> None:
    found = extract_page(html.encode(), URL)
    assert not found.is_article
    assert found.published_at is None


def test_a_page_mended_by_beautifulsoup_reads_as_well() -> None:
    assert extract_page(post().encode(), URL, repair=True).text == "\n".join(SENTENCES)


KOREAN = "\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (KOREAN, "ko"),
        (unicodedata.normalize("NFD", KOREAN), "ko"),
        (KOREAN + "\n```\n" + "return value of the function is not used\n" * 30 + "```", "ko"),
        ("The garden was quiet and the rain fell on the leaves as it does in autumn.", "en"),
        ("今日は天気がよかったので、川まで歩いて行きました。", "ja"),
        ("今天天气很好，我们一起去河边散步。", "zh"),
        ("The list of names in the exhibition: 김민수 이영희 박철수 최지우 한가람 오세진", "en"),
        ("12345 !!", "und"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert identify_language(text).code == code


def test_a_mixed_text_tells_its_korean_share() -> None:
    english = "The garden was quiet and the rain fell on the leaves as it does in autumn. "
    mixed = KOREAN + "\n" + english * 3
    found = identify_language(mixed)
    assert found.code == "ko"
    assert 0.2 < found.korean < 0.7
    assert is_korean(mixed)
    assert not is_korean(SENTENCES[0] + "\n" + english * 20)


def test_bytes_without_korean_are_told_quickly() -> None:
    assert not may_be_korean(b"<html>" + b"The garden was quiet. " * 500)
    assert not may_be_korean("Ça été déjà là. ".encode() * 300)


MARKUP = """
<p> </p> <table> <tr> <td> </table> <pre> <code> </pre> <li> <ul> <h1> </a> <br> </div> <math> <svg>
<script> <!-- --> </html> <article> 가을 2024-01-02 &#x110000; &nbsp; <blockquote> <annotation>
"""
PIECES = st.sampled_from(
    [
        *MARKUP.split(),
        "\x00",
        "<a href='/x'>",
        "<div class=post-content>",
        "<meta name=date content=>",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    found = extract_page("".join(pieces).encode("utf-8", "replace"), URL)
    assert "<p>" not in found.text
    assert "\x00" not in found.text


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert extract_page(content, URL, {"Content-Encoding": "gzip, br"}).kind in (
        "article", "list", "empty"
    )  # fmt: skip
