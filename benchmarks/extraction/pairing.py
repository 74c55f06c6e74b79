"""Which page of a built site came from which Markdown file."""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from markdown_gold import WORD, Gold, read_gold

_TITLES = re.compile(
    r"<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>|"
    r"<meta[^>]*og:title[^>]*content=\"([^\"]*)\"|<meta[^>]*content=\"([^\"]*)\"[^>]*og:title",
    re.DOTALL | re.IGNORECASE,
)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
#: Addresses under which generators list posts.
LISTS = re.compile(
    r"(?:^|/)(?:tags?|categor(?:y|ies)|archives?|pages?|page\d*|series|subcategories|authors?|search|"
    r"keywords?|404|print|about|topics?)(?:/|\.html|\d*/|$)",
    re.IGNORECASE,
)
SOURCES = (".md", ".mdx", ".markdown", ".rmd", ".adoc")
#: So much of the source's distinct words the page must hold: less, and it was built from another
#: version of the source.
COVERED = 0.93


@dataclass
class Pair:
    """A built page and its source."""

    page: Path  #: relative to the built site
    gold: Gold


def built_pages(site: Path) -> list[Path]:
    """The HTML files of a built site, relative to it."""
    found = (p for p in site.rglob("*") if p.suffix.lower() in (".html", ".htm") and p.is_file())
    return sorted(p.relative_to(site) for p in found)


def pair(site: Path, sources: Path) -> list[Pair]:
    """Pair pages with Markdown by title, then by the share of the source's words in the page."""
    by_title: dict[str, list[Path]] = defaultdict(list)
    by_name: dict[str, list[Path]] = defaultdict(list)
    seen: dict[Path, set[str]] = {}
    for page in built_pages(site):
        text = (site / page).read_text("utf-8", "replace")
        if LISTS.search(page.as_posix()) or page.as_posix() == "index.html":
            continue
        seen[page] = set(WORD.findall(_visible(text)))
        for titles in _TITLES.findall(text):
            for title in titles:
                for part in {title, *re.split(r"\s[|\-–—:·•]\s", title)}:
                    by_title[_key(part)].append(page)
        name = page.parent.name if page.stem == "index" else page.stem
        by_name[_key(unquote(name))].append(page)
    pairs: dict[Path, tuple[float, Pair]] = {}
    for path in sorted(p for p in sources.rglob("*") if p.suffix.lower() in SOURCES):
        if path.name.lower().startswith("readme") or not path.is_file():
            continue
        gold = read_gold(path)
        if gold is None:
            continue
        name = re.sub(r"^\d{4}-\d{1,2}-\d{1,2}-", "", path.stem)
        if name == "index":
            name = path.parent.name
        candidates = set(by_title[_key(gold.title)]) | set(by_name[_key(name)])
        wanted = set(gold.words)
        best = max(
            ((len(wanted & seen[p]) / len(wanted), -len(seen[p]), p) for p in candidates),
            default=None,
        )
        if best is None or best[0] < COVERED:
            continue
        share, _, page = best
        if page not in pairs or pairs[page][0] < share:
            pairs[page] = (share, Pair(page, gold))
    for _, found in pairs.values():
        shown = _shown((site / found.page).read_text("utf-8", "replace"))
        found.gold.code_lines = [
            line for line in found.gold.code_lines if " ".join(line.split()) in shown
        ]
    return [found for _, found in sorted(pairs.values(), key=lambda p: p[1].page)]


def _shown(text: str) -> str:
    """All text of a page in one line: a line of code that is not in it cannot be extracted."""
    text = re.sub(r"<br\s*/?>|</(?:div|p|li|tr)>", "\n", _SCRIPTS.sub(" ", text))
    return " ".join(html_entities.unescape(_TAGS.sub("", text)).split())


_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


def _visible(text: str) -> str:
    text = html_entities.unescape(_UNSEEN.sub(" ", text))
    return unicodedata.normalize("NFC", text).lower()


def _key(text: str) -> str:
    text = html_entities.unescape(re.sub(r"<[^>]*>", "", text))
    return "".join(WORD.findall(unicodedata.normalize("NFC", text).lower()))
