"""Recipes from what a user sees on a saved page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lmkor_data.crawlers.recipe_learner import check_learned, learn_recipe
from lmkor_data.errors import LmkorError

REVIEWS = [
    ("향이 은은해서 자주 써요", "2025. 3. 2.", 4),
    ("배송이 하루 만에 왔어요", "2025. 3. 5.", 5),
    ("생각보다 작아서 반품했어요", "2025. 2. 11.", 2),
]
EXAMPLES = {"text": "향이 은은해서", "published_at": "2025. 3. 2.", "rating": "4"}


def item(text: str, day: str, stars: int, number: int) -> str:
    return (
        f'<li class="rv css-1x2y3z{number}" data-no="{900 + number}">'
        f'<b class="grade" style="width:{stars * 20}%"></b>'
        f'<span class="day">{day}</span><i class="nick">모모{number}</i>'
        f'<p class="txt">{text}<br>그럼 이만</p></li>'
    )


def page(*items: str) -> str:
    return (
        "<!-- saved from url=(0045)https://shop.example/p/345/reviews?page=1 -->"
        '<html><body><nav><p class="txt">메뉴</p></nav><div class="box"><ul class="list">'
        + "".join(items)
        + '</ul></div><div class="rec"><li class="rv"><p class="txt">다른 상품</p></li></div>'
    )


def learned(tmp_path: Path, name: str, body: str, **examples: str):
    """Learn from a page and read the same page; returns documents, doubts and the recipe."""
    saved = tmp_path / name
    saved.write_text(body, encoding="utf-8")
    toml, doubts = learn_recipe("my_shop", saved, examples or EXAMPLES, category="cosmetics")
    recipe = tmp_path / "my_shop.toml"
    recipe.write_text(toml, encoding="utf-8")
    return check_learned(recipe, saved).documents, doubts, toml


def test_reviews_are_read_with_date_rating_and_key(tmp_path):
    body = page(*(item(*review, number) for number, review in enumerate(REVIEWS)))
    documents, doubts, toml = learned(tmp_path, "page.html", body)
    assert not doubts
    assert 'items = ".list > .rv"' in toml
    assert [d["text"] for d in documents] == [f"{text}\n그럼 이만" for text, *_ in REVIEWS]
    assert [d["rating"] for d in documents] == [4.0, 5.0, 2.0]
    assert all(d["published_at"] for d in documents)
    assert 'key = "@data-no"' in toml
    assert 'base = "https://shop.example"' in toml
    assert 'url = "/p/345/reviews?page={page}"' in toml
    assert "nick" not in toml
    assert "css-1x2y3z" not in toml
    assert 'status = "unread"' in toml


def test_what_is_not_found_is_a_doubt(tmp_path):
    body = page(*(item(*review, number) for number, review in enumerate(REVIEWS)))
    examples = {**EXAMPLES, "title": "없는 제목"}
    _, doubts, _ = learned(tmp_path, "page.html", body, **examples)
    assert any("title" in doubt for doubt in doubts)
    _, doubts, _ = learned(tmp_path, "one.html", page(item(*REVIEWS[0], 0)))
    assert any("only one item" in doubt for doubt in doubts)
    with pytest.raises(LmkorError, match="nowhere"):
        learned(tmp_path, "page.html", body, text="이 페이지에 없는 글")


@pytest.mark.parametrize("wrap", ["{}", "<html><script id='__NEXT_DATA__'>{}</script></html>"])
def test_json_is_learned_from_too(tmp_path, wrap):
    rows = [
        {"reviewNo": n, "body": f"<p>{text}</p>", "at": f"2025-03-0{n}", "score": stars}
        for n, (text, _, stars) in enumerate(REVIEWS, 2)
    ]
    body = json.dumps({"data": {"reviews": rows, "total": 3}}, ensure_ascii=False)
    documents, _, toml = learned(tmp_path, "page.json", wrap.replace("{}", body))
    assert [d["text"] for d in documents] == [text for text, *_ in REVIEWS]
    assert [d["rating"] for d in documents] == [4.0, 5.0, 2.0]
    assert 'items = "data.reviews[]"' in toml
    assert 'key = "reviewNo"' in toml


def test_reviews_for_search_engines_need_no_selectors(tmp_path):
    review = {
        "@type": "Review",
        "reviewBody": REVIEWS[0][0],
        "reviewRating": {"ratingValue": 4},
        "datePublished": "2025-03-02",
    }
    body = f'<script type="application/ld+json">{json.dumps(review)}</script><p>상품</p>'
    documents, _, toml = learned(tmp_path, "page.html", f"<html><body>{body}</body></html>")
    assert 'format = "schema"' in toml
    assert [d["text"] for d in documents] == [REVIEWS[0][0]]


def test_a_post_is_left_to_the_extractor(tmp_path):
    lines = "".join(f"<p>{n}번째 문단이다. 오늘은 산에 올라 사진을 찍었다.</p>" for n in range(12))
    body = f"<html><body><article><h1>등산</h1>{lines}</article></body></html>"
    documents, _, toml = learned(tmp_path, "post.html", body, text="3번째 문단이다.")
    assert 'format = "article"' in toml
    assert len(documents) == 1
    assert documents[0]["text"].count("문단") == 12
