"""Personal data and what only looks like it: a labelled set, made from the forms people use.

    python benchmarks/cleaning/pii_forms.py [--json]

Every item is a sentence with one thing in it, and whether that thing must go. No number here is
known to belong to anyone. Prints precision and recall by kind, or the items for other tools
(with_presidio.py).
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.text.buffers import text_buffers


@dataclass(frozen=True)
class Item:
    kind: str
    text: str
    thing: str  #: what goes, or must stay
    private: bool


FORMS = Path(__file__).parents[2] / "tests" / "cleaning" / "pii" / "forms.tsv"


def labelled_set(each: int = 90, seed: int = 7) -> list[Item]:
    """About `each` items a kind, half of them to be hidden; the same on every call."""
    rng = random.Random(seed)
    forms: dict[tuple[str, bool], list[str]] = {}
    carriers: list[str] = []
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, which, form = line.split("\t")
            if kind == "carrier":
                carriers.append(form)
            else:
                forms.setdefault((kind, which == "private"), []).append(form)
    items: list[Item] = []
    for (kind, private), choices in forms.items():
        for number in range(each):
            thing = _filled(choices[number % len(choices)], rng)
            items.append(Item(kind, rng.choice(carriers).format(thing), thing, private))
    return items


def _filled(form: str, rng: random.Random) -> str:
    if "RRN6" in form:
        born = f"{rng.randint(50, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
        rest = "".join(rng.choice("0123456789") for _ in range(6))
        form = form.replace("RRN6", born).replace("RRN7", rng.choice("12") + rest)
        form = form.replace("FRN7", rng.choice("56") + rest)
    if "CARD" in form:
        number = _with_luhn(
            rng.choice("459") + "".join(rng.choice("0123456789") for _ in range(14))
        )
        fours = [number[k : k + 4] for k in range(0, 16, 4)]
        form = form.replace("CARD16", number)
        form = re.sub("CARD4(.)", lambda found: found[1].join(fours), form)
    form = form.replace("BIZ", _business_number(rng))
    return re.sub("#", lambda _: rng.choice("23456789"), form)


def _with_luhn(digits: str) -> str:
    def total(number: str) -> int:
        doubled = [int(d) * 2 for d in number[-2::-2]]
        return sum(map(int, number[-1::-2])) + sum(d // 10 + d % 10 for d in doubled)

    return next(digits + d for d in "0123456789" if total(digits + d) % 10 == 0)


def _business_number(rng: random.Random) -> str:
    digits = [rng.randint(1, 9) for _ in range(9)]
    total = sum(d * w for d, w in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    digits.append(-(total + digits[8] * 5 // 10) % 10)
    whole = "".join(map(str, digits))
    return f"{whole[:3]}-{whole[3:5]}-{whole[5:]}"


def hidden_by_us(texts: list[str]) -> list[str]:
    buffers = text_buffers(pa.array(texts))
    edited = Normalizer(mask=True).normalize(buffers, np.zeros(len(texts), np.bool_))
    return [text_at(edited.texts, i).decode() for i in range(len(texts))]


TOKEN = re.compile(
    r"\[(?:전화번호|이메일|주민번호|카드번호|계좌번호|사업자번호|주소|아이디|[가-힣]{2}번호|링크)\]"
)


def judged(items: list[Item]) -> list[tuple[Item, str, bool]]:
    """Each item with what became of it, and whether something in it was hidden whole.

    Hidden whole: a token stands there, and no run of four digits of the thing is left.
    """
    after = hidden_by_us([item.text for item in items])
    judgements = []
    for item, text in zip(items, after, strict=True):
        digits = re.findall(r"\d{4,}", item.thing)
        left = any(run in text for run in digits) and item.private
        judgements.append((item, text, bool(TOKEN.search(text)) and not left))
    return judgements


def main() -> None:
    if "--json" in sys.argv:
        json.dump([asdict(item) for item in labelled_set()], sys.stdout, ensure_ascii=False)
        return
    judgements = judged(labelled_set())
    hits = Counter((item.kind, hid) for item, _, hid in judgements if item.private)
    false = [(item, text) for item, text, hid in judgements if not item.private and hid]
    missed = [(item, text) for item, text, hid in judgements if item.private and not hid]
    print("| kind | items | recall |\n|---|---:|---:|")
    for kind in dict.fromkeys(item.kind for item, _, _ in judgements if item.private):
        good, bad = hits[kind, True], hits[kind, False]
        print(f"| {kind} | {good + bad} | {good / (good + bad):.3f} |")
    positives = sum(item.private for item, _, _ in judgements)
    found = positives - len(missed)
    print(f"| all | {positives} | {found / positives:.3f} |\n")
    negatives = len(judgements) - positives
    print(f"{negatives} that only look like it: {len(false)} hidden by mistake,")
    print(f"precision {found / (found + len(false)):.3f}\n")
    for name, wrong in (("missed", missed), ("by mistake", false)):
        for item, text in list({(i.thing[:8], i.kind): (i, t) for i, t in wrong}.values())[:25]:
            print(f"{name}: {item.kind}: {item.text} → {text}")


if __name__ == "__main__":
    main()
