"""The texts of the demo site as they lie in `texts/*.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Frames = tuple[str, ...]

_MEANT_FOR = re.compile(r"\[([가-힣 ]+)\] ")

CATEGORIES = ("cosmetics", "food", "electronics", "pets", "fashion", "household")


def load(name: str) -> dict[str, Any]:
    """The content of `texts/NAME.toml`."""
    path = resources.files("lmkor_data.demo") / "texts" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lines(block: str) -> Frames:
    """A bank: one frame a line."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def fitting(frames: Frames, kind: str) -> Frames:
    """The frames that may be said of a `kind` of thing: all but those meant for `[others]`."""
    meant = (_MEANT_FOR.match(frame) for frame in frames)
    return tuple(
        frame[match.end() :] if match else frame
        for frame, match in zip(frames, meant, strict=True)
        if not match or kind in match[1].split()
    )


def choices(row: str) -> Frames:
    """A slot's values, written `하나 | 둘 | 셋`; an empty one means that nothing is put there."""
    return tuple(value.strip() for value in row.split("|"))


def banks(table: Mapping[str, str]) -> dict[str, Frames]:
    return {name: lines(block) for name, block in table.items()}


def slots(table: Mapping[str, str]) -> dict[str, Frames]:
    return {name: choices(row) for name, row in table.items()}


@dataclass(frozen=True)
class Product:
    """Something the shop sells, and what people say of it alone."""

    id: str
    name: str
    call: str
    """What a buyer calls it: `수분크림`."""
    kind: str
    """What sort of thing it is within its category; some of the category's frames ask for one."""
    price: int
    options: Frames
    banks: Mapping[str, Frames]


@dataclass(frozen=True)
class Category:
    """A department of the shop: its key in URLs, its Korean name, its way of talking."""

    key: str
    name: str
    slots: Mapping[str, Frames]
    fixed: Frames
    """Slots that hold one value throughout a review: the buyer's height, the dog's name."""
    banks: Mapping[str, Frames]
    products: tuple[Product, ...]


@cache
def categories() -> tuple[Category, ...]:
    """The shop's departments, in the order of `CATEGORIES`."""
    return tuple(_category(number, key) for number, key in enumerate(CATEGORIES, start=1))


def _category(number: int, key: str) -> Category:
    table = load(key)
    products = tuple(
        Product(
            id=f"{number}{place:03d}",
            name=row["name"],
            call=row["call"],
            kind=row["kind"],
            price=row["price"],
            options=choices(row["options"]),
            banks=banks({name: row[name] for name in ("good", "bad", "story")}),
        )
        for place, row in enumerate(table["products"], start=1)
    )
    return Category(
        key=key,
        name=table["name"],
        slots=slots(table["slots"]),
        fixed=choices(table["fixed"]),
        banks=banks(table["banks"]),
        products=products,
    )
