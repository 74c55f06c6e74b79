"""Closing tables of stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
)
from lmkor_data.engine.stage import StageReport
from lmkor_data.text.printable import printable

#: What strangers wrote is cut in tables and sentences (characters).
_LONGEST_CELL, _LONGEST_NOTE = 1000, 2000


def show_report(report: StageReport, console: Console | None = None) -> None:
    """Print documents in and out, reasons for drops, facts, notes, failures and cost of a stage."""
    console = console or Console()
    counts = report.counts
    went_in, came_out = counts.total(DOCUMENTS_IN), counts.total(DOCUMENTS_OUT)
    if went_in or came_out:
        rows = [("in", f"{went_in:,}", size(counts.total(BYTES_IN)))]
        for reason, number in counts.by_measure(DROPPED).items():
            rows.append((f"  dropped: {reason}", f"{number:,}", share(number, went_in)))
        rows.append(("out", f"{came_out:,}", size(counts.total(BYTES_OUT))))
        for step, number in counts.by_measure(EDITED).items():
            rows.append((f"  edited: {step}", f"{number:,}", share(number, went_in)))
        title = f"[bold]{report.stage}[/bold]"
        console.print(table(("documents", "number", "size or share"), rows, title=title))
    else:
        console.print(f"[bold]{report.stage}[/bold]")
    for name, value in report.facts.items():
        for line in _fact(name.replace("_", " "), value):
            console.print(line, soft_wrap=True, markup=False)
    for note in report.notes:
        console.print(f"note: {printable(note, _LONGEST_NOTE)}", soft_wrap=True, markup=False)
    for failure in report.failures:
        told = escape(printable(f"{failure['task']}: {failure['cause']}", _LONGEST_NOTE))
        console.print(f"[red]failed[/red] {told}", soft_wrap=True)
    console.print(_cost(report), style="dim")
    if report.output:
        where = "written to" if report.ok else "unfinished; finished tasks are in"
        console.print(f"{where} {report.output}")


def show_summary(reports: Sequence[StageReport], corpus: Path, console: Console) -> None:
    """Print one row per stage, check that in = out + dropped, and name the output folders."""
    rows = []
    for report in reports:
        went_in, came_out = (report.counts.total(m) for m in (DOCUMENTS_IN, DOCUMENTS_OUT))
        if went_in:
            dropped = sum(report.counts.by_measure(DROPPED).values())
            verdict = "yes" if report.counts.missing() == 0 else "NO"
            row = (f"{went_in:,}", f"{dropped:,}", f"{came_out:,}", verdict)
            rows.append((report.stage, *row, report.output))
    header = ("stage", "in", "dropped", "out", "adds up", "files")
    console.print(table(header, rows, title="in = out + dropped"))
    for report in reports:
        if not report.counts.total(DOCUMENTS_IN):
            console.print(f"{report.stage}: {report.output}")
    console.print(
        f"All files are in {corpus}; `lmkor-data status --corpus {corpus}` shows the stages."
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> Table:
    """Build a plain table: first column left-aligned, others right-aligned."""
    plain = Table(*header, title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in plain.columns[1:]:
        column.justify = "right"
    for row in rows:
        plain.add_row(*(printable(cell, _LONGEST_CELL) for cell in row))
    return plain


def size(number: float) -> str:
    """Format bytes with a decimal unit: 12.3 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(number) < 1000:
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def share(part: float, whole: float) -> str:
    """Format a share in percent; `–` where the whole is 0."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _fact(name: str, value: Any) -> Iterator[str]:
    """Format a fact as one line, a dict of dicts as one line per entry."""
    if isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
        yield f"{name}:"
        for key, part in value.items():
            yield f"  {key}: {_figure(part)}"
    else:
        yield f"{name}: {_figure(value)}"


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        parts = ((name.replace("_", " "), part) for name, part in value.items())
        return ", ".join(f"{name} {_figure(part)}" for name, part in parts)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _cost(report: StageReport) -> str:
    done = f"{report.tasks_done} tasks done"
    skipped = f", {report.tasks_skipped} found done" if report.tasks_skipped else ""
    return (
        f"{done}{skipped} in {report.seconds:.1f} s, {report.cpu_seconds:.1f} CPU s, "
        f"largest process {report.peak_mb:.0f} MB"
    )
