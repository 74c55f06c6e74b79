"""Copies of shop reviews, edited more and more: how many go, and how many should.

    python -m benchmarks.dedup.edits

Should go: those whose true similarity to their original is at least .8, or whose folded text is
the same. A copy may also be like another document than its original, so more can go.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.dedup.corpus import documents, write_shard
from benchmarks.dedup.quality import shingles
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.runners import InProcess
from lmkor_data.report.progress import Quiet
from tests.dedup.corpora import rows
from tests.dedup.oracles import folded

ORIGINALS = 5_000
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
    originals = [d for d in documents("coupang_lyunj") if 40 <= len(d["text"]) <= 1000]
    originals = draw.sample(originals, ORIGINALS)
    print("| edit | strength | should go | of these went | went |")
    print("|---|---|---|---|---|")
    for name, edit in EDITS.items():
        for strength in (1, 2, 4):
            made = [
                {**d, "id": f"{i:016x}", "text": edit(d["text"].replace("\n", " "), strength, draw)}
                for i, d in enumerate(originals, ORIGINALS)
            ]
            before = [{**d, "id": f"{i:016x}"} for i, d in enumerate(originals)]
            should = {
                copy["id"]
                for copy, original in zip(made, before, strict=True)
                if alike(copy["text"], original["text"])
            }
            with tempfile.TemporaryDirectory() as folder:
                corpus = Path(folder)
                write_shard(corpus / "clean", "reviews", before + made)
                options = DedupOptions(sentences="off", keep="id")
                places = [corpus / n for n in ("clean", "dedup", "removed")]
                dedup(*places, options, runner=InProcess(), progress=Quiet(), overwrite=False)
                gone = {i for i in rows(corpus / "removed") if int(i, 16) >= ORIGINALS}
            found = f"{len(should & gone) / max(1, len(should)):.4f}"
            print(
                f"| {name} | {strength} | {len(should):,} | {found} | {len(gone):,} |", flush=True
            )


def alike(one: str, other: str) -> bool:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) >= 0.8 or folded(one) == folded(other)


if __name__ == "__main__":
    main()
