"""`lmkor-data sites`: lists recipes and tries them on pages."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from lmkor_data.categories import known_category
from lmkor_data.crawlers.page_check import PageCheck, check_page
from lmkor_data.crawlers.recipe_learner import check_learned, learn_recipe
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes, find_recipe
from lmkor_data.errors import LmkorError
from lmkor_data.report.tables import table
from lmkor_data.text.printable import printable

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
    lmkor-data sites learn my_shop page.html --text "…"   write a recipe from a saved page
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


@command.command("learn")
@click.argument("site")
@click.argument("page", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--text", required=True, help="A few words of one review or post on the page.")
@click.option("--date", default="", help="Its date, as the page shows it.")
@click.option("--rating", default="", help="Its rating: 4, or 4.5.")
@click.option("--title", default="", help="Its title.")
@click.option("--url", default="", help="Address of the page (default: what the page says).")
@click.option(
    "--category",
    default="shop",
    show_default=True,
    help="Category of the documents, such as cosmetics or 화장품.",
)
@click.option(
    "--also",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A second saved page, to see whether the recipe reads it too.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (default: SITE.toml).",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
def learn(
    site: str,
    page: Path,
    text: str,
    date: str,
    rating: str,
    title: str,
    url: str,
    category: str,
    also: Path | None,
    output: Path | None,
    overwrite: bool,
) -> None:
    """Write a recipe from a saved PAGE and what you see on it, and show what it reads.

    \b
    lmkor-data sites learn my_shop page.html --text "향이 은은해서" --date "2025. 3. 2."

    Save the page as your browser shows it, copy a few words of one review with its date and
    rating, and look at what the recipe reads. If something is doubtful, the exit code is 1.
    """
    given = {"text": text, "published_at": date, "rating": rating, "title": title}
    examples = {name: value for name, value in given.items() if value}
    toml, doubts = learn_recipe(site, page, examples, url, known_category(category))
    file = output or Path(f"{site}.toml")
    if file.exists() and not overwrite:
        raise LmkorError(f"{file} is there already: --overwrite replaces it, or give --output.")
    file.write_text(toml, encoding="utf-8")
    console = Console()
    for shown in (page, *([also] if also else [])):
        checked = check_learned(file, shown)
        _show(checked)
        doubts += [warning for warning in checked.warnings if warning not in doubts]
    for doubt in doubts:
        _say(console, f"doubt: {doubt}")
    _say(console, f"written to {file}. Read the site's terms and enter what they say, then:")
    _say(console, f"  lmkor-data crawl --site {file} --contact you@example.org --dry-run")
    if doubts:
        sys.exit(1)


def _show(checked: PageCheck) -> None:
    console = Console()
    _say(console, f"{checked.url} read as `{checked.page}`")
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
        _say(console, f"the page declares {checked.declared:,}")
    for page, urls in checked.leads_to.items():
        _say(console, f"leads to {len(urls)} × {page}: {urls[0]}")
    for warning in checked.warnings:
        _say(console, f"warning: {warning}")


def _say(console: Console, line: str) -> None:
    console.print(printable(line), soft_wrap=True, markup=False)


def _day(seconds: int | None) -> str:
    return "–" if seconds is None else f"{datetime.fromtimestamp(seconds, _KOREA):%Y-%m-%d %H:%M}"
