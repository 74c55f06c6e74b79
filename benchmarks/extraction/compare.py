"""Measure extraction on real built sites against their Markdown and feeds, beside other extractors.

    python benchmarks/extraction/compare.py SITES [--half 2] [--pages 40] [--peers] [--verbose]

SITES holds `halves.tsv` (name, generator, half, pages, sources) and for each site a folder
`OWNER+NAME` with `built/` (the site as published) and, where public, `source/` (its Markdown).
A hash of the repository's name decides the half; the second is for figures alone.

Words are runs of letters and digits, counted; the title and the texts of images are no fault.
A day is right if it is the day of the front matter, or one of the feed's (Korea or UTC). A list is
a page under an address of lists, or the start page. CPU seconds, one process.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from feeds import KOREA, feed_entries
from pairing import LISTS, built_pages, pair
from scores import Score, score

from lmkor_data.extraction.page import Page, extract_page

_REDIRECT = re.compile(rb"http-equiv=[\"']?refresh", re.IGNORECASE)


@dataclass
class Tally:
    """What one site, or one generator's sites, gave."""

    counts: Counter[str] = field(default_factory=Counter)
    scores: list[Score] = field(default_factory=list)
    peers: dict[str, list[Score]] = field(default_factory=lambda: defaultdict(list))
    cpu: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.counts += other.counts
        self.scores += other.scores
        self.cpu += other.cpu
        for name, scores in other.peers.items():
            self.peers[name] += scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", type=Path)
    parser.add_argument("--half", default="1")
    parser.add_argument("--pages", type=int, default=40, help="pages a site and kind, by hash")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    by_generator: dict[str, Tally] = defaultdict(Tally)
    everything = Tally()
    for line in (given.sites / "halves.tsv").read_text("utf-8").splitlines()[1:]:
        name, generator, half, *_ = line.split("\t")
        folder = given.sites / name.replace("/", "+", 1)
        if half != given.half or not (folder / "built").is_dir():
            continue
        tally = measure(folder, given.pages, given.peers, given.verbose)
        if given.verbose:
            print(row(name, tally), flush=True)
        tally.counts["sites"] = 1
        by_generator[generator].add(tally)
        everything.add(tally)
    print(HEADER)
    for generator, tally in sorted(by_generator.items()):
        print(row(generator, tally))
    print(row("**all**", everything))
    if given.peers:
        print("\n" + PEER_HEADER)
        for name, scores in everything.peers.items():
            print(peer_row(name, scores, everything.cpu[name]))


def measure(folder: Path, limit: int, with_peers: bool, verbose: bool) -> Tally:
    """Compare up to `limit` posts with a source, as many of the feed, and as many lists."""
    site, host, tally = folder / "built", host_of(folder), Tally()
    pairs = pair(site, folder / "source") if (folder / "source").is_dir() else []
    sourced = {found.page: found.gold for found in pairs}
    listed = {entry.page: entry for entry in feed_entries(site)}
    for page in chosen(sourced, limit):
        content, gold = (site / page).read_bytes(), sourced[page]
        begin = time.process_time()
        found = extract_page(content, address(host, page))
        tally.cpu["ours"] += time.process_time() - begin
        tally.counts["posts"] += 1
        if not found.is_article:
            if verbose:
                print(f"  missed: {page} ({found.reason})")
            continue
        one = score(found.text, gold)
        tally.scores.append(one)
        if verbose and (one.recall < 0.9 or one.precision < 0.9):
            print(f"  {one.recall:.3f} {one.precision:.3f} {page}")
        days = {gold.published} if gold.published else set()
        judge_head(tally.counts, found, gold.title, days)
        if with_peers:
            from peers import PEERS

            for name, extract in PEERS.items():
                begin = time.process_time()
                try:
                    text = extract(content)
                except Exception:  # a peer that fails on a page gives no text
                    text = ""
                    tally.counts[f"{name} failed"] += 1
                tally.cpu[name] += time.process_time() - begin
                tally.peers[name].append(score(text, gold))
    unsourced = [p for p in listed if p not in sourced and not LISTS.search(p.as_posix())]
    for page in chosen(unsourced, limit):
        found = extract_page((site / page).read_bytes(), address(host, page))
        tally.counts["posts"] += 1
        if found.is_article:
            tally.counts["feed found"] += 1
            judge_head(tally.counts, found, listed[page].title, set(listed[page].days))
        elif verbose:
            print(f"  missed: {page} ({found.reason})")
    lists = [p for p in built_pages(site) if LISTS.search(p.as_posix()) or str(p) == "index.html"]
    for page in chosen([p for p in lists if p not in listed and p not in sourced], limit):
        content = (site / page).read_bytes()
        if _REDIRECT.search(content[:4096]) or "about" in page.as_posix().lower():
            continue
        tally.counts["lists"] += 1
        if extract_page(content, address(host, page)).is_article:
            tally.counts["lists taken"] += 1
            if verbose:
                print(f"  list taken for a post: {page}")
    return tally


