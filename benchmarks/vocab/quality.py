"""A vocabulary on text that it was not learned from, by category, beside others.

    python benchmarks/vocab/quality.py corpus/clean others/*.vocab.txt
    python benchmarks/vocab/quality.py corpus/clean others/*.vocab.txt --leave-out kmou_ner_raw

One document of 20 is held out, by the hash of its text, so that copies fall on one side; of the
sources that are left out, all are. The vocabulary (40,000 + 2,000) is learned from the rest.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.vocab.evaluation.comparison import Row, compare
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab

_ONE_OF = 20
_SCHEMA = in_memory(CLEAN_DOCUMENT)


def held_out(text: str, source: str, left_out: set[str]) -> bool:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return source in left_out or int.from_bytes(digest) % _ONE_OF == 0


def split(stage: Path, folder: Path, left_out: set[str]) -> None:
    """Write `train` and `held` below `folder`."""
    for number, shard in enumerate(require_shards(stage)):
        name = f"part-{number:05d}"
        with (
            ShardWriter(folder / "train", name, CLEAN_DOCUMENT) as train,
            ShardWriter(folder / "held", name, CLEAN_DOCUMENT) as held,
        ):
            for batch in read_documents(shard):
                texts, sources = batch["text"].to_pylist(), batch["source"].to_pylist()
                held_rows = pa.array(
                    [held_out(t, s, left_out) for t, s in zip(texts, sources, strict=True)]
                )
                rest = pc.invert(held_rows)
                train.write(conform(batch.filter(rest), _SCHEMA))
                held.write(conform(batch.filter(held_rows), _SCHEMA))


def show(rows: list[Row]) -> None:
    by_category: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_category[row.category].append(row)
    names = list(dict.fromkeys(Path(row.vocabulary).name.split(".")[0] for row in rows))
    print("| category | eojeols | " + " | ".join(names) + " |")
    print("|---|---:|" + "---:|" * len(names))
    for category, its in sorted(by_category.items(), key=lambda x: -x[1][0].measures.eojeols):
        cells = [
            f"{r.measures.tokens_per_eojeol:.3f} ({r.measures.unknown_share:.2%})" for r in its
        ]
        print(f"| {category} | {its[0].measures.eojeols:,} | " + " | ".join(cells) + " |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("stage", type=Path)
    arguments.add_argument("others", type=Path, nargs="*")
    arguments.add_argument("--leave-out", action="append", default=[], metavar="SOURCE")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        split(given.stage, root, set(given.leave_out))
        build_vocab(
            root / "train",
            root / "lmkor-data",
            VocabOptions(),
            context=StageContext(),
        )
        vocabularies = [root / "lmkor-data", *given.others]
        print("Tokens an eojeol, and [UNK] words in brackets\n")
        for by_category in (False, True):
            show(compare(vocabularies, [root / "held"], by_category, None))
            print()


if __name__ == "__main__":
    main()
