"""Finds where a page leads: the pages it links to, and the next page of its series."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from parsel import Selector

from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult
from lmkor_data.crawlers.parsing.feeds import Entry, entries, is_index
from lmkor_data.crawlers.parsing.field_values import number, read
from lmkor_data.crawlers.parsing.page_nodes import Nodes
from lmkor_data.crawlers.parsing.page_response import PageResponse, dig
from lmkor_data.crawlers.recipes.recipe import Follow, Page, Recipe

#: Session ids, which make endless addresses of one page.
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[\w.!-]*", re.IGNORECASE)
_SESSION_QUERY = re.compile(
    r"(?:^|(?<=&))(?:jsessionid|phpsessid|aspsessionid\w*|session_?id|sid)=[\w.!-]{8,}(?:&|$)",
    re.IGNORECASE,
)
_QUERY_SAFE = "/%:@!$&'()*+,;=~-._?[]|"

#: Hosts that generators write into sitemaps and feeds where nobody has set one.
_PLACEHOLDERS = {
    *("localhost", "localhost:4000", "localhost:1313", "localhost:3000", "localhost:8000"),
    *("127.0.0.1:4000", "0.0.0.0:4000", "example.com", "www.example.com", "example.org"),
    *("yoursite.com", "your-domain.com", "yourdomain.com", "your-docusaurus-site.example.com"),
}

#: Links that no server answers.
_NO_PAGES = ("javascript:", "mailto:", "tel:", "data:", "about:", "blob:", "#")

#: Formats that only list addresses.
_MAPS = ("sitemap", "feed")


def start_requests(
    recipe: Recipe, categories: tuple[str, ...], pages: tuple[str, ...] | None = None
) -> list[PageRequest]:
    """List the requests for the recipe's start pages (or `pages`), by category."""
    return [
        _first(
            recipe,
            recipe.pages[name],
            PageRequest(recipe.site, ours, name, ""),
            {"category": theirs},
        )
        for name in (recipe.start if pages is None else pages)
        for ours in categories
        for theirs in recipe.categories[ours]
    ]


def follow(
    recipe: Recipe, page: Page, result: PageResult, response: PageResponse, nodes: Nodes
) -> list[PageRequest]:
    """List the requests for the pages that a page links to, each once."""
    request = result.request
    found: dict[int, PageRequest] = {}
    # A sitemap names the front page too, which is read later, and for its links.
    later = set()
    if page.format in _MAPS:
        later = {r.key for r in start_requests(recipe, (request.category,), recipe.finish)}
    index = page.format == "sitemap" and is_index(response)
    for rule in page.follow:
        if rule.only_lists and result.documents:
            continue
        name = page.name if index else rule.page
        # A sitemap index leads to more sitemaps, wherever the page's own template points.
        target = replace(page, url="") if index else recipe.pages[name]
        for values, address, changed in _leads(page, rule, response, nodes):
            begun = _begun(request, name, changed)
            if target.url:
                onward = _first(recipe, target, begun, {**request.values, **values})
            else:
                url = _linked(response, address)
                if not url:
                    continue
                filled = {**request.values, **values}
                onward = replace(begun, url=url, body="", previous="", number=0, values=filled)
            if (
                onward.key not in later
                and onward.host in recipe.all_hosts
                and (index or _wanted(recipe, page, rule, onward.url))
            ):
                found.setdefault(onward.key, onward)
    return list(found.values())


def start_fallbacks(recipe: Recipe, category: str) -> list[PageRequest]:
    """List the requests for everything that the start pages name as `otherwise`, in a chain."""
    found = []
    for request in start_requests(recipe, (category,)):
        name = recipe.pages[request.page].otherwise
        seen = {request.page}
        while name and name not in seen:
            seen.add(name)
            found.append(
                _first(recipe, recipe.pages[name], _begun(request, name), dict(request.values))
            )
            name = recipe.pages[name].otherwise
    return found


def _begun(request: PageRequest, page: str, changed: str = "") -> PageRequest:
    """Start a request for another page from the one that led to it."""
    return PageRequest(
        request.site, request.category, page, request.url, request.body, request.values,
        request.number, request.depth + 1, request.previous, changed, request.url,
    )  # fmt: skip


def _linked(response: PageResponse, address: str) -> str:
    """Return the URL of a link; empty for one that no server answers, or that is malformed.

    `http://[주소]/` must not lose the page it stands on.
    """
    if address.lower().startswith(_NO_PAGES):
        return ""
    try:
        return clean_url(urljoin(response.url, address), response.encoding)
    except ValueError:
        return ""


def otherwise(recipe: Recipe, request: PageRequest, came: bool) -> list[PageRequest]:
    """List the requests to make instead of a page that failed or led nowhere.

    A sitemap named by an index may lead nowhere, but must not fail.
    """
    page = recipe.pages[request.page]
    if not page.otherwise or (came and request.url != _addressed(recipe, page, request).url):
        return []
    begun = _begun(request, page.otherwise)
    return [_first(recipe, recipe.pages[page.otherwise], begun, dict(request.values))]


