"""The card's measures are those of the texts themselves."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from lmkor_data.engine.context import StageContext
from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.evaluation.corpus_fit import fit_of_corpus
from lmkor_data.vocab.evaluation.measures import Evaluator
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.tokenizer_folder import read_vocabulary
from tests.vocab.corpora import sentences, write_shard


def test_fit_from_counts_equals_measuring_the_texts(tmp_path: Path) -> None:
    texts = {"cosmetics": [*sentences(200), "뷁뷁 쀍"], "food": sentences(150, 2)}
    for category, its in texts.items():
        write_shard(tmp_path / "dedup", category, its, category)
    build_vocab(
        tmp_path / "dedup",
        tmp_path / "vocab",
        VocabOptions(size=600, unused=5),
        context=StageContext(),
    )
    entries = [e for e in read_vocabulary(tmp_path / "vocab") if "뷁" not in e]
    fits = fit_of_corpus(WordCounts(tmp_path / "vocab-counts"), entries)
    for category, its in texts.items():
        measured = Evaluator(entries).measure([pa.array(its)])
        fit = fits[category]
        assert (fit.words, fit.tokens) == (measured.words, measured.tokens)
        assert (fit.whole, fit.unknown) == (measured.whole, measured.unknown)
    assert fits["cosmetics"].unknown == 1
    card = (tmp_path / "vocab" / "README.md").read_text()
    assert "| cosmetics | shop | 201 |" in card
    last = len(read_vocabulary(tmp_path / "vocab")) - 1
    assert f"| {last - 4} to {last} | `[unused0]` to `[unused4]`" in card
