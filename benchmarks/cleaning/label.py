"""Let kss split real texts, to learn from and to compare with.

    python benchmarks/cleaning/label.py SAMPLES LABELS

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`; the folder LABELS gets one such file a
source, a JSON line a document: its part, its clean text, and the same with a sentence a line as
kss has it. Copies within a source are left out. A file that is there already stays, so a run that
was cut off goes on. It takes an hour or so.

Parts: `test` is for the figures that we publish and for nothing else, `watch` for choosing among
models, `train` for learning. The hash of a text's letters decides, so that copies of it are never
in two parts; sources in `UNSEEN` are in the test part as a whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import zstandard

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.cleaning.sentences.kss import KssSplitter
from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.reading import open_text
from lmkor_data.text.buffers import text_buffers

#: Sources of which nothing is learned.
UNSEEN = (
    "musinsa_jjweidon",
    "kurly_choyangseo",
    "navershop_maxmin93",
    "klue_dev",
    "malicious_zizun",
    "curse_2runo",
    "blog_johngrib",
)
#: What is learned from.
TRAIN = (
    "oliveyoung_yeoruu",
    "naverplace_deproject1",
    "naverplace_blogsnip_deproject1",
    "naverblog_minkukoo",
    "yogiyo_uomoy",
    "airpods_jimin",
    "coupang_lyunj",
    "kmhas_adlnlp",
    "movie_soynlp",
    "chatbot_songys",
    "kmou_ner_raw",
    "ud_kaist",
    "korquad2_pred",
    "blog_lovit",
    "blog_ratsgo",
    "petitions_lovit",
    "nsmc_naver_movie",
)
#: MB a source in each part, at most.
MOST = {"train": 60.0, "watch": 1.5, "test": 0.8}


def main(samples: Path, labels: Path) -> None:
    labels.mkdir(parents=True, exist_ok=True)
    for source in (*UNSEEN, *TRAIN):
        if not (labels / f"{source}.jsonl.zst").exists():
            label(samples, source, labels / f"{source}.jsonl.zst")


def label(samples: Path, source: str, target: Path) -> None:
    splitter = KssSplitter()
    room = {part: most * 1e6 for part, most in MOST.items()}
    told: Counter[str] = Counter()
    with (
        appearing(target) as path,
        path.open("wb") as file,
        zstandard.ZstdCompressor(3).stream_writer(file) as packed,
        io.TextIOWrapper(packed, encoding="utf-8") as out,
    ):
        for text, digest in clean_texts(samples, source):
            part = part_of(source, digest)
            room[part] -= len(text.encode())
            if room[part] < 0:
                continue
            lines = [splitter.split_line(line) for line in text.split("\n")]
            told["unsplit" if any(failed for _, failed in lines) else part] += 1
            if not any(failed for _, failed in lines):
                split = "\n".join(line for line, _ in lines)
                row = {"source": source, "part": part, "text": text, "split": split}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(source, dict(told), file=sys.stderr, flush=True)


def letters_of(text: str) -> bytes:
    """A hash of a text's letters, which is what makes it a copy of another."""
    letters = "".join(c for c in text if c.isalnum())
    return hashlib.blake2b(letters.encode(), digest_size=12).digest()


def part_of(source: str, digest: bytes) -> str:
    if source in UNSEEN or digest[0] < 16:
        return "test"
    return "watch" if digest[0] < 26 else "train"


def clean_texts(samples: Path, source: str) -> Iterator[tuple[str, bytes]]:
    """Different texts of a source, cleaned but not split, in an order that is no order."""
    with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    np.random.default_rng(0).shuffle(texts)
    cleaner = Normalizer(mask=True)
    seen: set[bytes] = set()
    for first in range(0, len(texts), 1000):
        buffers = text_buffers(pa.array(texts[first : first + 1000]))
        edited = cleaner.normalize(buffers, np.full(buffers.count, True))
        for i in range(edited.texts.count):
            text = text_at(edited.texts, i).decode()
            digest = letters_of(text)
            if text and digest not in seen:
                seen.add(digest)
                yield text, digest


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
