"""Completes the stage report of a crawl: what was not fetched, and why."""

from __future__ import annotations

from typing import Any

from lmkor_data.engine.counts import DOCUMENTS_IN
from lmkor_data.engine.stage import StageReport


def close_report(report: StageReport, facts: dict[str, Any]) -> None:
    """Add facts, notes and failures from what the crawl process reported.

    A failure (and exit code 1) is what the user should look at: a host that was left, requests
    deferred to the next run, a recipe that reads nothing. What is common on the web (404, pages
    that robots.txt forbids) is a note.
    """
    report.facts = {
        "pages_in_this_run": facts["pages"],
        "pages_in_all_runs": report.counts.total("pages"),
        "requests_pending": facts["waiting"],
    }
    declared = report.counts.total("declared")
    if declared:
        report.facts["documents_declared"] = declared
    if facts["missing"]:
        cause = (
            f"{len(facts['missing']):,} shards that the ledger names are gone, the first "
            f"{facts['missing'][0]}: their documents count as kept and are not fetched again; "
            "--overwrite crawls the site anew"
        )
        report.failures.append({"task": "raw", "cause": cause})
    for host, why in facts["halted"].items():
        report.failures.append({"task": host, "cause": f"left for this run: {why}"})
    for host, why, number in facts["put_off"]:
        if host not in facts["halted"]:
            cause = f"{number:,} requests deferred to the next run: {why}"
            report.failures.append({"task": host, "cause": cause})
    for host, why, number in facts["failed"]:
        report.notes.append(f"{host}: {number:,} × {why}")
    _name_empty_sites(report, facts)
    if facts["full"]:
        report.notes.append("The limit is reached; a run with a higher one continues from here.")
    elif facts["waiting"]:
        number = f"{facts['waiting']:,}"
        report.notes.append(f"{number} requests wait; the same command continues from here.")


def _name_empty_sites(report: StageReport, facts: dict[str, Any]) -> None:
    """Report recipes that fetched pages but found no document: the site has likely changed."""
    if facts["waiting"]:
        return
    pages = report.counts.by_source("pages")
    found = report.counts.by_source(DOCUMENTS_IN)
    for site, number in pages.items():
        if not found.get(site):
            cause = (
                f"{number:,} pages but no document: has the site changed? "
                f"`lmkor-data sites check {site}` shows what its recipe reads"
            )
            report.failures.append({"task": site, "cause": cause})
