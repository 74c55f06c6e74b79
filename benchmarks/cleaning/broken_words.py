"""How often a splitter parts two letters of Hangul that no blank parts, in 100,000 reviews.

    python benchmarks/cleaning/broken_words.py SAMPLES [NUMBER] [kss]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. Such a break is right where people left
out a blank behind a sentence (좋아요배송도), and elsewhere it breaks a word: some are printed, to
be read. One that has no ending of `candidates.GLUED` before it is a broken word without reading.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.sentences.candidates import GLUED
from lmkor_data.cleaning.sentences.methods import splitter
from lmkor_data.corpus.reading import open_text
from lmkor_data.text.buffers import text_buffers

SOURCES = ("coupang_lyunj", "yogiyo_uomoy", "navershop_maxmin93", "musinsa_jjweidon")
#: Breaks that are printed.
SHOWN = 100
_ENDINGS = frozenset(ending for endings in GLUED.values() for ending in endings.split())


def reviews(samples: Path, number: int) -> list[str]:
    """Reviews of four sources, as many of each, on one line each."""
    found: list[str] = []
    for source in SOURCES:
        with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
            texts = [" ".join(json.loads(line)["text"].split()) for line in lines]
        random.Random(0).shuffle(texts)
        found += texts[: number // len(SOURCES)]
    return found


def main(samples: Path, number: int, method: str) -> None:
    """Count the breaks by what stands before them, and print some."""
    texts = reviews(samples, number)
    chosen = splitter(method)
    assert chosen is not None
    split = chosen.split(text_buffers(pa.array(texts, pa.string()))).texts
    breaks: list[str] = []
    endings: Counter[str] = Counter()
    for i, text in enumerate(texts):
        at = 0
        lines = text_at(split, i).decode().split("\n")
        for line, following in itertools.pairwise(lines):
            at += len(line)
            if text[at : at + 1] == " ":
                at += 1
            elif "가" <= line[-1:] <= "힣" and "가" <= following[:1] <= "힣":
                endings[line[-2:]] += 1
                breaks.append(f"{line[-14:]}|{following[:14]}")
    strange = sum(times for ending, times in endings.items() if ending not in _ENDINGS)
    print(
        f"{len(texts)} reviews, {len(breaks)} breaks between two letters of Hangul without a blank"
    )
    print(f"{strange} of them behind no final ending: {endings.most_common(20)}")
    for line in random.Random(1).sample(breaks, min(SHOWN, len(breaks))):
        print(" ", line)


if __name__ == "__main__":
    given = sys.argv[2:]
    many = next((int(word) for word in given if word.isdigit()), 100_000)
    main(Path(sys.argv[1]), many, "kss" if "kss" in given else "fast")
