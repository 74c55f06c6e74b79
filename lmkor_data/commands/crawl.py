"""`lmkor-data crawl`: reviews and blog posts into raw/."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.crawlers.crawl import crawl
from lmkor_data.crawlers.options import CrawlOptions


@click.command()
@click.option("--category", "categories", multiple=True, help="Our category; may be given again.")
@click.option("--site", "sites", multiple=True, help="A recipe's name or file; all by default.")
@click.option("--base-url", default="", help="Crawl the site at this address instead of its own.")
@click.option("--resolve", multiple=True, help="host=127.0.0.1:8000: where a host really is.")
@click.option("--limit", type=click.IntRange(1), help="Documents to hold, at most.")
@click.option("--delay", type=click.FloatRange(0), help="Seconds between two pages of a host.")
@click.option("--contact", default="", help="Your mail or page, told to every site.")
@click.option("--i-have-permission", "permitted", multiple=True, metavar="SITE")
@stage_options
def command(session: Session, **options: object) -> None:
    """Collect reviews and blog posts by category into raw/.

    What a site's robots.txt does not allow is never fetched. Stop it whenever you like (Ctrl-C, or
    worse): the same command goes on where it was.

    \b
    lmkor-data crawl --category cosmetics
    lmkor-data crawl --site my_shop.toml --contact me@example.org
    lmkor-data crawl --site demo_shop --base-url http://127.0.0.1:8000 --limit 500
    """
    with session.engine() as (_, progress):
        asked = CrawlOptions(**options)  # type: ignore[arg-type]
        report = crawl(session.corpus.raw, asked, progress=progress, overwrite=session.overwrite)
    session.close(report)
