"""Documents of a domain: those to choose terms from, and those held out to judge them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.word_table import WordTable
from lmkor_data.vocab.hashing import uniform_hash

#: Share of documents held out, by a hash of their id.
HELD_OUT = 0.1
#: Maximum documents of a category to find its terms, and to judge them.
MOST_DOCUMENTS = 200_000
MOST_HELD_OUT = 20_000


@dataclass
class Domain:
    """Documents of one category. Words are kept in Arrow, for there may be many categories."""

    category: str
    texts: pa.ChunkedArray  #: to choose terms from
    words: pa.StringArray  #: distinct words of these texts
    documents: NDArray[np.int64]  #: number of documents that contain each word
    held_out: pa.ChunkedArray

    def running(self) -> int:
        """Return the number of words, counted once per document."""
        return int(self.documents.sum())

    def held_out_documents(self, terms: Sequence[str]) -> dict[str, int]:
        """Count the held-out documents in which a word begins with each term."""
        counted: Counter[str] = Counter()
        for part in self.held_out.chunks:
            counted.update(_documents_with(part))
        words = pa.array(list(counted), pa.string())
        documents = np.fromiter(counted.values(), np.int64, len(counted))
        held = Domain(self.category, self.held_out, words, documents, self.held_out)
        return prefix_documents([held], terms)

    def word_documents(self) -> dict[str, int]:
        """Return the number of documents by word."""
        return dict(zip(self.words.to_pylist(), self.documents.tolist(), strict=True))

    def sample(self, most: int) -> list[str]:
        """Return at most `most` texts, evenly spaced over the category."""
        number = len(self.texts)
        chosen = np.unique(np.linspace(0, number - 1, min(number, most)).astype(np.int64))
        return self.texts.take(pa.array(chosen)).to_pylist()


def read_domains(source: Path) -> dict[str, Domain]:
    """Read the documents below `source` by category, up to the first `MOST_DOCUMENTS` of each."""
    by_category = itertools.groupby(
        sorted(require_shards(source), key=lambda shard: (shard.category, shard.name)),
        key=lambda shard: shard.category,
    )
    return {category: _read_domain(category, list(shards)) for category, shards in by_category}


def prefix_documents(domains: Iterable[Domain], terms: Sequence[str]) -> dict[str, int]:
    """Count the documents of these domains in which a word begins with each term."""
    wanted = pa.array(list(terms), pa.string())
    found = np.zeros(len(terms), np.int64)
    for domain in domains:
        for size in sorted({len(term) for term in terms}):
            long_enough = pc.greater_equal(pc.utf8_length(domain.words), size)
            heads = pc.utf8_slice_codeunits(domain.words.filter(long_enough), 0, size)
            which = pc.index_in(heads, wanted)
            known = np.asarray(pc.is_valid(which))
            places = np.asarray(pc.drop_null(which))
            amounts = domain.documents[np.asarray(long_enough)][known]
            found += np.bincount(places, amounts, len(terms)).astype(np.int64)
    return dict(zip(terms, found.tolist(), strict=True))


def _read_domain(category: str, shards: Sequence[Shard]) -> Domain:
    documents: Counter[str] = Counter()
    texts, held_out = [pa.array([], pa.string())], [pa.array([], pa.string())]
    most = -(-MOST_DOCUMENTS // len(shards)), -(-MOST_HELD_OUT // len(shards))
    for shard in shards:
        for chosen, held in _split(shard, *most):
            documents.update(_documents_with(chosen))
            texts.append(chosen)
            held_out.append(held)
    return Domain(
        category,
        pa.chunked_array(texts),
        pa.array(list(documents), pa.string()),
        np.fromiter(documents.values(), np.int64, len(documents)),
        pa.chunked_array(held_out),
    )


def _split(shard: Shard, most: int, most_held: int) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield (texts to choose from, texts held out) of each batch until both limits are reached."""
    for batch in read_documents(shard):
        ids = text_buffers(batch.column("id"))
        held = uniform_hash(ids.offsets, ids.data) < HELD_OUT
        texts = batch.column("text")
        chosen = texts.filter(pa.array(~held)).slice(0, most)
        back = texts.filter(pa.array(held)).slice(0, most_held)
        most, most_held = most - len(chosen), most_held - len(back)
        yield chosen, back
        if not most and not most_held:
            return


def _documents_with(texts: pa.Array) -> dict[str, int]:
    """Count documents by word, so that repetition within a document does not count."""
    table = WordTable()
    table.add(text_buffers(texts), np.arange(len(texts), dtype=np.int32))
    words = pa.concat_arrays([part["word"] for part in table.parts()])
    counted = pc.value_counts(words)
    fields = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    return dict(zip(*fields, strict=True))
