"""`lmkor-data import wikipedia`: the articles of a dump as documents, 64 MB of it a task."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.gathering import Gatherer
from lmkor_data.importers.importing import range_tasks, run_import, shard_name
from lmkor_data.importers.wikipedia.dump import CUT, Page, read_pages
from lmkor_data.importers.wikipedia.options import WikipediaOptions
from lmkor_data.importers.wikipedia.page import article_text, is_disambiguation, is_redirect


def import_wikipedia(
    files: Sequence[str | Path],
    raw: Path,
    options: WikipediaOptions,
    *,
    runner: Runner,
    progress: Progress,
    overwrite: bool = False,
) -> StageReport:
    """Read MediaWiki dumps (.xml, .xml.bz2, .xml.gz, .xml.zst) into `raw`."""
    return run_import(
        "wikipedia",
        functools.partial(import_articles, raw=raw, options=options),
        lambda: range_tasks(files, split=options.limit is None, unsplit=(".gz", ".zst")),
        raw=raw,
        parameters=dataclasses.asdict(options),
        label=f"{options.source}-{options.category}",
        runner=runner,
        progress=progress,
        overwrite=overwrite,
    )


def import_articles(task: Task, raw: Path, options: WikipediaOptions) -> TaskResult:
    """The articles in one part of a dump: name space 0, no redirects, no lists of meanings."""
    (path,), part = task.inputs, task.payload
    name = shard_name("wikipedia", path, part.mark, part.number)
    pages = 0
    with Gatherer(raw, name, options.source, options.category, "encyclopedia") as gather:
        try:
            for place, page in read_pages(path, part.begin, part.end):
                pages += 1
                if isinstance(page, Page):
                    _add(page, gather, options)
                else:
                    gather.broken(place, page)
                    if page == CUT:
                        gather.faults.append(f"{path} is {CUT}; what came before is imported.")
                if gather.documents == options.limit:
                    break
        except (OSError, EOFError) as cause:
            gather.faults.append(
                f"{path} ends in the middle ({cause}); what came before is imported."
            )
    if not pages and part.begin == 0 and part.size == path.stat().st_size and not gather.faults:
        raise LmkorError(f"{path} holds no pages: a MediaWiki XML dump is expected.")
    return gather.result()


def _add(page: Page, gather: Gatherer, options: WikipediaOptions) -> None:
    if page.namespace != "0":
        gather.drop("no article")
    elif page.redirect or is_redirect(page.text):
        gather.drop("redirect")
    elif is_disambiguation(page.text):
        gather.drop("disambiguation")
    else:
        address = quote(page.title.replace(" ", "_"), safe="/:,()")
        gather.add(
            page.id,
            article_text(page.title, page.text, options.headings),
            len(page.text.encode()),
            title=page.title,
            url=f"https://{options.site}/wiki/{address}",
        )
