"""Every tokenizer class of transformers on one folder, id by id against `tokenizers` itself.

    pip install 'transformers==4.57.*' pyarrow        # or 5.x; nothing of lmkor-data is needed
    python benchmarks/vocab/loading.py corpus/vocab corpus/clean/data/food/part-00000.parquet

Run it in one environment for each version. Prints, for each class, on how many texts its ids are
those of `tokenizer.json`, and the first words that are cut otherwise.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import transformers
from tokenizers import Tokenizer

CLASSES = (
    "AutoTokenizer",
    "BertTokenizerFast",
    "BertTokenizer",
    "ElectraTokenizerFast",
    "ElectraTokenizer",
    "FunnelTokenizerFast",
    "FunnelTokenizer",
)
SHOWN = 5


def texts(paths: list[Path], number: int) -> list[str]:
    """So many texts, evenly from all files together."""
    whole = pa.concat_tables([pq.read_table(path, columns=["text"]) for path in paths])["text"]
    return whole.take(list(range(0, len(whole), max(1, len(whole) // number)))[:number]).to_pylist()


def differing_words(tokenizer: Any, reference: Tokenizer, text: str) -> list[str]:
    return [
        f"{word!r} ({', '.join(f'U+{ord(c):04X}' for c in word)}): "
        f"{tokenizer.tokenize(word)}, not {reference.encode(word, add_special_tokens=False).tokens}"
        for word in dict.fromkeys(text.split())
        if tokenizer(word, add_special_tokens=False)["input_ids"]
        != reference.encode(word, add_special_tokens=False).ids
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("texts", type=Path, nargs="+", help="Parquet files with a `text`")
    arguments.add_argument("--number", type=int, default=20_000)
    given = arguments.parse_args()
    transformers.logging.set_verbosity_error()
    sample = texts(given.texts, given.number)
    reference = Tokenizer.from_file(str(given.folder / "tokenizer.json"))
    expected = [encoding.ids for encoding in reference.encode_batch(sample)]
    print(f"transformers {transformers.__version__}, {len(sample):,} texts\n")
    print("| class | entries | inputs | texts alike |\n|---|---:|---|---:|")
    found: list[str] = []
    for name in CLASSES:
        tokenizer = getattr(transformers, name).from_pretrained(str(given.folder))
        ids = [tokenizer(text)["input_ids"] for text in sample]
        other = [i for i, (one, two) in enumerate(zip(ids, expected, strict=True)) if one != two]
        inputs = ", ".join(tokenizer("가").keys())
        alike = f"{len(sample) - len(other):,} of {len(sample):,}"
        print(f"| {name} | {len(tokenizer):,} | {inputs} | {alike} |", flush=True)
        found += [w for i in other for w in differing_words(tokenizer, reference, sample[i])]
    for line in list(dict.fromkeys(found))[:SHOWN]:
        print(line)


if __name__ == "__main__":
    main()
