"""Category vocabulary: English keys and the Korean names that sites use."""

from __future__ import annotations

import difflib
import functools
import tomllib
from pathlib import Path

from lmkor_data.errors import LmkorError

_FILE = Path(__file__).parent / "categories.toml"


@functools.cache
def categories() -> dict[str, tuple[str, ...]]:
    """Load `categories.toml`: key → Korean names."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: tuple(names) for key, names in table.items()}


def category_key(name: str) -> str:
    """Map a key or a Korean name to the key: `화장품` → `cosmetics`.

    Raises `LmkorError`, with a suggestion where one is near.
    """
    keys = _keys()
    wanted = name.strip().lower()
    if wanted in keys:
        return keys[wanted]
    near = difflib.get_close_matches(wanted, keys, 1, 0.6)
    hint = f" Did you mean `{keys[near[0]]}`?" if near else ""
    raise LmkorError(f"There is no category `{name}`.{hint} Known: {', '.join(categories())}.")


def known_category(name: str) -> str:
    """Map a site's category name to our key; unknown names stay as they are."""
    return _keys().get(name.strip().lower(), name.strip())


@functools.cache
def _keys() -> dict[str, str]:
    """Map lower-case keys and Korean names to keys."""
    pairs = ((known, key) for key, names in categories().items() for known in (key, *names))
    return {known.lower(): key for known, key in pairs}
