"""Comparison of vocabularies on the same texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import Shard, expand, shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.evaluation.measures import Evaluator, Measures
from lmkor_data.vocab.evaluation.tokenizer_evaluator import TokenizerEvaluator
from lmkor_data.vocab.tokenizer.tokenizer_folder import (
    TOKENIZER,
    VOCABULARY,
    model_of,
    read_vocabulary,
)

ALL = "all"


@dataclass
class Row:
    """Measures of one vocabulary on the texts of one category, or of all."""

    vocabulary: str
    category: str
    measures: Measures

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object; keys are documented in docs/vocabulary.md."""
        m = self.measures
        return {
            "vocabulary": self.vocabulary,
            "category": self.category,
            "entries": m.entries,
            "texts": m.texts,
            "eojeols": m.eojeols,
            "tokens": m.tokens,
            "tokens_per_eojeol": m.tokens_per_eojeol,
            "bytes_per_token": m.bytes_per_token,
            "unknown_share": m.unknown_share,
            "whole_share": m.whole_share,
            "round_trip_share": m.round_trip_share,
            "used_share": m.used_share,
        }


def compare(
    vocabularies: Sequence[Path], texts: Sequence[Path], by_category: bool, limit: int | None
) -> list[Row]:
    """Measure each vocabulary (folder or `vocab.txt`) on each category or on all texts together.

    `limit` is the number of documents read of each file. Raises `LmkorError` without documents.
    """
    evaluators = {str(path): _evaluator_of(path) for path in vocabularies}
    measured: dict[tuple[str, str], Measures] = {}
    for category, column in _columns(texts, limit):
        for name, evaluator in evaluators.items():
            found = evaluator.measure([column])
            key = (category if by_category else ALL), name
            if key in measured:
                measured[key].add(found)
            else:
                measured[key] = found
    if not measured:
        raise LmkorError("The texts hold no documents to measure on.")
    return [Row(name, category, m) for (category, name), m in sorted(measured.items())]


def _evaluator_of(path: Path) -> Evaluator | TokenizerEvaluator:
    """Return the evaluator of a WordPiece vocabulary, or of any other tokenizer.json."""
    file = path / TOKENIZER if path.is_dir() and not (path / VOCABULARY).exists() else path
    if file.is_file() and file.suffix == ".json" and model_of(file) not in ("WordPiece", None):
        return TokenizerEvaluator(file)
    return Evaluator(read_vocabulary(path))


def _columns(texts: Sequence[Path], limit: int | None) -> Iterator[tuple[str, pa.Array]]:
    """Yield (category, texts) batch by batch."""
    for shard in [s for path in texts for s in _shards(path)]:
        left = limit
        for batch in read_documents(shard):
            batch = batch if left is None else batch.slice(0, left)
            left = None if left is None else left - batch.num_rows
            for category in pc.unique(batch.column("category")).to_pylist():
                chosen = pc.equal(batch.column("category"), category)
                yield category, batch.column("text").filter(chosen)
            if left == 0:
                break


def _shards(path: Path) -> list[Shard]:
    """Return the shards of a stage, or other files under their own names."""
    found = shards(path) if path.is_dir() else []
    return found or [Shard(file, "uncategorised", file.stem) for file in expand([path])]
