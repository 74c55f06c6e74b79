"""Copies of shop reviews, edited more and more: how many go, and how many should; beside others.

    python -m benchmarks.dedup.edits [TOOL…]

One corpus of originals and their copies, 1,000 for each edit and strength. Should go, the copy or
the original: where their true similarity is at least .8, or their folded text is the same. Both may
also be like another document, so more can go.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds

from benchmarks.dedup.corpus import documents, write_shard
from benchmarks.dedup.peers import TOOLS, Kept
from benchmarks.dedup.quality import shingles
from tests.dedup.oracles import folded

ORIGINALS = 1_000
JAMO = "ㅋㅎㅠㅜㅡ"
NOTICE = " 본 후기는 업체로부터 제품을 제공받아 솔직하게 작성하였습니다"
EMOJI = "😀👍🥰✨"


def typo(text: str, strength: int, draw: random.Random) -> str:
    letters = list(text)
    for place in draw.sample(range(len(letters)), min(strength, len(letters))):
        letters[place] = chr(draw.randrange(0xAC00, 0xD7A4))
    return "".join(letters)


def spacing(text: str, strength: int, draw: random.Random) -> str:
    for _ in range(strength):
        place = draw.randrange(1, len(text))
        text = text[:place] + ("" if text[place] == " " else " ") + text[place:].lstrip(" ")
    return text


def sentence(text: str, strength: int, draw: random.Random) -> str:
    added = " 배송도 정말 빨랐습니다" * strength
    place = text.find(" ", draw.randrange(len(text)))
    return text[:place] + added + text[place:] if place > 0 else text + added


def emoji(text: str, strength: int, draw: random.Random) -> str:
    return text + "".join(draw.choices(EMOJI, k=strength))


def laughter(text: str, strength: int, draw: random.Random) -> str:
    return text + draw.choice(JAMO) * strength


def notice(text: str, strength: int, draw: random.Random) -> str:
    return text + NOTICE * strength


EDITS: dict[str, Callable[[str, int, random.Random], str]] = {
    "typo": typo,
    "spacing": spacing,
    "inserted sentence": sentence,
    "emoji": emoji,
    "ㅋㅋㅋ": laughter,
    "shop notice": notice,
}


def main() -> None:
    draw = random.Random(8)
    long = [d for d in documents("coupang_lyunj") if 40 <= len(d["text"]) <= 1000]
    kinds = [(name, strength) for name in EDITS for strength in (1, 2, 4)]
    originals = draw.sample(long, ORIGINALS * len(kinds))
    before, made, should = [], [], []
    for number, original in enumerate(originals):
        name, strength = kinds[number // ORIGINALS]
        text = EDITS[name](original["text"].replace("\n", " "), strength, draw)
        before.append({**original, "category": "shop", "id": f"{number:016x}"})
        made.append({**before[-1], "id": f"{number + len(originals):016x}", "text": text})
        should.append(alike(text, original["text"]))
    gone = {name: decision(tool, before + made) for name, tool in tools().items()}
    print("| edit | strength | should go | " + " | ".join(gone) + " |")
    print("|---" * (len(gone) + 3) + "|")
    alike_, unlike = np.array(should).reshape(-1, ORIGINALS), ~np.array(should)
    for row, (name, strength) in enumerate(kinds):
        of = alike_[row]
        went = [f"{went.reshape(-1, ORIGINALS)[row][of].mean():.4f}" for went in gone.values()]
        print(f"| {name} | {strength} | {of.sum():,} | {' | '.join(went)} |")
    wrong = [f"{(went & unlike).sum():,}" for went in gone.values()]
    print(f"| went though under .8 | | of {unlike.sum():,} | {' | '.join(wrong)} |")


def tools() -> dict[str, Callable[[Path], Kept]]:
    """Those named on the command line, else all."""
    return {name: tool for name, tool in TOOLS.items() if name in (sys.argv[1:] or TOOLS)}


def decision(tool: Callable[[Path], Kept], rows: list[dict]) -> np.ndarray:
    """Of each original, whether it or its copy went."""
    with tempfile.TemporaryDirectory() as folder:
        write_shard(Path(folder) / "clean", "reviews", rows)
        kept = set(tool(Path(folder))())
        if (Path(folder) / "removed").exists():
            check_survivors(Path(folder), {row["id"]: row["text"] for row in rows}, kept)
    stays = np.array([row["id"] in kept for row in rows]).reshape(2, -1)
    return ~stays.all(axis=0)


def check_survivors(corpus: Path, texts: dict[str, str], kept: set[str]) -> None:
    """Look at every document that ours removed beside the one that it names."""
    table = ds.dataset(corpus / "removed").to_table(columns=["id", "survivor"])
    pairs = list(zip(*table.to_pydict().values(), strict=True))
    right = sum(other in kept and alike(texts[one], texts[other]) for one, other in pairs)
    print(f"{len(pairs):,} removed by ours; of {right:,} the survivor stays and is alike enough")


def alike(one: str, other: str) -> bool:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) >= 0.8 or folded(one) == folded(other)


if __name__ == "__main__":
    main()
