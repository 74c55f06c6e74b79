"""Texts of the demo site, read from `texts/*.toml`."""

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
    """Read `texts/NAME.toml`."""
    path = resources.files("lmkor_data.demo") / "texts" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lines(block: str) -> Frames:
    """Split a block of text into frames, one per line."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def fitting(frames: Frames, kind: str) -> Frames:
    """Return the frames that apply to products of `kind`: all but those marked `[other kinds]`."""
    meant = (_MEANT_FOR.match(frame) for frame in frames)
    return tuple(
        frame[match.end() :] if match else frame
        for frame, match in zip(frames, meant, strict=True)
        if not match or kind in match[1].split()
    )


def choices(row: str) -> Frames:
    """Split the values of a slot, written `하나 | 둘 | 셋`; an empty value inserts nothing."""
    return tuple(value.strip() for value in row.split("|"))


def banks(table: Mapping[str, str]) -> dict[str, Frames]:
    """Read a TOML table of frame banks."""
    return {name: lines(block) for name, block in table.items()}


def slots(table: Mapping[str, str]) -> dict[str, Frames]:
    """Read a TOML table of slots."""
    return {name: choices(row) for name, row in table.items()}


@dataclass(frozen=True)
class Product:
    """A product of the shop, with the frames that reviews use for it alone."""

    id: str
    name: str
    call: str
    """How buyers refer to it: `수분크림`."""
    kind: str
    """Product type within the category; some frames of the category apply to one type only."""
    price: int
    options: Frames
    banks: Mapping[str, Frames]


@dataclass(frozen=True)
class Category:
    """A department of the shop: URL key, Korean name, slots and frames."""

    key: str
    name: str
    slots: Mapping[str, Frames]
    fixed: Frames
    """Slots that keep one value within a review, such as the buyer's height."""
    banks: Mapping[str, Frames]
    products: tuple[Product, ...]


@cache
def categories() -> tuple[Category, ...]:
    """Return the shop's departments in the order of `CATEGORIES`."""
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
