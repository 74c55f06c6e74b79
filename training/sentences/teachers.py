"""Two teachers, kss and kiwi, split the texts of the half that is learned from.

A file of labels is JSON lines: `text`, one line of clean text; `kss` and `kiwi`, where each of them
begins a sentence (places in `text`); `typed`, where its author began a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
from halves import LEARNED, half
from kiwipiepy import Kiwi

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.cleaning.sentences.kss import KssSplitter, piece_ends
from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.reading import open_text
from lmkor_data.text.buffers import text_buffers

#: Characters of a text that the teachers are asked about.
SHORTEST, LONGEST = 6, 6000


def label_all(samples: Path, labels: Path) -> None:
    """Label every source to learn from; a file that is there already stays."""
    labels.mkdir(parents=True, exist_ok=True)
    kss, kiwi = KssSplitter(), Kiwi(num_workers=1)
    for source, megabytes in LEARNED.items():
        target = labels / f"{source}.jsonl"
        if half(source) != 0:
            raise ValueError(f"{source} belongs to the half that judges")
        if target.exists():
            continue
        room = megabytes * 1e6
        with appearing(target) as path, path.open("w", encoding="utf-8") as out:
            for text, typed in clean_lines(samples, source):
                room -= len(text.encode())
                if room < 0:
                    break
                split = kss.split_line(text)[0].split("\n")
                found = [begins(text, split)]
                found.append(begins(text, [s.text for s in kiwi.split_into_sents(text)]))
                if None not in found:
                    row = {"text": text, "kss": found[0], "kiwi": found[1], "typed": typed}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{source}: labelled", flush=True)


def clean_lines(samples: Path, source: str) -> Iterator[tuple[str, list[int]]]:
    """Different texts of a source, shuffled: their lines joined, and where these begin."""
    texts = texts_of(samples, source)
    np.random.default_rng(0).shuffle(texts)
    normalizer = Normalizer(mask=True)
    seen: set[bytes] = set()
    for first in range(0, len(texts), 500):
        raw = text_buffers(pa.array(texts[first : first + 500]))
        clean = normalizer.normalize(raw, np.zeros(raw.count, np.bool_)).texts
        for i in range(clean.count):
            lines = [s for line in text_at(clean, i).decode().split("\n") if (s := line.strip())]
            text = " ".join(lines)
            letters = "".join(filter(str.isalnum, text)).encode()
            digest = hashlib.blake2b(letters, digest_size=8).digest()
            if SHORTEST <= len(text) <= LONGEST and digest not in seen:
                seen.add(digest)
                yield text, list(accumulate(len(line) + 1 for line in lines[:-1]))


def texts_of(samples: Path, source: str) -> list[str]:
    """The texts of a source in the order of its file."""
    with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
        return [json.loads(line)["text"] for line in lines]


def begins(text: str, pieces: list[str]) -> list[int] | None:
    """Where the pieces behind the first begin in `text`; None if they do not join to it."""
    ends = piece_ends(text, [piece for piece in pieces if piece.strip()])
    if ends is None:
        return None
    return [len(text) - len(text[end:].lstrip()) for end in ends[:-1]]
