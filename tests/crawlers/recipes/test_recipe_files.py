"""Recipes as people write them: what is wrong is told by key, what TOML cannot say is Python."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.crawlers.frontier.page_request import PageResult
from lmkor_data.crawlers.parsing.hooks import require_trusted
from lmkor_data.crawlers.parsing.links import start_requests
from lmkor_data.crawlers.parsing.page_reader import read_page
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe_files import load_recipe
from lmkor_data.errors import LmkorError

RECIPE = """
site = "own"
title = "My own"
kind = "review"
base = "https://shop.example"
start = "list"
terms = { status = "allowed" }
categories = { food = "12" }
[pages.list]
url = "/c/{category}?page={page}"
paginate = {}
follow = [{ page = "reviews", links = "a.p", values = { product = "@data-id" } }]
[pages.reviews]
url = "/p/{product}"
items = "li.r"
fields = { key = "@id", text = "p", rating = { path = "b", pattern = '\\\\d+' } }
""".replace("\\\\", "\\")


def loaded(folder: Path, old: str = "", new: str = ""):
    assert old in RECIPE
    path = folder / "own.toml"
    path.write_text(RECIPE.replace(old, new, 1), encoding="utf-8")
    return load_recipe(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('site = "own"', 'site = "My Own"', r"own\.toml: site: 'My Own' may have small letters"),
        ('"review"', '"reviw"', r"kind: 'reviw' is none of review, comment"),
        ('"review"', "3", "kind: 3 must be str"),
        ('kind = "review"', "", "kind: missing"),
        ('"allowed"', '"maybe"', "terms.status: 'maybe' is none of allowed, forbidden, unread"),
        ("https://shop.example", "shop.example", "base: 'shop.example' must be scheme and host"),
        ('start = "list"', 'start = "lists"', "start: 'lists' must be a page"),
        ("paginate = {}", "paginat = {}", r"pages.list.paginat: unknown.*did you mean `paginate`"),
        (
            "paginate = {}",
            'paginate = { first = "x" }',
            "paginate.first: 'x' must be int",
        ),
        ('page = "reviews"', 'page = "review"', "pages.list.follow.page: 'review' is none of list"),
        ('"li.r"', '"li["', r"pages.reviews.items: 'li\[' is no CSS selector"),
        ('text = "p"', 'txet = "p"', "pages.reviews.fields.txet: unknown; allowed are text, key"),
        (r"'\d+'", "'('", "pages.reviews.fields.rating: .* is no regular expression"),
        ('"a.p"', '"a.p", deny = "["', "pages.list.follow.deny: .* is no regular expression"),
        ("{product}", "{prodct}", r"pages.reviews.url: \{prodct\} is filled by nothing; known are"),
        (
            "paginate = {}",
            'otherwise = "reviewz"',
            "list.otherwise: 'reviewz' must be a page",
        ),
        ("paginate = {}", 'render = "yes"', "pages.list.render: 'yes' must be bool"),
        ('site = "own"', 'site = "own"\nhook = "json"', "hook: .*package.module:function"),
        ('site = "own"', "site = own", "this is not TOML"),
    ],
)
def test_what_is_wrong_is_told_by_key(tmp_path, old, new, said):
    with pytest.raises(LmkorError, match=said):
        loaded(tmp_path, old, new)


def test_a_recipe_without_mistakes_is_read(tmp_path):
    assert loaded(tmp_path).pages["reviews"].fields["rating"].pattern == r"\d+"


def without_advertisements(result: PageResult, response: PageResponse) -> None:
    """What TOML cannot say: reviews that were paid for are left out."""
    result.documents = [d for d in result.documents if "협찬" not in d["text"]]
    result.declared = response.text.count("<li")


def test_a_hook_runs_only_if_the_user_names_it(tmp_path):
    recipe = loaded(tmp_path, 'site = "own"', 'site = "own"\nhook = "os:getcwd"')
    with pytest.raises(LmkorError, match="--trust-hook os:getcwd"):
        require_trusted(recipe, ["os:getpid"])
    require_trusted(recipe, ["os:getcwd"])
    unknown = loaded(tmp_path, 'site = "own"', 'site = "own"\nhook = "no_such:f"')
    with pytest.raises(LmkorError, match="No module named 'no_such'"):
        require_trusted(unknown, ["no_such:f"])


def test_a_hook_changes_what_was_read(tmp_path):
    hook = f'site = "own"\nhook = "{__name__}:without_advertisements"'
    recipe = loaded(tmp_path, 'site = "own"', hook)
    (start,) = start_requests(recipe, ("food",))
    request = type(start)("own", "food", "reviews", "https://shop.example/p/1")
    texts = ("협찬 받았어요", "내 돈으로 샀어요")
    body = "".join(f'<li class="r" id="{text}"><p>{text}</p></li>' for text in texts)
    result = read_page(
        recipe, request, PageResponse(request.url, body.encode(), at=datetime.now(UTC))
    )
    assert [d["text"] for d in result.documents] == ["내 돈으로 샀어요"]
    assert result.declared == 2
