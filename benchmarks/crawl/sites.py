"""Built sites, served on loopback and crawled by the recipe `blog`: posts found of posts there.

    PYTHONPATH=. python benchmarks/crawl/sites.py FOLDER [NAME …]

FOLDER holds `halves.tsv` (name, generator, half, pages, sources) and, for each site of the first
half, `OWNER+NAME/built` and perhaps `OWNER+NAME/source`. Posts that are there are the pages of the
Markdown sources; where there is no source, the pages that the extractor calls articles, so that
such a row measures reach alone. Pages that nothing links to count as missed.
"""

from __future__ import annotations

import argparse
import http.server
import re
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow.parquet as pq

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.extraction.page import extract_page

sys.path.insert(0, str(Path(__file__).parents[1] / "extraction"))
from pairing import LISTS, built_pages, pair


class Site:
    """One built site, its host and the path below which it is published."""

    def __init__(self, folder: Path, name: str) -> None:
        owner, repository = name.split("/")
        self.built = folder / name.replace("/", "+") / "built"
        self.source = self.built.parent / "source"
        for below in ("public", "docs"):
            if not (self.built / "index.html").exists() and (self.built / below).is_dir():
                self.built = self.built / below
        cname = self.built / "CNAME"
        told = cname.read_text().split() if cname.exists() else []
        self.host = told[0].lower() if told else f"{owner}.github.io".lower()
        front = self.built / "index.html"
        links = front.read_text("utf-8", "replace") if front.exists() else ""
        below = f"/{repository}"
        self.prefix = below if links.count(f'href="{below}/') > 3 else ""

    def file_of(self, url: str) -> Path | None:
        """The file of a URL as GitHub Pages resolves it, relative to the site; None if missing."""
        path = unquote(urlsplit(url).path).removeprefix(self.prefix).lstrip("/")
        for file in (self.built / path, self.built / path / "index.html"):
            if file.is_file():
                return file.relative_to(self.built)
        page = self.built / f"{path.rstrip('/')}.html"
        return page.relative_to(self.built) if page.is_file() else None

    def posts(self) -> tuple[str, set[Path]]:
        """The posts that are there, and by what they are known: `source` or `extractor`."""
        if self.source.is_dir() and any(self.source.rglob("*")):
            return "source", {found.page for found in pair(self.built, self.source)}
        pages = [p for p in built_pages(self.built) if not LISTS.search(p.as_posix())]
        base = f"https://{self.host}{self.prefix}/"
        return "extractor", {
            page
            for page in pages
            if page.name != "404.html" and page != Path("index.html")
            and extract_page(
                (self.built / page).read_bytes(), base + page.as_posix().removesuffix("index.html")
            ).is_article
        }  # fmt: skip


def serve(site: Site) -> http.server.ThreadingHTTPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = site.file_of(self.path)
            body = (site.built / file).read_bytes() if file else b"not found"
            kind = "text/xml" if file and file.suffix == ".xml" else "text/html"
            self.send_response(200 if file else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def crawled(site: Site) -> tuple[set[Path], int, float]:
    """The files of which a post was kept, pages fetched, and CPU seconds."""
    server = serve(site)
    target = f"127.0.0.1:{server.server_port}"
    options = CrawlOptions(
        sites=("blog",),
        base_url=f"https://{site.host}{site.prefix}",
        resolve=(f"{site.host}={target}", f"www.{site.host}={target}"),
        delay=0.0,
    )
    with tempfile.TemporaryDirectory() as raw:
        report = crawl(Path(raw), options, StageContext())
        shards = Path(raw).rglob("*.parquet")
        urls = [u for s in shards for u in pq.ParquetFile(s).read(["url"])["url"].to_pylist()]
    server.shutdown()
    server.server_close()
    files = {file for url in urls if (file := site.file_of(url))}
    return files, report.counts.total("pages"), report.cpu_seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    table = [re.split(r"\t", line) for line in (given.folder / "halves.tsv").open()][1:]
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, generator, half, *_ in table:
        if half != "1" or (given.names and name not in given.names):
            continue
        site = Site(given.folder, name)
        by, wanted = site.posts()
        got, pages, cpu = crawled(site)
        print(f"{name}: {len(wanted & got)} of {len(wanted)} ({by}), {pages} pages, {cpu:.1f} s")
        sums[generator, by].update(
            sites=1, found=len(wanted & got), there=len(wanted), pages=pages, cpu=round(cpu * 1000)
        )
    print("| generator | posts known by | sites | found | there | pages | CPU ms a page |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for (generator, by), n in sorted(sums.items()):
        each = n["cpu"] / max(1, n["pages"])
        print(f"| {generator} | {by} | {n['sites']} | {n['found']} | {n['there']} "
              f"| {n['pages']} | {each:.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
