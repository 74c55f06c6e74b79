"""Texts with their sentence boundaries, as people marked them: read, written, or joined."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
from sentence_metrics import Gold

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.corpus.reading import open_text
from lmkor_data.text.buffers import text_buffers

_HERE = Path(__file__).parent / "splitter_gold"
#: Sentences of a treebank that make a text, and texts that are made of one.
JOINED, TEXTS = 4, 90


def read_texts(samples: Path) -> list[Gold]:
    """The texts of the sample data that were read, but for those that cleaning now changes."""
    wanted: dict[str, dict[str, dict]] = defaultdict(dict)
    for line in (_HERE / "read.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted[row["source"]][row["id"]] = row
    found: list[Gold] = []
    changed = 0
    for source, rows in wanted.items():
        with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
            raw = {d["id"]: d["text"] for d in map(json.loads, lines) if d["id"] in rows}
        for name, text in cleaned(raw, soft=not source.startswith("blog_")).items():
            row = rows[name]
            first, stop = row["letters"]
            places = [i for i, c in enumerate(text) if not c.isspace()]
            part = text[places[first] : places[stop - 1] + 1] if stop <= len(places) else ""
            if hashlib.sha256(part.encode()).hexdigest()[:16] != row["sha256"]:
                changed += 1
                continue
            letters = [i for i, c in enumerate(part) if not c.isspace()]
            found.append(Gold(source, part, tuple(letters[k] for k in row["begins"])))
    print(f"{len(found)} texts read; {changed} left out, for cleaning gives another text today")
    return found


def cleaned(raw: dict[str, str], *, soft: bool) -> dict[str, str]:
    """Each text cleaned, its lines joined by blanks."""
    buffers = text_buffers(pa.array(list(raw.values()), pa.string()))
    texts = Normalizer(mask=True).normalize(buffers, np.full(buffers.count, soft)).texts
    lines = [text_at(texts, i).decode() for i in range(texts.count)]
    return {name: " ".join(text.split()) for name, text in zip(raw, lines, strict=True)}


def written_texts() -> list[Gold]:
    """The texts of `written.txt`: one a line, sentences parted by `|`, groups headed by `@`."""
    found: list[Gold] = []
    group = ""
    for line in (_HERE / "written.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            group = line[1:]
        elif line and not line.startswith("#"):
            found.append(_joined(f"written: {group}", line.split("|")))
    return found


def joined_treebank(path: Path) -> list[Gold]:
    """Sentences of a treebank in CoNLL-U, some of them joined to a text."""
    rows = path.read_text(encoding="utf-8").splitlines()
    sentences = [row.removeprefix("# text = ") for row in rows if row.startswith("# text = ")]
    random.Random(5).shuffle(sentences)
    parts = [sentences[i : i + JOINED] for i in range(0, len(sentences), JOINED)]
    return [_joined(path.stem, part) for part in parts[:TEXTS]]


def _joined(group: str, sentences: list[str]) -> Gold:
    begins, length = [], 0
    for sentence in sentences[:-1]:
        length += len(sentence) + 1
        begins.append(length)
    return Gold(group, " ".join(sentences), tuple(begins))
