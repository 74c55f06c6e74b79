"""Roads to text of a category: recipes, one's own site, a seller's export, a learned recipe.

What `crawl --category cosmetics` shows when no site is named: nobody's terms have been read for
the user, so nothing can be crawled at once, and the next command of each road is told instead.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from lmkor_data.crawlers.http_probe import HttpProbe
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.links import start_requests
from lmkor_data.crawlers.politeness.network_border import is_loopback
from lmkor_data.crawlers.recipes.recipe import Recipe
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes
from lmkor_data.errors import LmkorError


class Road(NamedTuple):
    """One way to documents of a category."""

    name: str
    terms: str  #: allowed, forbidden or unread, and where they stand
    robots: str  #: what the site's robots.txt says to this crawler
    missing: str  #: what the user has to get or to do first
    command: str  #: the exact next command


def roads(options: CrawlOptions) -> list[Road]:
    """List the roads to the chosen categories, the recipes first.

    robots.txt of a site is asked only with a contact, as for any request beyond this machine.
    """
    wanted = " ".join(f"--category {category}" for category in options.categories)
    found = [
        _by_recipe(recipe, options, wanted)
        for recipe in built_in_recipes().values()
        if _has(recipe, options.categories) and not _is_local(recipe)
    ]
    return [*found, *_other_roads(options.categories, wanted)]


def _has(recipe: Recipe, categories: Sequence[str]) -> bool:
    """Tell whether a recipe has a category; one for any site takes every category."""
    generic = recipe.base.endswith(".example")
    return not generic and (not categories or bool(set(categories) & set(recipe.categories)))


def _is_local(recipe: Recipe) -> bool:
    return all(is_loopback(host, {}) for host in recipe.named_hosts)


def _by_recipe(recipe: Recipe, options: CrawlOptions, wanted: str) -> Road:
    missing = []
    if "template" in recipe.title or "copy the recipe" in recipe.title:
        missing.append("the numbers or names in [categories]: copy the recipe and fill them in")
    if recipe.terms.status != "allowed":
        missing.append("the owner's permission, or terms that allow it")
    if not options.contact:
        missing.append("your contact")
    contact = options.contact or "you@example.org"
    to_fill_in = "template" in recipe.title or "copy the recipe" in recipe.title
    own = f"{recipe.site}.toml" if to_fill_in else recipe.site
    permission = "" if recipe.terms.status == "allowed" else f" --i-have-permission {recipe.site}"
    crawl = f"lmkor-data crawl --site {own} {wanted} --contact {contact}{permission}"
    copy = f"cp {shlex.quote(recipe.path)} {own}; edit {own}; " if to_fill_in else ""
    return Road(
        recipe.site,
        f"{recipe.terms.status} {recipe.terms.url}".strip(),
        _robots(recipe, options),
        "; ".join(missing) or "nothing",
        copy + crawl.replace("  ", " "),
    )


def _robots(recipe: Recipe, options: CrawlOptions) -> str:
    if not options.contact:
        return "not asked: give --contact"
    starts = start_requests(recipe, tuple(recipe.categories)[:1])
    try:
        refusal = HttpProbe(options.contact, {}, recipe.all_hosts).refusal(starts[0].url)
    except LmkorError as cause:
        return str(cause)
    return refusal or "allows it"


def _other_roads(categories: Sequence[str], wanted: str) -> list[Road]:
    category = f" --category {categories[0]}" if categories else ""
    one = f" {wanted}" if wanted else ""
    return [
        Road(
            "a site of your own",
            "yours",
            "is kept too",
            "its address, and a sitemap or links to its products",
            f"lmkor-data crawl --site shop --base-url https://YOUR.SHOP{one} --contact YOU",
        ),
        Road(
            "a seller's export",
            "the seller's",
            "–",
            "the file that the seller's centre exports (SmartStore, Cafe24, Coupang Wing …)",
            f"lmkor-data import tables reviews.xlsx{category}",
        ),
        Road(
            "another site",
            "read them first",
            "is asked first",
            "a saved page with reviews, and a few words of one",
            'lmkor-data sites learn my_shop page.html --text "…" --date "…" --rating "…"',
        ),
        Road(
            "a try, offline",
            "ours",
            "allows it",
            "nothing: the demo shop comes with the package",
            "lmkor-data demo",
        ),
    ]
