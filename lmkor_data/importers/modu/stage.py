"""`lmkor-data import modu`: the documents of 모두의 말뭉치."""

from __future__ import annotations

import dataclasses
import functools
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.gathering import Gatherer
from lmkor_data.importers.importing import run_import, shard_name
from lmkor_data.importers.modu.kinds import kind_of
from lmkor_data.importers.modu.options import ModuOptions
from lmkor_data.importers.modu.plan import plan_tasks
from lmkor_data.importers.modu.text import document_text
from lmkor_data.importers.values import read_date


def import_modu(
    files: Sequence[str | Path],
    raw: Path,
    options: ModuOptions,
    *,
    runner: Runner,
    progress: Progress,
    overwrite: bool = False,
) -> StageReport:
    """Read NIKL files, folders of them and zip archives, into `raw`."""
    return run_import(
        "modu",
        functools.partial(import_group, raw=raw, options=options),
        lambda: plan_tasks(files),
        raw=raw,
        parameters=dataclasses.asdict(options),
        label="-".join(filter(None, (options.source, options.category))),
        runner=runner,
        progress=progress,
        overwrite=overwrite,
    )


def import_group(task: Task, raw: Path, options: ModuOptions) -> TaskResult:
    """Some JSON files; a broken one is passed over and named."""
    group = task.payload
    name = shard_name("modu", task.inputs[0], group.mark, group.number)
    with Gatherer(raw, name, options.source, options.category or "modu", "book") as gather:
        for file, data in _files(task.inputs, group.members):
            try:
                corpus = _corpus(data)
            except (ValueError, OSError) as cause:
                gather.broken(file, str(cause))
                gather.faults.append(
                    f"{file} could not be read ({cause}); the others are imported."
                )
                continue
            for document in corpus["document"]:
                if gather.documents == options.limit:
                    break
                _add(corpus, document, file, gather, options)
    return gather.result()


def _files(inputs: tuple[Path, ...], members: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Each JSON file with its name; an archive that cannot be opened fails as a whole."""
    if inputs[0].suffix != ".zip":
        yield from ((str(path), path.read_bytes()) for path in inputs)
        return
    try:
        with zipfile.ZipFile(inputs[0]) as archive:
            if not members:
                raise LmkorError(f"{inputs[0]} holds no .json files.")
            for member in members:
                yield f"{inputs[0]}/{member}", _member(archive, member)
    except zipfile.BadZipFile as cause:
        raise LmkorError(f"{inputs[0]} is no readable zip archive ({cause}).") from cause


def _member(archive: zipfile.ZipFile, member: str) -> bytes:
    """The bytes of a file in an archive, empty where they are damaged."""
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return b""


def _corpus(data: bytes) -> dict[str, Any]:
    """A NIKL file. Raises `ValueError` where it is none."""
    if not data:
        raise ValueError("empty or damaged")
    found = json.loads(data.decode("utf-8-sig"))
    if not isinstance(found, dict) or not isinstance(found.get("document"), list):
        raise ValueError("no `document` list")
    return found


def _add(
    corpus: dict[str, Any], document: Any, file: str, gather: Gatherer, options: ModuOptions
) -> None:
    try:
        kind = kind_of(corpus, document, Path(file).name)
        first, text = document_text(document, options.mask)
        facts = document.get("metadata") or {}
        native = str(document["id"])
        title = first if kind.headline else facts.get("title")
        date, url = read_date(str(facts.get("date", ""))), facts.get("url")
        text.encode()
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError) as cause:
        gather.broken(file, f"a document of another shape ({type(cause).__name__}: {cause})")
        return
    gather.add(
        native,
        text,
        category=options.category or kind.category,
        kind=kind.kind,
        title=title if isinstance(title, str) else None,
        url=url if isinstance(url, str) and url.startswith("http") else None,
        published_at=date,
    )
