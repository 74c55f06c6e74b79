"""From the user's options to the recipes of one crawl, or a clear refusal."""

from __future__ import annotations

from dataclasses import replace

from lmkor_data.crawlers.job import is_loopback, recipe_hosts
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.recipe import Recipe
from lmkor_data.crawlers.recipe_files import find_recipe, recipes_in_the_box
from lmkor_data.errors import LmkorError


def chosen_recipes(options: CrawlOptions) -> dict[str, Recipe]:
    """The recipes that the options name, moved to where `base_url` says."""
    found = [find_recipe(name) for name in options.sites]
    if not options.sites:
        found = [
            recipe
            for recipe in recipes_in_the_box().values()
            if recipe.terms.status == "allowed"
            and (not options.categories or set(options.categories) & set(recipe.categories))
        ]
    recipes = {}
    for recipe in found:
        _refuse_categories(recipe, options)
        _refuse_terms(recipe, options)
        moved = replace(recipe, base=options.base_url.rstrip("/")) if options.base_url else recipe
        _refuse_anonymous(moved, options)
        recipes[recipe.site] = moved
    if not recipes:
        raise LmkorError(
            "No recipe in the box has these categories and may be crawled. "
            "`lmkor-data sites` lists them."
        )
    return recipes


def resolved_hosts(options: CrawlOptions) -> dict[str, str]:
    """`host=127.0.0.1:8000` as a table."""
    table = {}
    for pair in options.resolve:
        host, found, target = pair.partition("=")
        if not (host and found and target):
            raise LmkorError(f"--resolve {pair}: write it as host=127.0.0.1:8000.")
        table[host.lower()] = target
    return table


def _refuse_categories(recipe: Recipe, options: CrawlOptions) -> None:
    if options.categories and not set(options.categories) & set(recipe.categories):
        raise LmkorError(
            f"{recipe.site} has no category {', '.join(options.categories)}; "
            f"it has {', '.join(recipe.categories)}."
        )


def _refuse_terms(recipe: Recipe, options: CrawlOptions) -> None:
    if recipe.terms.status == "allowed" or recipe.site in options.permitted:
        return
    state = {"forbidden": "forbid crawling", "unread": "have not been read yet"}
    raise LmkorError(
        f"The terms of {recipe.site} {state[recipe.terms.status]} ({recipe.terms.url}). If its "
        f"owner has permitted you: --i-have-permission {recipe.site}; it is noted in the corpus."
    )


def _refuse_anonymous(recipe: Recipe, options: CrawlOptions) -> None:
    resolved = resolved_hosts(options)
    local = all(is_loopback(host, resolved) for host in recipe_hosts(recipe))
    if not local and not options.contact:
        raise LmkorError(
            f"{recipe.base} is somebody else's machine: tell its owner how to reach you with "
            "--contact you@example.org (it goes into the user agent)."
        )
