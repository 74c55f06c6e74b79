"""Title, date, address and rights come from where the page says them best."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from lmkor_data.extraction.page import Page, extract_text
from lmkor_data.text.dates import KOREA
from tests.extraction.pages import BODY, page, post

URL = "https://a.example/slow-day"
MOMENT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC)


def read(html: str, url: str = URL, headers: dict[str, str] | None = None) -> Page:
    return extract_text(html, url, headers)


LINKED = {
    "@type": "BlogPosting",
    "headline": "느린 하루",
    "datePublished": "2024-03-05T23:30:00+09:00",
}
DATES = {
    "json-ld": f'<script type="application/ld+json">{json.dumps(LINKED)}</script>',
    "meta": '<meta property="article:published_time" content="2024-03-05T23:30:00+09:00">',
}
SHOWN = {
    "microdata": '<span itemprop="datePublished" content="2024-03-05T23:30:00+09:00">봄</span>',
    "time": '<time datetime="2024-03-05T23:30:00+09:00">지난봄</time>',
    "class": '<span class="post-date">2024. 3. 5. 오후 11:30</span>',
    "text": "<span>글쓴이 · 2024년 3월 5일 23:30</span>",
}


@pytest.mark.parametrize("source", DATES)
def test_a_date_that_the_head_declares(source: str) -> None:
    found = read(post(head=DATES[source]))
    assert (found.published_at, found.date_source) == (MOMENT, source)


@pytest.mark.parametrize("source", SHOWN)
def test_a_date_that_readers_see(source: str) -> None:
    found = read(page(f"<article><h1>느린 하루</h1><p>{SHOWN[source]}</p>{BODY}</article>"))
    assert (found.published_at, found.date_source) == (MOMENT, source)


def test_a_date_in_the_address_and_none_at_all() -> None:
    found = read(post(), "https://a.example/2024/03/05/slow-day/")
    assert (found.published_at, found.date_source) == (datetime(2024, 3, 5, tzinfo=UTC), "url")
    assert read(post()).published_at is None


@pytest.mark.parametrize(
    "other",
    [
        '<div class="comments"><time datetime="2024-03-05T23:30:00+09:00">봄</time></div>',
        '<div class="related-posts"><span class="date">2024. 3. 5.</span></div>',
        '<p>마지막 수정: <time datetime="2024-03-05">봄</time></p>',
        '<meta property="article:modified_time" content="2024-03-05">',
        "<p>2024년 3월 5일에 우리는 산에 올라 긴 이야기를 나누며 불을 피우고 앉아 있었다.</p>",
    ],
)
def test_other_dates_are_not_taken(other: str) -> None:
    assert read(post(BODY + other)).published_at is None


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2024-03-05T23:30:00+00:00", 5),
        ("2024-03-05T15:30:00.000Z", 5),
        ("2024-03-05T03:00:00Z", 5),
    ],
)
def test_a_korean_clock_called_utc_is_seen_by_the_address(stamp: str, day: int) -> None:
    head = f'<meta property="article:published_time" content="{stamp}">'
    found = read(post(head=head), "https://a.example/2024/03/05/slow-day/")
    assert found.published_at is not None
    assert found.published_at.astimezone(KOREA).day == day


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "느린 하루 | 작은 방"),
        ('<meta property="og:title" content="느린 하루">', "작은 방"),
        (DATES["json-ld"], "작은 방"),
        ("", "작은 방"),
    ],
)
def test_the_title_is_without_the_sites_name(head: str, title: str) -> None:
    assert read(post(head=head, title=title)).title == "느린 하루"


def test_a_title_without_a_heading_loses_the_sites_name() -> None:
    html = page(f'<div class="entry-content">{BODY}</div>', title="느린 하루 - 둘째 날 :: 작은 방")
    assert read(html).title == "느린 하루 - 둘째 날"


def test_the_canonical_address_is_absolute() -> None:
    assert read(post(head='<link rel=canonical href="/2024/slow-day">')).canonical_url == (
        "https://a.example/2024/slow-day"
    )
    assert read(post(head='<link rel=canonical href="">')).canonical_url is None


@pytest.mark.parametrize(
    ("head", "headers", "directives"),
    [
        ('<meta name="robots" content="NOINDEX, nofollow">', {}, {"noindex", "nofollow"}),
        ('<meta name="robots" content="index,follow,noai,noimageai">', {}, {"noai", "noimageai"}),
        ("", {"X-Robots-Tag": "noindex, noai"}, {"noindex", "noai"}),
        ("", {"X-Robots-Tag": "otherbot: noindex"}, set()),
        ("", {"X-Robots-Tag": "googlebot: noindex"}, {"noindex"}),
        ('<meta name="tdm-reservation" content="1">', {}, {"tdm-reservation"}),
        ("", {"TDM-Reservation": "1"}, {"tdm-reservation"}),
        ("", {}, set()),
    ],
)
def test_robots_directives_are_told(
    head: str, headers: dict[str, str], directives: set[str]
) -> None:
    assert read(post(head=head), headers=headers).robots == directives


def test_section_and_tags() -> None:
    head = (
        '<meta property="article:section" content="일상"><meta property="article:tag" content="빵">'
        '<meta name="keywords" content="빵, 산책">'
    )
    found = read(post(head=head))
    assert (found.section, found.tags) == ("일상", ("빵", "산책"))


def test_broken_json_ld_is_mended_or_passed() -> None:
    opening = '<script type="application/ld+json">'
    broken = opening + '{"@type": "BlogPosting", "headline": "그날",}</script>'
    thing = '{"@type": "Article", "headline": "a\\\'b"}'
    script = f"{opening}\n//<![CDATA[\n{thing}\n//]]></script>"
    found = read(post(head=broken + script))
    assert [thing["headline"] for thing in found.linked_data] == ["a'b"]
