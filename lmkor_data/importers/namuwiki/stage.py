"""`lmkor-data import namuwiki`: a dump's pages as documents, 64 MB of it a task."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lmkor_data.corpus.reading import open_text, read_shard
from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.gathering import Gatherer
from lmkor_data.importers.importing import range_tasks, run_import, shard_name
from lmkor_data.importers.json_objects import CUT, flat_objects
from lmkor_data.importers.namuwiki.options import NamuwikiOptions
from lmkor_data.importers.namuwiki.page import is_redirect, page_text

#: How dumps of different years call the name space of articles.
_ARTICLES = {"0", "", "문서", "none"}

_Pages = Iterator[tuple[str, dict[str, Any] | str]]


def import_namuwiki(
    files: Sequence[str | Path],
    raw: Path,
    options: NamuwikiOptions,
    *,
    runner: Runner,
    progress: Progress,
    overwrite: bool = False,
) -> StageReport:
    """Read dumps (one JSON array of pages, JSON lines, or Parquet) into `raw`."""
    return run_import(
        "namuwiki",
        functools.partial(import_pages, raw=raw, options=options),
        lambda: range_tasks(files, split=options.limit is None),
        raw=raw,
        parameters=dataclasses.asdict(options),
        label=f"{options.source}-{options.category}",
        runner=runner,
        progress=progress,
        overwrite=overwrite,
    )


def import_pages(task: Task, raw: Path, options: NamuwikiOptions) -> TaskResult:
    """The articles that begin in one range of a dump; contributors stay behind."""
    (path,), part = task.inputs, task.payload
    name = shard_name("namuwiki", path, part.mark, part.number)
    pages = 0
    with Gatherer(raw, name, options.source, options.category, "encyclopedia") as gather:
        try:
            for place, page in _pages(path, part.begin, part.end):
                pages += 1
                if isinstance(page, str):
                    gather.broken(place, page)
                    if page == CUT:
                        gather.faults.append(f"{path} is {CUT}; what came before is imported.")
                else:
                    _add(page, place, gather, options)
                if gather.documents == options.limit:
                    break
        except (OSError, EOFError) as cause:
            gather.faults.append(
                f"{path} ends in the middle ({cause}); what came before is imported."
            )
    if not pages and part.begin == 0 and not gather.faults:
        raise LmkorError(f"{path} holds no pages: a JSON array of objects is expected.")
    return gather.result()


def _pages(path: Path, begin: int, end: int | None) -> _Pages:
    if path.suffix == ".parquet":
        for batch in read_shard(path):
            yield from ((f"page {page.get('title')}", page) for page in batch.to_pylist())
        return
    with open_text(path) as stream:
        if begin:
            stream.seek(begin)
        for offset, page in flat_objects(stream, end, begin):
            yield f"byte {offset:,}", page


def _add(page: dict[str, Any], place: str, gather: Gatherer, options: NamuwikiOptions) -> None:
    title, markup = page.get("title"), page.get("text")
    if not isinstance(title, str) or not isinstance(markup, str):
        gather.broken(place, "no `title` and `text`")
    elif str(page.get("namespace", "")).strip().lower() not in _ARTICLES:
        gather.drop("no article")
    elif is_redirect(markup):
        gather.drop("redirect")
    else:
        url = "https://namu.wiki/w/" + quote(title.encode("utf-8", "replace"), safe="/:,()")
        text = page_text(title, markup, options)
        gather.add(title, text, len(markup.encode("utf-8", "replace")), title=title, url=url)
