"""`lmkor-data crawl`: reviews and blog posts into raw/."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.markup import escape

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.preview import preview
from lmkor_data.crawlers.recipes.categories import categories, category_key
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.report.hosts import host_board
from lmkor_data.report.tables import table


class Category(click.ParamType):
    """A key of our vocabulary, given as itself or as one of its Korean names."""

    name = "category"

    def convert(self, value: str, *_: object) -> str:
        return category_key(value)

    def shell_complete(self, *parts: object) -> list[CompletionItem]:
        begun = str(parts[-1])
        return [CompletionItem(key) for key in categories() if key.startswith(begun)]


@click.command()
@click.option(
    "--category",
    "categories",
    type=Category(),
    multiple=True,
    help="Such as cosmetics or 화장품; may be given again.",
)
@click.option("--site", "sites", multiple=True, help="A recipe's name or file; all by default.")
@click.option("--base-url", default="", help="Crawl the site at this address instead of its own.")
@click.option("--resolve", multiple=True, help="host=127.0.0.1:8000: where a host really is.")
@click.option("--limit", type=click.IntRange(1), help="Documents to hold, at most.")
@click.option("--delay", type=click.FloatRange(0), help="Seconds between two pages of a host.")
@click.option("--timeout", type=click.FloatRange(1), default=60.0, help="Seconds for an answer.")
@click.option("--most-pages", type=click.IntRange(1), help="Of one host in this run, at most.")
@click.option("--since", default="", help="2026-11-23: look at lists again, fetch what is new.")
@click.option("--hosts", default="1/1", help="2/3: of three machines this is the second.")
@click.option("--contact", default="", help="Your mail or page, told to every site.")
@click.option("--i-have-permission", "permitted", multiple=True, metavar="SITE")
@click.option("--dry-run", is_flag=True, help="Only show what would come first, and robots.txt.")
@stage_options
def command(session: Session, dry_run: bool, **options: object) -> None:
    """Collect reviews and blog posts by category into raw/.

    What a site's robots.txt does not allow is never fetched. Stop it whenever you like (Ctrl-C, or
    worse): the same command goes on where it was.

    \b
    lmkor-data crawl --category cosmetics
    lmkor-data crawl --site my_shop.toml --contact me@example.org
    lmkor-data crawl --site blog --base-url https://my.blog --category travel --contact …
    lmkor-data crawl --site demo_shop --base-url http://127.0.0.1:8000 --limit 500
    lmkor-data crawl --site my_shop.toml --contact … --since 2026-11-01    only what is new
    lmkor-data crawl --site my_shop.toml --contact … --dry-run             nothing but robots.txt
    """
    asked = CrawlOptions(**options)  # type: ignore[arg-type]
    if dry_run:
        rows = [
            (c.site, c.category, c.refusal or "allowed", escape(c.url))
            for c in preview(session.corpus.raw, asked)
        ]
        Console().print(table(("site", "category", "robots.txt", "would come first"), rows))
        return
    board = host_board(quiet=session.json)
    report = crawl(
        session.corpus.raw,
        asked,
        StageContext(progress=board, overwrite=session.overwrite),
        watch=board.watch,
    )
    session.close(report)
