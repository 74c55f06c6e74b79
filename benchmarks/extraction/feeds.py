"""Which pages of a built site its own feed calls posts, with their titles and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

KOREA = timezone(timedelta(hours=9))
_NAMES = (
    "atom.xml",
    "rss.xml",
    "feed.xml",
    "index.xml",
    "rss2.xml",
    "feed/index.xml",
    "rss/index.xml",
)


@dataclass(frozen=True)
class Entry:
    """A post as the feed lists it."""

    page: Path  #: relative to the built site
    title: str
    days: frozenset[date]  #: in Korea and in UTC, as generators mix them up


def feed_entries(site: Path) -> list[Entry]:
    """The posts of all feeds at a site's root whose pages are there."""
    entries: dict[Path, Entry] = {}
    for name in (*_NAMES, *(f"{d}/{n}" for d in ("blog", "posts", "post") for n in _NAMES)):
        path = site / name
        if not path.is_file():
            continue
        root = etree.fromstring(path.read_bytes(), etree.XMLParser(recover=True, huge_tree=True))
        if root is None:
            continue
        for item in root.iter("{*}item", "{*}entry"):
            entry = _entry(item, site)
            if entry is not None:
                entries.setdefault(entry.page, entry)
    return list(entries.values())


def _entry(item: etree._Element, site: Path) -> Entry | None:
    link = title = stamp = ""
    for child in item:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "link" and not link:
            link = child.get("href") or (child.text or "")
        elif name == "title":
            title = " ".join("".join(child.itertext()).split())
        elif name in ("pubDate", "published", "date") or (name == "updated" and not stamp):
            stamp = (child.text or "").strip()
    page = _page_at(unquote(urlsplit(link.strip()).path), site)
    return Entry(page, title, _days(stamp)) if page else None


def _page_at(path: str, site: Path) -> Path | None:
    """The file behind an address path, whatever prefix the site is served under."""
    parts = [part for part in path.split("/") if part]
    for skipped in range(min(2, len(parts))):
        base = Path(*parts[skipped:])
        for candidate in (base / "index.html", base, base.with_name(base.name + ".html")):
            if candidate.suffix == ".html" and (site / candidate).is_file():
                return candidate
    return None


def _days(stamp: str) -> frozenset[date]:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        try:
            moment = parsedate_to_datetime(stamp)
        except ValueError:
            return frozenset()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=KOREA)
    return frozenset(
        (moment.date(), moment.astimezone(KOREA).date(), moment.astimezone(UTC).date())
    )
