"""All reviews of the demo shop, generated deterministically."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from lmkor_data.demo.content.review_noise import COPIED_LENGTH, SHARES, NoiseWriter
from lmkor_data.demo.content.review_writer import Reviewer
from lmkor_data.demo.content.seeded_random import SeededRandom
from lmkor_data.demo.content.site_texts import Category, Product, categories, choices, load

REVIEWS_PER_PRODUCT = (105, 45, 90, 60, 95, 55, 75, 75)
"""By a product's position in its category. 60 fills the last page exactly."""

COMPOSED = "composed"
_FIRST_DAY, _LAST_DAY = date(2023, 1, 2).toordinal(), date(2025, 12, 30).toordinal()
_NICKNAMES = load("people")


@dataclass(frozen=True)
class Review:
    """One review as the shop shows it."""

    id: str
    product: Product
    kind: str
    """`composed`, or a key of `review_noise.SHARES`."""
    text: str
    stars: int
    date: date
    nickname: str
    option: str


@cache
def reviews_of(category_key: str) -> tuple[Review, ...]:
    """Return the reviews of a category, product by product."""
    category = next(c for c in categories() if c.key == category_key)
    return tuple(_compose(category))


def _compose(category: Category) -> Iterator[Review]:
    random = SeededRandom(f"reviews of {category.key}")
    reviewer, junk = Reviewer(category, random), NoiseWriter(random)
    kinds = iter(_kinds(sum(REVIEWS_PER_PRODUCT), random))
    seen: set[str] = set()
    for product, count in zip(category.products, REVIEWS_PER_PRODUCT, strict=True):
        mine = [next(kinds) for _ in range(count)]
        composed = {
            n: _unseen(reviewer, product, seen) for n in range(count) if mine[n] == COMPOSED
        }
        copied = [text for text, _ in composed.values() if len(text) >= COPIED_LENGTH]
        for n, kind in enumerate(mine):
            if kind == COMPOSED:
                text, stars = composed[n]
            elif kind == "near copy":
                text, stars = junk.copy(random.pick(copied)), 5
            else:
                text, stars = junk.write(kind, reviewer.slots(product)), random.between(3, 5)
            yield Review(
                id=f"R{product.id}{n:04d}",
                product=product,
                kind=kind,
                text=text,
                stars=stars,
                date=date.fromordinal(random.between(_FIRST_DAY, _LAST_DAY)),
                nickname=_nickname(random),
                option=random.pick(product.options),
            )


def _kinds(count: int, random: SeededRandom) -> list[str]:
    """Return the kind of each of `count` reviews in random order, with exact shares."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * count))]
    return random.shuffled(kinds + [COMPOSED] * (count - len(kinds)))


def _unseen(reviewer: Reviewer, product: Product, seen: set[str]) -> tuple[str, int]:
    """Return a review whose letters no earlier review has; short ones could coincide by chance."""
    while True:
        text, stars = reviewer.write(product)
        letters = "".join(filter(str.isalpha, text))
        if letters not in seen:
            seen.add(letters)
            return text, stars


def _nickname(random: SeededRandom) -> str:
    first, last = (random.pick(choices(_NICKNAMES[part])) for part in ("first", "last"))
    return f"{first}{last}{random.pick(choices(_NICKNAMES['tail']))}"
