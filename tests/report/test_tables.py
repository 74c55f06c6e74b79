from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import StageReport
from lmkor_data.report.tables import share, show_report, show_summary, size


def report(came_out: int) -> StageReport:
    counts = Counts()
    counts.add("food", "shop", "documents_in", 1000)
    counts.add("food", "shop", "documents_out", came_out)
    counts.add("food", "shop", "dropped/too short", 100)
    counts.add("food", "shop", "edited/privacy", 7)
    return StageReport("clean", "corpus/clean", counts=counts)


def shown(show) -> str:
    out = io.StringIO()
    show(Console(file=out, width=100))
    return out.getvalue()


def test_the_closing_table_says_what_went_and_why() -> None:
    text = shown(lambda console: show_report(report(900), console))
    for part in (
        "written to corpus/clean",
        "in ",
        "1,000",
        "dropped: too short",
        "10.0 %",
        "out",
        "900",
        "edited: privacy",
    ):
        assert part in text


def test_brackets_in_notes_figures_and_causes_are_shown_as_they_are() -> None:
    odd = report(900)
    odd.notes = ["[unused0] is free"]
    odd.facts = {"bytes_taken": {"[전화번호]": 1200}}
    odd.failures = [{"task": "part-1", "cause": "[링크] is no number", "trace": ""}]
    text = shown(lambda console: show_report(odd, console))
    assert "note: [unused0] is free" in text
    assert "bytes taken: [전화번호] 1,200" in text
    assert "failed part-1: [링크] is no number" in text
    assert "unfinished" in text
    assert "written to" not in text


def test_the_summary_says_whether_a_stage_adds_up() -> None:
    good = shown(lambda console: show_summary([report(900)], Path("corpus"), console))
    bad = shown(lambda console: show_summary([report(899)], Path("corpus"), console))
    assert "yes" in good
    assert "NO" in bad


def test_sizes_and_shares_for_people() -> None:
    assert [size(n) for n in (0, 999, 1500, 2_500_000)] == ["0 B", "999 B", "1.5 kB", "2.5 MB"]
    assert (share(1, 8), share(1, 0)) == ("12.5 %", "–")
