"""The documents of a domain for choosing terms, and those held back to judge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.vocab.sampling import draw
from lmkor_data.vocab.word_table import WordTable

#: Every tenth document, by its id, is held back.
HELD_BACK = 0.1
#: So many documents of a category are enough to find its terms.
MOST_DOCUMENTS = 200_000
#: Documents of a category that are read from for judging.
MOST_HELD_BACK = 20_000


@dataclass
class Domain:
    """The documents of one category."""

    category: str
    texts: list[str] = field(default_factory=list)  #: to choose from
    documents: Counter[str] = field(default_factory=Counter)  #: word → documents it stands in
    held_back: list[str] = field(default_factory=list)


def read_domains(source: Path) -> dict[str, Domain]:
    """The documents below `source` by category; of very many, those that come first."""
    domains: dict[str, Domain] = {}
    for shard in require_shards(source, "dedup"):
        domain = domains.setdefault(shard.category, Domain(shard.category))
        if len(domain.texts) >= MOST_DOCUMENTS and len(domain.held_back) >= MOST_HELD_BACK:
            continue
        for batch in read_documents(shard):
            ids = text_buffers(batch.column("id"))
            held = draw(ids.offsets, ids.data) < HELD_BACK
            chosen = batch.column("text").filter(pa.array(~held))
            chosen = chosen.slice(0, max(0, MOST_DOCUMENTS - len(domain.texts)))
            domain.documents.update(_documents_with(chosen))
            domain.texts += chosen.to_pylist()
            if len(domain.held_back) < MOST_HELD_BACK:
                domain.held_back += batch.column("text").filter(pa.array(held)).to_pylist()
    return {category: domains[category] for category in sorted(domains)}


def prefix_documents(domains: Sequence[Domain], terms: Sequence[str]) -> dict[str, int]:
    """In how many documents of these domains words begin with each term."""
    wanted = pa.array(list(terms), pa.string())
    found = np.zeros(len(terms), np.int64)
    for domain in domains:
        words = pa.array(list(domain.documents), pa.string())
        documents = np.array(list(domain.documents.values()), np.int64)
        for size in sorted({len(term) for term in terms}):
            long_enough = pc.greater_equal(pc.utf8_length(words), size)
            heads = pc.utf8_slice_codeunits(words.filter(long_enough), 0, size)
            which = pc.index_in(heads, wanted)
            known = np.asarray(pc.is_valid(which))
            places = np.asarray(pc.drop_null(which))
            amounts = documents[np.asarray(long_enough)][known]
            found += np.bincount(places, amounts, len(terms)).astype(np.int64)
    return dict(zip(terms, found.tolist(), strict=True))


def _documents_with(texts: pa.Array) -> dict[str, int]:
    """Word → documents: a word counts once a document, so that shop boilerplate does not win."""
    table = WordTable()
    table.add(text_buffers(texts), np.arange(len(texts), dtype=np.int32))
    words = pa.concat_arrays([part["word"] for part in table.parts()])
    counted = pc.value_counts(words)
    fields = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    return dict(zip(*fields, strict=True))
