"""Reads one page by its recipe: documents, and the visits that follow from it."""

from __future__ import annotations

from typing import Any

from lmkor_data.corpus.schema import document_id
from lmkor_data.crawlers.reading.answer import Answer
from lmkor_data.crawlers.reading.articles import read_article
from lmkor_data.crawlers.reading.dates import parse_date
from lmkor_data.crawlers.reading.links import follow, next_visits
from lmkor_data.crawlers.reading.nodes import Nodes, page_nodes
from lmkor_data.crawlers.reading.values import number, read
from lmkor_data.crawlers.recipe import Page, Recipe
from lmkor_data.crawlers.visits import Harvest, Visit


def read_page(recipe: Recipe, visit: Visit, answer: Answer) -> Harvest:
    """What the answer to a visit holds."""
    page = recipe.pages[visit.page]
    harvest = Harvest(visit, bytes=len(answer.body))
    nodes = page_nodes(page, answer)
    if page.format == "article":
        article = read_article(recipe, page, answer, nodes)
        if article:
            harvest.documents.append(article | _origin(recipe, visit, answer, answer.url))
    elif "text" in page.fields:
        _read_items(recipe, page, visit, answer, nodes, harvest)
    harvest.visits += follow(recipe, page, visit, answer, nodes)
    harvest.visits += next_visits(recipe, page, visit, nodes, harvest)
    return harvest


def _read_items(
    recipe: Recipe, page: Page, visit: Visit, answer: Answer, nodes: Nodes, harvest: Harvest
) -> None:
    shared = {name: read(nodes.whole, field) for name, field in page.page_fields.items()}
    harvest.declared = int(number(shared.get("declared", "")) or 0)
    seen: dict[str, int] = {}
    for item in nodes.items:
        values = {k: v for k, v in shared.items() if k != "declared"}
        values |= {name: read(item, field) for name, field in page.fields.items()}
        if not values.get("text"):
            harvest.unreadable += 1
            continue
        document = _document(recipe, page, visit, answer, values)
        # A folded and an unfolded copy of one review: the longer one is whole.
        first = seen.setdefault(document["id"], len(harvest.documents))
        if first == len(harvest.documents):
            harvest.documents.append(document)
        elif len(document["text"]) > len(harvest.documents[first]["text"]):
            harvest.documents[first] = document


def _document(
    recipe: Recipe, page: Page, visit: Visit, answer: Answer, values: dict[str, str]
) -> dict[str, Any]:
    rating = number(values.get("rating", ""))
    dated = page.fields.get("published_at") or page.page_fields.get("published_at")
    published = dated and parse_date(
        values.get("published_at", ""), answer.at, recipe.timezone, dated.date
    )
    native = values.get("key") or "\x1f".join(
        (values["text"], values.get("published_at", ""), *visit.values.values())
    )
    return {
        "text": values["text"],
        "title": values.get("title") or visit.values.get("title"),
        "published_at": published and int(published.timestamp()),
        "rating": None if rating is None else rating / page.fields["rating"].scale,
    } | _origin(recipe, visit, answer, native, values.get("url") or answer.url)


def _origin(
    recipe: Recipe, visit: Visit, answer: Answer, native: str, url: str = ""
) -> dict[str, Any]:
    return {
        "id": document_id(recipe.site, native),
        "category": visit.category,
        "kind": recipe.kind,
        "source": recipe.site,
        "url": url or answer.url,
        "collected_at": int(answer.at.timestamp()),
    }
