"""`lmkor-data sites`: lists recipes and tries them on pages."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import datetime, timedelta, timezone

import click
from rich.console import Console
from rich.markup import escape

from lmkor_data.crawlers.page_check import PageCheck, check_page
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes, find_recipe
from lmkor_data.report.tables import table

_HEADER = ("site", "kind", "terms", "categories", "title")
_SHOWN = 5
_KOREA = timezone(timedelta(hours=9))


@click.group("sites", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the recipes of sites that `crawl` can read.

    \b
    lmkor-data sites                                  list all recipes and their terms
    lmkor-data sites check my_shop.toml               validate a recipe
    lmkor-data sites check my_shop.toml page.html     show what it reads from a page
    """
    if context.invoked_subcommand is None:
        rows = [
            (r.site, r.kind, r.terms.status, ", ".join(r.categories), escape(r.title))
            for r in built_in_recipes().values()
        ]
        Console().print(table(_HEADER, rows, title="built-in recipes"))


@command.command("check")
@click.argument("recipe")
@click.argument("where", metavar="[URL|FILE]", required=False)
@click.option(
    "--page", default="", help="Page of the recipe to read it as (default: the one with documents)."
)
@click.option(
    "--contact", default="", help="Your e-mail address or web page, sent to the site with a URL."
)
@click.option(
    "--trust-hook",
    "trusted_hooks",
    multiple=True,
    metavar="MODULE:FUNCTION",
    help="Run this hook of the recipe. Repeatable (default: a recipe with a hook is refused).",
)
@click.option("--json", "json_", is_flag=True, help="Print the result as one JSON object.")
def check(
    recipe: str,
    where: str | None,
    page: str,
    contact: str,
    trusted_hooks: tuple[str, ...],
    json_: bool,
) -> None:
    """Validate a recipe, and show what it reads from a URL or a saved page.

    RECIPE is a name from the list or a TOML file. Nothing is stored. If the recipe reads nothing,
    or a field is always empty, a warning says so and the exit code is 1.
    """
    found = find_recipe(recipe)
    if where is None:
        click.echo(f"{found.path} is valid: pages {', '.join(found.pages)}.")
        return
    checked = check_page(found, where, page, contact, trusted_hooks)
    if json_:
        click.echo(json.dumps(dataclasses.asdict(checked), ensure_ascii=False))
    else:
        _show(checked)
    if checked.warnings:
        sys.exit(1)


def _show(checked: PageCheck) -> None:
    console = Console()
    console.print(f"{checked.url} read as `{checked.page}`")
    rows = [
        (
            escape(d["text"][:60].replace("\n", " ⏎ ")),
            _day(d["published_at"]),
            str(d["rating"] or "–"),
        )
        for d in checked.documents[:_SHOWN]
    ]
    title = f"{len(checked.documents)} documents" + f", {checked.unreadable} items without text"
    console.print(table(("text", "published (KST)", "rating"), rows, title=title))
    if checked.declared:
        console.print(f"the page declares {checked.declared:,}")
    for page, urls in checked.leads_to.items():
        console.print(f"leads to {len(urls)} × {page}: {urls[0]}")
    for warning in checked.warnings:
        console.print(f"warning: {escape(warning)}")


def _day(seconds: int | None) -> str:
    return "–" if seconds is None else f"{datetime.fromtimestamp(seconds, _KOREA):%Y-%m-%d %H:%M}"
