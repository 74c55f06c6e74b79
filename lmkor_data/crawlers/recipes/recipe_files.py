"""Loads recipes from TOML files; errors name file, key and the allowed values."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import types
import typing
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lmkor_data.crawlers.recipes.recipe import Field, Follow, Page, Paginate, Recipe, Terms
from lmkor_data.crawlers.recipes.validation import check_recipe
from lmkor_data.errors import LmkorError

BUILT_IN = Path(__file__).parent / "sites"


def built_in_recipes() -> dict[str, Recipe]:
    """Load every recipe that comes with the package, by site."""
    return {path.stem: load_recipe(path) for path in sorted(BUILT_IN.glob("*.toml"))}


def find_recipe(name: str) -> Recipe:
    """Load a recipe by its site name or its file."""
    path = Path(name) if name.endswith(".toml") else BUILT_IN / f"{name}.toml"
    if path.exists():
        return load_recipe(path)
    known = [p.stem for p in sorted(BUILT_IN.glob("*.toml"))]
    near = difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise LmkorError(
        f"There is no recipe `{name}`.{hint} `lmkor-data sites` lists them; your own goes in by "
        f"its file: --site my_shop.toml."
    )


def load_recipe(path: Path) -> Recipe:
    """Load and validate one recipe."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise LmkorError(f"{path}: this is not TOML: {cause}.") from cause
    recipe: Recipe = _Reader(path).recipe(given)
    return recipe


class _Reader:
    """Build a recipe from the tables of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recipe(self, given: dict[str, Any]) -> Recipe:
        """Build and validate the recipe."""
        pages = {
            name: self._build(Page, {**table, "name": name}, f"pages.{name}")
            for name, table in self._table(given, "pages").items()
        }
        categories = {
            ours: tuple(theirs) if isinstance(theirs, list) else (str(theirs),)
            for ours, theirs in self._table(given, "categories").items()
        }
        own = {"pages": pages, "categories": categories, "path": str(self._path)}
        recipe: Recipe = self._build(Recipe, {**given, **own}, "")
        check_recipe(recipe, self._fail)
        return recipe

    def _build(self, shape: Any, given: Any, key: str) -> Any:
        """Build a dataclass from a table, nested ones by the declared types."""
        if shape is Field and isinstance(given, str):
            path, _, attribute = given.rpartition("@") if "@" in given else (given, "", "")
            return Field(path.strip(), attribute.strip())
        if not isinstance(given, dict):
            self._fail(key, f"a table is wanted here, not {given!r}")
        types_ = typing.get_type_hints(shape)
        for name in given:
            if name not in types_:
                near = difflib.get_close_matches(name, types_, 1)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                self._fail(_below(key, name), f"unknown; allowed are {', '.join(types_)}{hint}")
        values = {
            name: self._convert(types_[name], value, _below(key, name))
            for name, value in given.items()
        }
        for wanted in dataclasses.fields(shape):
            required = (
                wanted.default is dataclasses.MISSING
                and wanted.default_factory is dataclasses.MISSING
            )
            if required and wanted.name not in values:
                self._fail(_below(key, wanted.name), "missing")
        return shape(**values)

    def _convert(self, wanted: Any, value: Any, key: str) -> Any:
        origin = typing.get_origin(wanted)
        arguments = typing.get_args(wanted)
        if origin in (types.UnionType, typing.Union):
            return self._convert(next(a for a in arguments if a is not types.NoneType), value, key)
        if wanted in (Field, Follow, Paginate, Terms):
            return self._build(wanted, value, key)
        if origin is tuple:
            many = value if isinstance(value, list | tuple) else [value]
            return tuple(self._convert(arguments[0], one, key) for one in many)
        if origin is Mapping:
            if not isinstance(value, dict):
                self._fail(key, f"a table is wanted here, not {value!r}")
            if dataclasses.is_dataclass(arguments[1]) and arguments[1] is not Page:
                return {k: self._build(arguments[1], v, f"{key}.{k}") for k, v in value.items()}
            return value
        if wanted is float and isinstance(value, int):
            return float(value)
        if wanted in (str, int, float, bool, date) and not isinstance(value, wanted):
            self._fail(key, f"{value!r} must be {wanted.__name__}")
        return value

    def _table(self, given: dict[str, Any], key: str) -> dict[str, Any]:
        table = given.get(key)
        if not table or not isinstance(table, dict):
            self._fail(key, f"a table is wanted here: [{key}]")
        return table

    def _fail(self, key: str, what: str) -> typing.NoReturn:
        raise LmkorError(f"{self._path}: {key}: {what}.")


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
