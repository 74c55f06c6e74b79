"""A real blog, served on loopback and crawled whole, against the Markdown that it was built from.

    python benchmarks/crawl/blogs.py SITE_FOLDER MARKDOWN_FOLDER HOST [--without sitemap.xml …] [-v]

`--without` hides files of the site, to see what a blog without a sitemap, or feed, gives.
Recall and precision are those of words (runs of letters and digits, counted) post by post; the
Markdown's own marks, link targets, images and raw HTML are left out of the gold. Dates must be the
same day in Korea; no list, tag or profile page may be taken for a post.
"""

from __future__ import annotations

import argparse
import functools
import html
import http.server
import re
import tempfile
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow.parquet as pq

from lmkor_data.categories import known_category
from lmkor_data.corpus.layout import shards
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext


class Handler(http.server.SimpleHTTPRequestHandler):
    hidden: frozenset[str] = frozenset()

    def do_GET(self) -> None:
        if self.path.removeprefix("/") in self.hidden:
            self.send_error(404)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("markdown", type=Path)
    parser.add_argument("host")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    site, markdown, host = given.site, given.markdown, given.host
    Handler.hidden = frozenset(given.without)
    handler = functools.partial(Handler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = CrawlOptions(
        sites=("blog",),
        base_url=f"https://{host}",
        resolve=(f"{host}=127.0.0.1:{server.server_port}",),
    )
    with tempfile.TemporaryDirectory() as raw:
        report = crawl(Path(raw), options, StageContext())
        rows = [r for s in shards(Path(raw)) for r in pq.ParquetFile(s.path).read().to_pylist()]
        categories = {
            r["id"]: s.category
            for s in shards(Path(raw))
            for r in pq.ParquetFile(s.path).read(["id"]).to_pylist()
        }
    print(f"{report.counts.total('pages'):,} pages")
    for note in report.notes:
        print("note:", note)
    gold = {normal(post_name(path)): path for path in sorted(markdown.rglob("*.md"))}
    decide(rows, gold, categories, given.verbose)


def decide(
    rows: list[dict], gold: dict[str, Path], categories: dict[str, str], verbose: bool
) -> None:
    recalls, precisions, wrong_days, strangers, found = [], [], [], [], set()
    kept_categories = named_categories = 0
    for row in rows:
        name = normal(Path(unquote(urlsplit(row["url"]).path).removesuffix("index.html")).stem)
        path = gold.get(name) or gold.get(normal(row["title"] or ""))
        if path is None:
            strangers.append(row["url"])
            continue
        found.add(path)
        head, body = parts(path)
        wanted, got = words(plain(body)), words(row["text"])
        shared = sum((wanted & got).values())
        recall = shared / max(1, sum(wanted.values()))
        precision = shared / max(1, sum(got.values()))
        recalls.append(recall)
        precisions.append(precision)
        day = re.search(r"^date:\s*[\"']?(\d{4}-\d{2}-\d{2})", head, re.MULTILINE)
        told = row["published_at"] and row["published_at"] + timedelta(hours=9)
        if day and (not told or f"{told:%Y-%m-%d}" != day[1]):
            wrong_days.append((name, day[1], told))
        named = re.search(r"^categor(?:y|ies):\s*\[?[\"']?([^\],\"'\n]+)", head, re.MULTILINE)
        if named:
            kept_categories += categories[row["id"]] == known_category(named[1])
            named_categories += 1
        if recall < 0.95 or precision < 0.9:
            print(f"  {recall:.3f} {precision:.3f} {name}")
            if verbose:
                print("    missing", list((wanted - got).items())[:12])
                print("    extra", list((got - wanted).items())[:12])
    dated = [path for path in gold.values() if re.search(r"^date:", parts(path)[0], re.MULTILINE)]
    print(f"posts {len(rows)}, matched {len(found)} of {len(dated)} dated Markdown files")
    print(f"mean recall {sum(recalls) / len(recalls):.4f}, "
          f"mean precision {sum(precisions) / len(precisions):.4f}")  # fmt: skip
    print(f"wrong days {len(wrong_days)}: {wrong_days[:5]}")
    print(f"pages that are no post of the gold {len(strangers)}: {strangers[:8]}")
    print(f"categories kept {kept_categories} of {named_categories} that the Markdown names")
    print("categories", Counter(categories.values()).most_common(12))
    missed = [path.name for path in dated if path not in found]
    print(f"not found {len(missed)}: {missed[:8]}")


def post_name(path: Path) -> str:
    return re.sub(r"^\d{4}-\d{2}-\d{2}-", "", path.stem)


def normal(name: str) -> str:
    return "".join(re.findall(r"\w+", name.lower()))


def parts(path: Path) -> tuple[str, str]:
    """Front matter and body."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\s*\n(.*?)\n---\s*\n(.*)", text, re.DOTALL)
    return (match[1], match[2]) if match else ("", text)


def plain(markdown: str) -> str:
    """The words that a reader of the rendered Markdown sees; code stays as it is."""
    text = re.sub(
        r"<!--.*?-->|\{%.*?%\}|^\s*\{:.*?\}", " ", markdown, flags=re.DOTALL | re.MULTILINE
    )
    pieces = re.split(r"^[ \t>]*(?:```|~~~)[^\n]*$", text, flags=re.MULTILINE)
    return "\n".join(piece if i % 2 else _prose(piece) for i, piece in enumerate(pieces))


def _prose(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)|!\[[^\]]*\]\[[^\]]*\]", " ", text)
    text = re.sub(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1", text)
    spans = re.split(r"(`+[^`]+`+)", text)
    return "".join(s.strip("`") if i % 2 else _unmarked(s) for i, s in enumerate(spans))


def _unmarked(text: str) -> str:
    text = re.sub(r"^\[[^\]]+\]:\s*\S+.*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"\[\^[^\]]+\]:?|\{:[^}]*\}", "", text)
    text = re.sub(r"</?(?:b|strong|em|i|u|s|a|span|mark|font|code|sup|sub|kbd)\b[^<>]*>", "", text)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)
    text = re.sub(r"\*+|~~|==|(?<!\w)_+|_+(?!\w)", "", text)
    return html.unescape(text)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.lower()))


if __name__ == "__main__":
    main()
