"""Completes the stage report of a crawl: what was not fetched, and why."""

from __future__ import annotations

from typing import Any

from lmkor_data.crawlers.frontier.page_request import UNCHANGED
from lmkor_data.engine.counts import DOCUMENTS_IN
from lmkor_data.engine.stage import StageReport

#: Fewer documents than this for each page are too few, unless the site is small.
_LITTLE, _FEW_PAGES = 0.1, 10
_MOST_REASONS = 4


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
    _name_poor_sites(report, facts)
    if facts["full"]:
        report.notes.append("The limit is reached; a run with a higher one continues from here.")
    elif facts["waiting"]:
        number = f"{facts['waiting']:,}"
        report.notes.append(f"{number} requests wait; the same command continues from here.")


def _name_poor_sites(report: StageReport, facts: dict[str, Any]) -> None:
    """Report sites whose pages gave few documents or none, with the reasons.

    A limit or a stop ends a crawl early; then nothing can be said.
    """
    if facts["waiting"] or facts["full"]:
        return
    pages = report.counts.by_source("pages")
    found = report.counts.by_source(DOCUMENTS_IN)
    unchanged = report.counts.by_source(UNCHANGED)
    for site, number in pages.items():
        documents = found.get(site, 0)
        if documents >= _LITTLE * (number - unchanged.get(site, 0)) or (
            documents and number < _FEW_PAGES
        ):
            continue
        what = f"{documents:,} documents" if documents else "no document"
        reasons = [f"{n:,} × {why}" for host, why, n in facts["failed"]][:_MOST_REASONS]
        without = number - sum(n for *_, n in facts["failed"])
        if without > documents:
            reasons.append(f"{without - documents:,} × nothing that the recipe reads")
        cause = (
            f"{number:,} pages but {what}: {'; '.join(reasons) or 'the pages are empty'}. "
            f"`lmkor-data sites check {site} URL` shows what the recipe reads from a page"
        )
        report.failures.append({"task": site, "cause": cause})