def chosen(pages: object, limit: int) -> list[Path]:
    """The first pages in the order of a hash of their paths, so that each kind has a chance."""
    return sorted(pages, key=lambda p: hashlib.md5(p.as_posix().encode()).digest())[:limit]  # type: ignore[call-overload,no-any-return]


def host_of(folder: Path) -> str:
    """The host that a site is served from: its CNAME file, else its repository's name."""
    named = folder / "built" / "CNAME"
    if named.is_file():
        return named.read_text("utf-8").strip() or "site.example"
    return folder.name.partition("+")[2].lower()


def address(host: str, page: Path) -> str:
    """The address that a page of a built site is served under."""
    return f"https://{host}/{page.as_posix().removesuffix('index.html')}"


def judge_head(counts: Counter[str], found: Page, title: str, days: set[date]) -> None:
    """Count right titles and days."""
    counts["titled"] += bool(title)
    counts["titles"] += bool(title) and key(found.title or "") == key(title)
    if days:
        counts["dated"] += 1
        told = found.published_at and found.published_at.astimezone(KOREA).date()
        counts["days"] += told in days
        counts["no day"] += told is None


def key(text: str) -> str:
    """A title by its letters and digits alone."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text)).lower()


HEADER = (
    "| generator | sites | posts found | recall | precision | titles | days right (none) | "
    "lists taken | code lines | ms |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
PEER_HEADER = (
    "| extractor | posts | recall | precision | posts below .9 recall | code lines | CPU ms |\n"
    "|---|---|---|---|---|---|---|"
)


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    c, scores = tally.counts, tally.scores
    found = len(scores) + c["feed found"]
    code = share(sum(s.code_kept for s in scores), sum(s.code_lines for s in scores))
    return (
        f"| {name} | {c['sites']} | {found} of {c['posts']} | {mean([s.recall for s in scores])} | "
        f"{mean([s.precision for s in scores])} | {share(c['titles'], c['titled'])} | "
        f"{c['days']} of {c['dated']} ({c['no day']}) | "
        f"{c['lists taken']} of {c['lists']} | {code} | "
        f"{1000 * tally.cpu['ours'] / max(1, len(scores)):.1f} |"
    )


def peer_row(name: str, scores: list[Score], cpu: float) -> str:
    """One extractor's line."""
    code = share(sum(s.code_kept for s in scores), sum(s.code_lines for s in scores))
    low = sum(s.recall < 0.9 for s in scores)
    return (
        f"| {name} | {len(scores):,} | {mean([s.recall for s in scores])} | "
        f"{mean([s.precision for s in scores])} | {low} | {code} | {1000 * cpu / len(scores):.1f} |"
    )


def mean(values: list[float]) -> str:
    """The mean to four places, or a dash."""
    return f"{sum(values) / len(values):.4f}" if values else "–"


def share(part: int, whole: int) -> str:
    """A share with its whole."""
    return f"{part / whole:.4f} of {whole:,}" if whole else "–"


if __name__ == "__main__":
    main()
