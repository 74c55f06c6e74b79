"""All reviews of the demo shop: the same ones every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from lmkor_data.demo.content.review_noise import COPIED_LENGTH, SHARES, JunkWriter
from lmkor_data.demo.content.review_writer import Reviewer
from lmkor_data.demo.content.seeded_random import Dice
from lmkor_data.demo.content.site_texts import Category, Product, categories, choices, load

REVIEWS_PER_PRODUCT = (105, 45, 90, 60, 95, 55, 75, 75)
"""By a product's place in its category. 60 fills its last page exactly."""

COMPOSED = "composed"
_FIRST_DAY, _LAST_DAY = date(2023, 1, 2).toordinal(), date(2025, 12, 30).toordinal()
_NICKNAMES = load("people")


@dataclass(frozen=True)
class Review:
    """One review as the shop shows it."""

    id: str
    product: Product
    kind: str
    """`composed`, or a key of `junk.SHARES`."""
    text: str
    stars: int
    date: date
    nickname: str
    option: str


@cache
def reviews_of(category_key: str) -> tuple[Review, ...]:
    """A category's reviews, product by product."""
    category = next(c for c in categories() if c.key == category_key)
    return tuple(_compose(category))


def _compose(category: Category) -> Iterator[Review]:
    dice = Dice(f"reviews of {category.key}")
    reviewer, junk = Reviewer(category, dice), JunkWriter(dice)
    kinds = iter(_kinds(sum(REVIEWS_PER_PRODUCT), dice))
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
                text, stars = junk.copy(dice.pick(copied)), 5
            else:
                text, stars = junk.write(kind, reviewer.slots(product)), dice.between(3, 5)
            yield Review(
                id=f"R{product.id}{n:04d}",
                product=product,
                kind=kind,
                text=text,
                stars=stars,
                date=date.fromordinal(dice.between(_FIRST_DAY, _LAST_DAY)),
                nickname=_nickname(dice),
                option=dice.pick(product.options),
            )


def _kinds(count: int, dice: Dice) -> list[str]:
    """What each of `count` reviews is, the shares met exactly, in no order."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * count))]
    return dice.shuffled(kinds + [COMPOSED] * (count - len(kinds)))


def _unseen(reviewer: Reviewer, product: Product, seen: set[str]) -> tuple[str, int]:
    """A review whose letters no other has; short ones would meet by chance."""
    while True:
        text, stars = reviewer.write(product)
        letters = "".join(filter(str.isalpha, text))
        if letters not in seen:
            seen.add(letters)
            return text, stars


def _nickname(dice: Dice) -> str:
    first, last = (dice.pick(choices(_NICKNAMES[part])) for part in ("first", "last"))
    return f"{first}{last}{dice.pick(choices(_NICKNAMES['tail']))}"
