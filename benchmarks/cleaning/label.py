"""Let kss split real texts, to learn from and to compare with: writes a JSON line a text line.

    python benchmarks/cleaning/label.py SAMPLES LABELS.jsonl.zst

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. Each line of the output has the source,
the part (train, or test), the clean line and where kss ends its sentences. A text is in the test
part by the hash of its letters, so that copies of it are never on both sides; sources in `UNSEEN`
are in the test part as a whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import zstandard

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.kss_splitter import KssSplitter
from lmkor_data.cleaning.steps import Cleaner
from lmkor_data.corpus.reading import open_text
from lmkor_data.corpus.text_buffers import text_buffers

#: Source → thousands of bytes of clean text to learn from.
TRAIN = {
    "coupang_lyunj": 3500,
    "nsmc_naver_movie": 2500,
    "oliveyoung_yeoruu": 1300,
    "yogiyo_uomoy": 900,
    "naverplace_deproject1": 800,
    "naverplace_blogsnip_deproject1": 900,
    "naverblog_minkukoo": 900,
    "blog_lovit": 400,
    "blog_ratsgo": 500,
    "blog_johngrib": 500,
    "petitions_lovit": 1000,
    "kmou_ner_raw": 500,
    "ud_kaist": 300,
    "kmhas_adlnlp": 500,
    "chatbot_songys": 200,
    "korquad2_pred": 500,
    "movie_soynlp": 400,
}
#: Sources of which nothing is learned.
UNSEEN = (
    "musinsa_jjweidon",
    "kurly_choyangseo",
    "navershop_maxmin93",
    "klue_dev",
    "malicious_zizun",
    "curse_2runo",
)
#: Thousands of bytes a source in the test part.
TEST = 150

#: Of ten texts, one is for testing.
_TENTH = 26  # of the 256 values of a byte


def main(samples: Path, labels: Path) -> None:
    splitter = KssSplitter()
    written = dict.fromkeys(("train", "test"), 0)
    with labels.open("wb") as file, zstandard.ZstdCompressor(3).stream_writer(file) as packed:
        out = io.TextIOWrapper(packed, encoding="utf-8")
        for source in (*TRAIN, *UNSEEN):
            room = {"train": TRAIN.get(source, 0) * 1000, "test": TEST * 1000}
            for text in clean_texts(samples, source):
                part = part_of(source, text)
                size = len(text.encode())
                if size > room[part]:
                    if max(room.values()) < 2000:
                        break
                    continue
                room[part] -= size
                for line in text.split("\n"):
                    split, failed = splitter.split_line(line)
                    if line and not failed:
                        written[part] += 1
                        row = {"source": source, "part": part, "line": line, "ends": ends(split)}
                        out.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(source, written, file=sys.stderr, flush=True)
        out.flush()


def ends(split: str) -> list[int]:
    """How many letters that are no white space each sentence and those before it have."""
    total, found = 0, []
    for sentence in split.split("\n"):
        total += len("".join(sentence.split()))
        found.append(total)
    return found


def part_of(source: str, text: str) -> str:
    letters = "".join(c for c in text if c.isalnum())
    tenth = hashlib.blake2b(letters.encode(), digest_size=1).digest()[0] < _TENTH
    return "test" if tenth or source in UNSEEN else "train"


def clean_texts(samples: Path, source: str) -> Iterator[str]:
    """Texts of a source after the steps before sentences, in an order that is no order."""
    with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    np.random.default_rng(0).shuffle(texts)
    cleaner = Cleaner(mask=True)
    for first in range(0, len(texts), 1000):
        buffers = text_buffers(pa.array(texts[first : first + 1000]))
        edited = cleaner.clean(buffers, np.full(buffers.count, True))
        for i in range(edited.texts.count):
            if text := text_at(edited.texts, i).decode():
                yield text


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
