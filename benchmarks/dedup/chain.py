"""A chain of documents, each much like the next, the first and the last unlike.

    python -m benchmarks.dedup.chain

Whoever joins components removes all but one of 10,000. Here nobody may go whose survivor is
less similar than the threshold.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pyarrow.dataset as ds

from benchmarks.dedup.corpus import write_shard
from benchmarks.dedup.quality import missed, shingles, texts_by_id
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext

DOCUMENTS, LENGTH, EDITS = 10_000, 600, 9


def chain() -> list[str]:
    """Texts of random syllables, of which the next replaces `EDITS`."""
    draw = random.Random(4)
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    text = draw.choices(syllables, k=LENGTH)
    made = []
    for _ in range(DOCUMENTS):
        made.append("".join(text))
        for place in draw.sample(range(LENGTH), EDITS):
            text[place] = draw.choice(syllables)
    return made


def similarity(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def main() -> None:
    texts = chain()
    ids = [f"{number:016x}" for number in range(len(texts))]
    rows = [
        {"id": i, "text": t, "category": "chain", "source": "chain", "n_sentences": 1}
        for i, t in zip(ids, texts, strict=True)
    ]
    steps = [similarity(texts[i], texts[i + 1]) for i in range(0, len(texts) - 1, 97)]
    print(f"neighbours {sum(steps) / len(steps):.3f}, ends {similarity(texts[0], texts[-1]):.3f}")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        write_shard(corpus / "clean", "chain", rows)
        report = dedup(
            corpus / "clean",
            corpus / "dedup",
            corpus / "removed",
            DedupOptions(),
            context=StageContext(),
        )
        kept = texts_by_id(corpus / "dedup")
        before = texts_by_id(corpus / "clean")
        removed = ds.dataset(corpus / "removed").to_table().to_pylist()
        least = min(similarity(before[r["id"]], kept[r["survivor"]]) for r in removed)
        texts_kept = ds.dataset(corpus / "dedup").to_table(columns=["text"])["text"]
        print(f"one component of {report.facts['largest_component']:,} documents")
        print(f"removed {len(removed):,}, kept {len(kept):,}; least similarity {least:.3f}")
        print(f"pairs that should not both have stayed: {missed(texts_kept)[1]}")


if __name__ == "__main__":
    main()
