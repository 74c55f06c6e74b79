"""Plans a crawl: selects and adapts recipes by the user's options, or refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.hooks import require_trusted
from lmkor_data.crawlers.politeness.network_border import host_name, is_loopback
from lmkor_data.crawlers.recipes.recipe import Recipe
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes, find_recipe
from lmkor_data.crawlers.scrapy.browser import require_browser
from lmkor_data.errors import LmkorError

#: Log of claimed permissions, one JSON line a site and run.
PERMISSIONS = "_permissions.jsonl"


def chosen_recipes(options: CrawlOptions) -> dict[str, Recipe]:
    """Return the recipes that the options select, by site, rebased to `base_url`."""
    _refuse_nonsense(options)
    found = [_under_the_users_name(find_recipe(name), options) for name in options.sites]
    if not options.sites:
        found = [
            recipe
            for recipe in built_in_recipes().values()
            if recipe.terms.status == "allowed"
            and not recipe.base.endswith(".example")  # needs --base-url
            and not is_loopback(host_name(recipe.base), {})  # the demo, which has to be served
            and (not options.categories or set(options.categories) & set(recipe.categories))
        ]
    recipes = {}
    for recipe in found:
        _refuse_categories(recipe, options)
        _refuse_terms(recipe, options)
        require_trusted(recipe, options.trusted_hooks)
        if any(page.render for page in recipe.pages.values()):
            require_browser(recipe.site)
        moved = replace(recipe, base=options.base_url.rstrip("/")) if options.base_url else recipe
        _refuse_anonymous(moved, options)
        recipes[recipe.site] = moved
    if not recipes:
        raise LmkorError(
            "No built-in recipe may be crawled without your doing. Name a site with --site; "
            "`lmkor-data crawl --category cosmetics` shows the ways to such text."
        )
    return recipes


def _under_the_users_name(recipe: Recipe, options: CrawlOptions) -> Recipe:
    """Replace the placeholder category of a generic recipe by the user's."""
    if not (options.base_url and len(options.categories) == 1 == len(recipe.categories)):
        return recipe
    (theirs,) = recipe.categories.values()
    return replace(recipe, categories={options.categories[0]: theirs})


def chosen_categories(recipe: Recipe, options: CrawlOptions) -> tuple[str, ...]:
    """List the recipe's categories that the options select."""
    return tuple(c for c in recipe.categories if not options.categories or c in options.categories)


def note_permissions(raw: Path, recipes: Mapping[str, Recipe], options: CrawlOptions) -> None:
    """Log with the corpus which permissions the user claimed beyond a site's terms."""
    claimed = [r for r in recipes.values() if r.terms.status != "allowed"]
    with (raw / PERMISSIONS).open("a", encoding="utf-8") if claimed else nullcontext() as log:
        for recipe in claimed:
            note = {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "site": recipe.site,
                "terms": recipe.terms.status,
                "url": recipe.terms.url,
                "contact": options.contact,
            }
            log.write(json.dumps(note, ensure_ascii=False) + "\n")  # type: ignore[union-attr]


def resolved_hosts(options: CrawlOptions) -> dict[str, str]:
    """Parse `--resolve host=127.0.0.1:8000` into a table by lower-case host."""
    table = {}
    for pair in options.resolve:
        host, found, target = pair.partition("=")
        if not (host and found and target):
            raise LmkorError(f"--resolve {pair}: write it as host=127.0.0.1:8000.")
        table[host.lower()] = target
    return table


def _refuse_nonsense(options: CrawlOptions) -> None:
    share = re.fullmatch(r"(\d+)/(\d+)", options.hosts)
    if not share or not 1 <= int(share[1]) <= int(share[2]):
        raise LmkorError(f"--hosts {options.hosts}: write it as 2/3, the second of three shares.")
    if options.since:
        try:
            datetime.fromisoformat(options.since)
        except ValueError:
            raise LmkorError(f"--since {options.since}: write it as 2026-11-23.") from None


def _refuse_categories(recipe: Recipe, options: CrawlOptions) -> None:
    if options.categories and not set(options.categories) & set(recipe.categories):
        raise LmkorError(
            f"{recipe.site} has no category {', '.join(options.categories)}; "
            f"it has {', '.join(recipe.categories)}."
        )


def _refuse_terms(recipe: Recipe, options: CrawlOptions) -> None:
    if recipe.terms.status == "allowed" or recipe.site in options.permitted:
        return
    state = {"forbidden": "forbid crawling", "unread": "have not been read by anybody yet"}
    raise LmkorError(
        f"The terms of {recipe.site} {state[recipe.terms.status]} ({recipe.terms.url}). If its "
        f"owner gave you permission: --i-have-permission {recipe.site} (recorded in the corpus)."
    )


def _refuse_anonymous(recipe: Recipe, options: CrawlOptions) -> None:
    resolved = resolved_hosts(options)
    local = all(is_loopback(host, resolved) for host in recipe.named_hosts)
    if not local and not options.contact:
        raise LmkorError(
            f"{recipe.base} is not your machine. Tell its owner how to reach you: "
            "--contact you@example.org (sent in the user agent)."
        )
