"""`lmkor-data import FILES`: the importer of each file is detected."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import (
    import_options,
    show_plan,
    show_previews,
    sniffing,
)
from lmkor_data.corpus.layout import expand
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.importers.detection import Detected, detect_importer
from lmkor_data.importers.importer import Importer, ImportOptions
from lmkor_data.importers.preview import Preview, preview_file
from lmkor_data.importers.registry import find_importer
from lmkor_data.importers.stage import import_files, plan_import
from lmkor_data.importers.tables.table_options import TableOptions
from lmkor_data.stage_table import IMPORT


@click.command()
@import_options(category="as each document says", source="")
@click.option("--kind", help="Kind of text: review, blog, news, … [default: as each format says]")
@click.option(
    "--text-column",
    "text",
    multiple=True,
    help="Of tables: column with the text. [default: guessed by the usual names]",
)
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import FILES by the importer that fits each of them.

    \b
    lmkor-data import reviews.xlsx chat.txt posts/ --source myshop

    Says which importer reads each file, and why. A file that no importer reads is refused by
    name; the others are imported. `lmkor-data import FORMAT --help` lists the options of a format.
    """
    reports: list[StageReport] = []
    refused: list[dict[str, str]] = []
    groups = _groups(expand(files), _table_options(options), refused)
    if sniffing():
        previews = [
            preview_file(find_importer(name), path, _options(find_importer(name), options))
            for name, found in groups.items()
            for path in found
        ]
        previews += [Preview(fault["task"], "none", fault=fault["cause"]) for fault in refused]
        show_previews(session, previews)
        return
    target = session.corpus.output_of(IMPORT)
    if session.dry_run:
        show_plan(
            session,
            [
                plan
                for name, found in groups.items()
                for plan in plan_import(
                    find_importer(name), list(found), target, _options(find_importer(name), options)
                )
            ],
        )
        return
    with session.context() as context:
        for name, found in groups.items():
            importer = find_importer(name)
            chosen = _options(importer, options)
            reports.append(import_files(importer, list(found), target, chosen, context))
    merged = _merged(reports, session, refused)
    for name, found in groups.items():
        merged.notes[:0] = _told(name, found)
    session.close(merged)


def _table_options(options: dict[str, Any]) -> TableOptions:
    return TableOptions(source=options["source"], text=options["text"])


def _groups(
    paths: list[Path], options: TableOptions, refused: list[dict[str, str]]
) -> dict[str, dict[Path, str]]:
    """Importer → file → why."""
    groups: dict[str, dict[Path, str]] = {}
    for path in dict.fromkeys(paths):
        try:
            found: Detected = detect_importer(path, options)
        except LmkorError as cause:
            refused.append({"task": path.name, "cause": str(cause), "trace": ""})
            continue
        groups.setdefault(found.importer, {})[path] = found.why
    return groups


def _options(importer: Importer, options: dict[str, Any]) -> ImportOptions:
    """The options that an importer has, of those that were given."""
    fields = {field.name for field in dataclasses.fields(importer.options)}
    given = {name: value for name, value in options.items() if name in fields and value}
    try:
        return importer.options(**given)
    except TypeError as cause:
        raise LmkorError("Name the provenance of the documents: --source myshop.") from cause


def _told(name: str, found: dict[Path, str]) -> list[str]:
    """One sentence for files of one reason."""
    reasons: dict[str, list[Path]] = {}
    for path, why in found.items():
        reasons.setdefault(why, []).append(path)
    return [
        f"{paths[0]}{f' and {len(paths) - 1:,} more' if len(paths) > 1 else ''}: "
        f"read by `import {name}`, because {why}"
        for why, paths in reasons.items()
    ]


def _merged(
    reports: list[StageReport], session: Session, refused: list[dict[str, str]]
) -> StageReport:
    merged = StageReport("import", str(session.corpus.output_of(IMPORT)))
    for report in reports:
        merged.counts.merge(report.counts)
        merged.notes += report.notes
        merged.failures += report.failures
        merged.tasks_done += report.tasks_done
        merged.tasks_skipped += report.tasks_skipped
        merged.seconds += report.seconds
        merged.cpu_seconds += report.cpu_seconds
        merged.peak_mb = max(merged.peak_mb, report.peak_mb)
    merged.failures += refused
    return merged
