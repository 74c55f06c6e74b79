"""`lmkor-data crawl`: crawls reviews and blog posts into raw/."""

from __future__ import annotations

import json
import sys

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.markup import escape

from lmkor_data.categories import categories, category_key
from lmkor_data.commands.common import Session, stage_options
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.preview import preview
from lmkor_data.crawlers.roads import roads
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.report.hosts import host_board
from lmkor_data.report.tables import table
from lmkor_data.stage_table import CRAWL
from lmkor_data.text.printable import printable


class Category(click.ParamType):
    """Accept a key of the category vocabulary or one of its Korean names."""

    name = "category"

    def convert(self, value: str, *_: object) -> str:
        """Map a name to its key."""
        return category_key(value)

    def shell_complete(self, *parts: object) -> list[CompletionItem]:
        """Complete a key."""
        begun = str(parts[-1])
        return [CompletionItem(key) for key in categories() if key.startswith(begun)]


@click.command()
@click.option(
    "--category",
    "categories",
    type=Category(),
    multiple=True,
    help="Category to crawl, such as cosmetics or 화장품. Repeatable (default: all of each site).",
)
@click.option(
    "--site",
    "sites",
    multiple=True,
    help="Recipe name or TOML file. Repeatable (default: show what there is for the categories).",
)
@click.option("--base-url", default="", help="Crawl this address instead of the recipe's own.")
@click.option(
    "--resolve",
    multiple=True,
    metavar="HOST=ADDRESS",
    help="Contact ADDRESS instead of HOST, such as shop.example=127.0.0.1:8000. Repeatable.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    help="Maximum number of documents, over all runs (default: unlimited).",
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    help="Seconds between two pages of a host (default: the recipe's).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=60.0,
    show_default=True,
    help="Seconds to wait for a response.",
)
@click.option(
    "--most-pages",
    type=click.IntRange(1),
    help="Maximum number of pages of one host in this run (default: unlimited).",
)
@click.option(
    "--since",
    default="",
    metavar="DATE",
    help="Revisit lists and fetch only what is new, such as 2026-11-23.",
)
@click.option(
    "--revisit",
    is_flag=True,
    help="Fetch known pages again if they have changed, by conditional requests.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Keep every fetched page as WARC in raw/_archive/, for `lmkor-data import warc`.",
)
@click.option(
    "--hosts",
    default="1/1",
    show_default=True,
    metavar="I/N",
    help="Crawl the I-th of N shares of the sites, one share a machine.",
)
@click.option(
    "--contact",
    default="",
    help="Your e-mail address or web page, sent to every site; required beyond this machine.",
)
@click.option(
    "--i-have-permission",
    "permitted",
    multiple=True,
    metavar="SITE",
    help="Crawl SITE although its terms do not allow it; recorded in the corpus. Repeatable.",
)
@click.option(
    "--trust-hook",
    "trusted_hooks",
    multiple=True,
    metavar="MODULE:FUNCTION",
    help="Run this hook of a recipe. Repeatable (default: recipes with hooks are refused).",
)
@stage_options
def command(session: Session, **options: object) -> None:
    """Crawl reviews and blog posts by category into raw/.

    Pages that a site's robots.txt disallows are never fetched. You can stop a crawl at any time
    (Ctrl-C, or even kill -9): the same command resumes it. A dry run fetches robots.txt alone and
    shows the first pages of each site.

    \b
    lmkor-data crawl --category cosmetics                   the ways to such text
    lmkor-data crawl --site my_shop.toml --contact me@example.org
    lmkor-data crawl --site blog --base-url https://my.blog --category travel --contact …
    lmkor-data crawl --site demo_shop --base-url http://127.0.0.1:8000 --limit 500
    lmkor-data crawl --site my_shop.toml --contact … --since 2026-11-01    only what is new
    lmkor-data crawl --site my_shop.toml --contact … --dry-run             robots.txt only
    """
    asked = CrawlOptions(**options)  # type: ignore[arg-type]
    if not asked.sites:
        _show_roads(session, asked)
        sys.exit(1)
    if session.dry_run:
        rows = [
            (c.site, c.category, c.refusal or "allowed", escape(c.url))
            for c in preview(session.corpus.output_of(CRAWL), asked)
        ]
        Console().print(table(("site", "category", "robots.txt", "first pages"), rows))
        return
    board = host_board(quiet=session.json)
    report = crawl(
        session.corpus.output_of(CRAWL),
        asked,
        StageContext(progress=board, overwrite=session.overwrite),
        watch=board.watch,
    )
    session.close(report)


def _show_roads(session: Session, asked: CrawlOptions) -> None:
    """Show the ways to text of the chosen categories, each with its next command."""
    found = roads(asked)
    if session.json:
        click.echo(json.dumps({"roads": [road._asdict() for road in found]}, ensure_ascii=False))
        return
    console = Console()
    named = ", ".join(asked.categories) or "all categories"
    console.print(f"No site is named (--site). Ways to text of {named}:", markup=False)
    for road in found:
        console.print(f"\n[bold]{escape(printable(road.name))}[/bold]")
        told = {"terms": road.terms, "robots.txt": road.robots, "missing": road.missing}
        for label, value in {**told, "next": road.command}.items():
            line = f"  {label}: {printable(value)}"
            console.print(line, soft_wrap=True, markup=False, highlight=False)
