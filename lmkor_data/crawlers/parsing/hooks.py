"""Calls a recipe's `hook`: a Python function for what TOML cannot express."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe import Recipe
from lmkor_data.errors import LmkorError

if TYPE_CHECKING:
    from lmkor_data.crawlers.frontier.page_request import PageResult

#: Called with the result of a page, which it may change, and with the page itself.
Hook = Callable[["PageResult", PageResponse], None]


@functools.cache
def find_hook(name: str) -> Hook:
    """Import `package.module:function`. Raises `LmkorError` if there is none."""
    module, _, function = name.partition(":")
    try:
        found: Hook = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as cause:
        raise LmkorError(
            f"hook {name}: {cause}. Write it as package.module:function, of a module that Python "
            "finds (PYTHONPATH)."
        ) from cause
    return found


def require_trusted(recipe: Recipe, trusted: Collection[str]) -> None:
    """Raise `LmkorError` for a hook that the user has not named: a recipe must not run code."""
    if not recipe.hook:
        return
    if recipe.hook not in trusted:
        raise LmkorError(
            f"{recipe.path} runs the Python function {recipe.hook} on every page. Read it, and if "
            f"you trust it: --trust-hook {recipe.hook}"
        )
    find_hook(recipe.hook)


def apply_hook(recipe: Recipe, result: PageResult, response: PageResponse) -> None:
    """Let the recipe's own function correct a result."""
    if recipe.hook:
        find_hook(recipe.hook)(result, response)
