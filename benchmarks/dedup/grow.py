"""Grow a large corpus from the sample data, with known kinds of repeats in it.

    python -m benchmarks.dedup.grow CORPUS GIGABYTES

Copy 0 is the sample itself. In every other copy a document is, by lot: unchanged (5 %), changed
in one word (15 %), or rewritten: each word is replaced with probability .4 by a word drawn from
all the words of its source (80 %). Lines stay lines. Seeded, so always the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.dedup.corpus import documents, sources
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter

BLOCK = 200_000  # documents varied at a time
UNCHANGED, ONE_WORD, REPLACED = 0.05, 0.15, 0.4


def load(source: str) -> tuple[pa.Table, pa.ListArray]:
    """The documents of a source, and their words as a list column of dictionary codes."""
    rows = pa.Table.from_pylist(list(documents(source)))
    texts = pc.replace_substring(rows["text"].combine_chunks(), "\n", " \n")
    return rows, pc.split_pattern(texts, " ")


def vary(words: pa.ListArray, draw: np.random.Generator) -> pa.Array:
    """The texts of one copy."""
    flat = words.flatten().dictionary_encode()
    codes = flat.indices.to_numpy().copy()
    sizes = np.diff(words.offsets.to_numpy())
    lot = draw.random(len(sizes))
    rewritten = np.repeat(lot > UNCHANGED + ONE_WORD, sizes) & (draw.random(len(codes)) < REPLACED)
    edited = np.flatnonzero((lot > UNCHANGED) & (lot <= UNCHANGED + ONE_WORD))
    one = (np.cumsum(sizes) - sizes)[edited] + (draw.random(len(edited)) * sizes[edited]).astype(
        int
    )
    changed = np.union1d(np.flatnonzero(rewritten), one)
    codes[changed] = codes[draw.integers(0, len(codes), len(changed))]
    made = flat.dictionary.take(pa.array(codes))
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    return pc.replace_substring(
        pc.binary_join(pa.ListArray.from_arrays(offsets, made), " "), " \n", "\n"
    )


def main(corpus: Path, gigabytes: float) -> None:
    loaded = [(source, *load(source)) for source in sources()]
    written = copy = 0
    while written < gigabytes * 1e9:
        for number, (source, rows, words) in enumerate(loaded):
            draw = np.random.default_rng([copy, number])
            name = f"copy-{copy:03d}-{source}"
            with ShardWriter(corpus / "clean", name, CLEAN_DOCUMENT) as writer:
                for begin in range(0, len(rows), BLOCK):
                    part = rows.slice(begin, BLOCK)
                    text = part["text"].combine_chunks()
                    if copy:
                        text = vary(words.slice(begin, BLOCK), draw)
                    ids = pc.binary_join_element_wise(part["id"], f"{source}-{copy}", "-")
                    part = part.set_column(part.schema.get_field_index("text"), "text", text)
                    part = part.set_column(part.schema.get_field_index("id"), "id", ids)
                    writer.write(conform(part, in_memory(CLEAN_DOCUMENT)))
                    written += int(pc.sum(pc.binary_length(text)).as_py())
        copy += 1
        print(f"{copy} copies, {written / 1e9:.2f} GB", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
