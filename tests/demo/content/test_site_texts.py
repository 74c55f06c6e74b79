"""The text files themselves: every frame can be said, and none is left half composed."""

import re

import pytest

from lmkor_data.demo.content.posts import posts
from lmkor_data.demo.content.reviews import reviews_of
from lmkor_data.demo.content.site_texts import categories, fitting

UNFINISHED = re.compile(r"[{}]|<[가-힣]+>|\((?:으|이)\)|(?:은\(는|이\(가|을\(를|과\(와)\)")


@pytest.mark.parametrize("category", categories(), ids=lambda category: category.key)
def test_every_kind_of_thing_has_something_said_of_it(category) -> None:
    for kind in {product.kind for product in category.products}:
        thin = {name for name, bank in category.banks.items() if len(fitting(bank, kind)) < 3}
        assert not thin, kind


@pytest.mark.parametrize("category", categories(), ids=lambda category: category.key)
def test_reviews_are_fully_composed(category) -> None:
    assert not [r.text for r in reviews_of(category.key) if UNFINISHED.search(r.text)]


def test_posts_are_fully_composed() -> None:
    texts = [text for post in posts() for part in post.sections for text in part.paragraphs]
    texts += [post.title for post in posts()]
    assert not [text for text in texts if UNFINISHED.search(text)]
