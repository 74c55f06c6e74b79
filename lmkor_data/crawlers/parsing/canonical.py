"""Canonical URLs (RFC 6596): one address for a page that can be reached by several."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from lmkor_data.crawlers.parsing.links import clean_url

#: What addresses of one page differ by: `index.html`, `.html`, a mobile or AMP form.
_FORMS = re.compile(r"(?:/index\.\w+|\.html?|/amp|/)+$", re.IGNORECASE)

#: Parameters that only say where a reader came from.
_TRACKING = re.compile(r"(?:^|(?<=&))(?:utm_\w+|fbclid|gclid|ref|from)=[^&]*(?:&|$)")


def canonical_url(url: str, told: str | None) -> str:
    """Return the canonical URL that a page names (`told`), or its own.

    Themes that name their front page, or one post, on every page are common, so a canonical URL
    counts only if it is the same page by another address: the same path but for its form.
    """
    if not told:
        return url
    try:
        canonical = clean_url(urljoin(url, told))
        here, there = urlsplit(url), urlsplit(canonical)
    except ValueError:
        return url
    same_host = here.netloc.removeprefix("www.") == there.netloc.removeprefix("www.")
    same_path = _path(here.path) == _path(there.path)
    # Boards name `board.php` on `board.php?no=12`: a query is given up only if it tracks people.
    told_apart = _TRACKING.sub("", here.query).strip("&") and not there.query
    return url if told_apart or not (same_host and same_path) else canonical


def _path(path: str) -> str:
    return _FORMS.sub("", unquote(path))