def next_requests(
    recipe: Recipe, page: Page, request: PageRequest, nodes: Nodes, result: PageResult
) -> list[PageRequest]:
    """List the request for the next page of a series; empty where the series ends."""
    rule = page.paginate
    held = _digest(result)
    if rule is None or not held or held == request.previous:
        return []
    pages = (request.number - rule.first) // rule.step + 1
    if pages >= rule.most:
        return []
    if rule.last and request.number >= (number(read(nodes.whole, rule.last)) or 0):
        return []
    if rule.more and read(nodes.whole, rule.more).lower() in ("", "false", "0", "n", "no"):
        return []
    if rule.end and isinstance(nodes.whole, Selector) and nodes.whole.css(rule.end):
        return []
    cursor = {name: read(nodes.whole, field) for name, field in rule.cursor.items()}
    if not all(cursor.values()) or (cursor and cursor.items() <= request.values.items()):
        return []
    values = {**request.values, **cursor}
    onward = replace(
        _begun(request, request.page), depth=request.depth, number=request.number + rule.step,
        previous=held, values=values,
    )  # fmt: skip
    return [_addressed(recipe, page, onward)]


def clean_url(url: str, encoding: str = "utf-8") -> str:
    """Normalise a URL: no fragment, no session id, host in lower case, Hangul escaped.

    `encoding` is that of the page with the link; it is used in the query alone. Raises ValueError
    for what is no URL.
    """
    parts = urlsplit(urldefrag(url.strip()).url)
    parts.port  # noqa: B018  # raises ValueError
    path = _SESSION_PATH.sub("", parts.path) or "/"
    query = _SESSION_QUERY.sub("", parts.query).strip("&")
    try:
        query = quote(query, safe=_QUERY_SAFE, encoding=encoding, errors="strict")
    except UnicodeEncodeError:
        query = quote(query, safe=_QUERY_SAFE)
    return parts._replace(
        netloc=parts.netloc.lower(),
        path=quote(path, safe="/%:@!$&'()*+,;=~-._"),
        query=query,
    ).geturl()


def _first(recipe: Recipe, page: Page, request: PageRequest, values: dict[str, str]) -> PageRequest:
    number = page.paginate.first if page.paginate else 0
    return _addressed(recipe, page, replace(request, values=values, number=number, previous=""))


def _addressed(recipe: Recipe, page: Page, request: PageRequest) -> PageRequest:
    """Fill the page's URL and body templates with the values of a request."""
    first = dict.fromkeys(page.paginate.cursor, "") if page.paginate else {}
    fill = {**first, "page": str(request.number), **request.values}
    url = re.sub(r"{(\w+)}", lambda m: quote(fill.get(m[1], ""), safe="/:?&=%"), page.url)
    body = re.sub(r"{(\w+)}", lambda m: fill.get(m[1], ""), page.body)
    return replace(request, url=clean_url(urljoin(*_based(recipe.base, url))), body=body)


def _based(base: str, url: str) -> tuple[str, str]:
    """A base with a path (`https://me.example/blog`) holds the paths of its templates."""
    if urlsplit(base).path.strip("/") and url.startswith("/"):
        return base + "/", url.lstrip("/")
    return base, url


def _leads(
    page: Page, rule: Follow, response: PageResponse, nodes: Nodes
) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield values, address and time of change of everything that a rule selects."""
    if page.format in _MAPS:
        for entry in _at_home(entries(response), response.url):
            yield {}, entry.address, entry.changed
        return
    if _is_plain(page, rule):
        for element in response.tree.css(rule.links):
            yield {}, (element.attributes.get("href") or "").strip(), ""
        return
    things: list[Any]
    if isinstance(nodes.whole, Selector):
        things = list(nodes.whole.css(rule.links))
    else:
        found = dig(nodes.whole, rule.links)
        things = found if isinstance(found, list) else [] if found is None else [found]
    for thing in things:
        values = {name: read(thing, field) for name, field in rule.values.items()}
        if isinstance(thing, Selector):
            root = thing.root  # a string if the selector ends in ::attr(src)
            yield values, root if isinstance(root, str) else root.get("href", "").strip(), ""
        else:
            yield values, thing if isinstance(thing, str) else "", ""


def _is_plain(page: Page, rule: Follow) -> bool:
    """Tell whether links are all that a rule reads: then the page need not be parsed twice."""
    plain_page = page.format in ("html", "article") and not (page.fields or page.remove)
    return plain_page and not rule.values and "::" not in rule.links


def _at_home(listed: list[Entry], url: str) -> list[Entry]:
    """Move a sitemap's addresses to the site's host if every one names one other host.

    Generators write the host of their configuration, such as `http://localhost:4000` or
    `https://example.com`, where nobody set it.
    """
    try:
        hosts = {urlsplit(entry.address).netloc.lower() for entry in listed} - {""}
        here = urlsplit(url)
    except ValueError:
        return listed
    if len(hosts) != 1 or not hosts & _PLACEHOLDERS or here.netloc in hosts:
        return listed
    moved = ((urlsplit(entry.address), entry.changed) for entry in listed)
    return [
        Entry(p._replace(scheme=here.scheme, netloc=here.netloc).geturl(), changed)
        for p, changed in moved
    ]


def _wanted(recipe: Recipe, page: Page, rule: Follow, url: str) -> bool:
    """Tell whether recipe and rule accept a URL; sitemaps need not lead through lists."""
    denied = [rule.deny]
    if recipe.pages[rule.page].format not in _MAPS:
        denied += [recipe.skip, recipe.lists if page.format in _MAPS else ""]
    return (
        url.startswith(("http://", "https://"))
        and (not rule.allow or re.search(rule.allow, url) is not None)
        and not any(pattern and re.search(pattern, url) for pattern in denied)
    )


def _digest(result: PageResult) -> str:
    """Hash what a page of a series holds; empty if it holds nothing."""
    held = [document["id"] for document in result.documents]
    held += [str(request.key) for request in result.requests]
    if not held and not result.unreadable:
        return ""
    text = "\n".join([*held, str(result.unreadable)])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
