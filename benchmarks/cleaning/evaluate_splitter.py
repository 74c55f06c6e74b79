"""How the fast splitter, and kiwi's, agree with kss on texts that nothing was learned from.

    python benchmarks/cleaning/evaluate_splitter.py LABELS

LABELS is the folder that `label.py` fills; its test part is read. First a table by source: exact,
the share of documents split in every place as kss splits them; F1 of the boundaries; NF1 as in
kss's own benchmark, with kss's sentences for gold. Then a table with people for gold: sentences
that stand alone in their source, four of them joined to a document. Then the ten worst documents.
kiwipiepy is optional.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from label import UNSEEN
from splitter_labels import Document, documents

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.sentences.fast import FastSplitter
from lmkor_data.cleaning.sentences.kss import KssSplitter
from lmkor_data.cleaning.sentences.splitter import Splitter
from lmkor_data.text.buffers import text_buffers

#: The unseen sources that are reviews: the rule for the default is about these.
REVIEWS = ("musinsa_jjweidon", "kurly_choyangseo", "navershop_maxmin93")
#: Sources whose documents are one sentence each, as people set them apart; and how many to join.
SENTENCES, JOINED = ("ud_kaist", "kmou_ner_raw", "chatbot_songys", "klue_dev"), 4
#: kiwi sees this many documents a source; it is slow.
KIWI_DOCUMENTS = 600

#: Texts → the same, one sentence a line.
Way = Callable[[Sequence[str]], list[str]]


@dataclass
class Score:
    """Exact documents in %, F1 of boundaries, NF1 of sentences."""

    exact: float
    f1: float
    nf1: float

    def __str__(self) -> str:
        return f"{self.exact:.1f} | {self.f1:.3f} | {self.nf1:.3f}"


def score(ours: Sequence[str], gold: Sequence[str]) -> Score:
    exact = hits = found = wanted = 0
    parts: list[float] = []
    for mine, theirs in zip(ours, gold, strict=True):
        a, b = ends(mine), ends(theirs)
        exact += a == b
        hits += len(set(a[:-1]) & set(b[:-1]))
        found, wanted = found + len(a) - 1, wanted + len(b) - 1
        overlaps = best_overlaps(a, b)
        parts += [overlap * min(1, len(b) / len(a)) for overlap in overlaps]
    f1 = 2 * hits / (found + wanted) if found + wanted else 1.0
    return Score(100 * exact / len(gold), f1, float(np.mean(parts)))


def ends(split: str) -> list[int]:
    """How many letters that are no white space each sentence and those before it have."""
    return np.cumsum([len("".join(line.split())) for line in split.split("\n")]).tolist()


def best_overlaps(ours: list[int], gold: list[int]) -> list[float]:
    """Dice overlap of each sentence of gold with a sentence of ours, each used once, best first."""
    spans = [list(zip([0, *stops[:-1]], stops, strict=True)) for stops in (ours, gold)]
    pairs = []
    for i, (begin, end) in enumerate(spans[1]):
        for k, (first, last) in enumerate(spans[0]):
            common = min(end, last) - max(begin, first)
            if common > 0:
                pairs.append((2 * common / (end - begin + last - first), i, k))
    best, used = [0.0] * len(gold), set()
    for overlap, i, k in sorted(pairs, reverse=True):
        if k not in used and not best[i]:
            best[i] = overlap
            used.add(k)
    return best


def by(splitter: Splitter) -> Way:
    def split(texts: Sequence[str]) -> list[str]:
        out = splitter.split(text_buffers(pa.array(texts, pa.string()))).texts
        return [text_at(out, i).decode() for i in range(out.count)]

    return split


def by_kiwi() -> Way | None:
    if not importlib.util.find_spec("kiwipiepy"):
        return None
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)

    def split(texts: Sequence[str]) -> list[str]:
        return [
            "\n".join(s.text for line in text.split("\n") for s in kiwi.split_into_sents(line))
            for text in texts
        ]

    return split


def compare(tests: dict[str, list[Document]], fast: Way, kiwi: Way | None) -> None:
    print("| source | documents | fast exact % | F1 | NF1 | kiwi exact % | F1 | NF1 |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    scores = {}
    for source, found in tests.items():
        scores[source] = score(fast([d.text for d in found]), [d.split for d in found])
        few = found[:KIWI_DOCUMENTS]
        other = score(kiwi([d.text for d in few]), [d.split for d in few]) if kiwi else "– | – | –"
        name = f"unseen: {source}" if source in UNSEEN else source
        print(f"| {name} | {len(found)} | {scores[source]} | {other} |", flush=True)
    for name, sources in (("unseen reviews", REVIEWS), ("all unseen", UNSEEN), ("all", tests)):
        exact, f1, nf1 = (
            np.mean([getattr(scores[s], figure) for s in sources if s in scores])
            for figure in ("exact", "f1", "nf1")
        )
        print(f"| mean of {name} | | {exact:.1f} | {f1:.3f} | {nf1:.3f} | | | |")


def against_people(tests: dict[str, list[Document]], ways: dict[str, Way]) -> None:
    print("\n| sentences set apart by people | documents |", end="")
    print("".join(f" {name} exact % | F1 | NF1 |" for name in ways))
    print("|---|---:|" + "---:|---:|---:|" * len(ways))
    all_nf1 = defaultdict(list)
    for source in SENTENCES:
        lines = [d.text for d in tests.get(source, ()) if "\n" not in d.text]
        gold = ["\n".join(lines[i : i + JOINED]) for i in range(0, len(lines), JOINED)]
        if not gold:
            continue
        texts = [text.replace("\n", " ") for text in gold]
        found = {name: score(way(texts), gold) for name, way in ways.items()}
        for name, figures in found.items():
            all_nf1[name].append(figures.nf1)
        print(f"| {source} | {len(gold)} |" + "".join(f" {s} |" for s in found.values()))
    print("mean NF1:", ", ".join(f"{name} {np.mean(nf1):.3f}" for name, nf1 in all_nf1.items()))


def show_worst(tests: dict[str, list[Document]], fast: Way) -> None:
    worst = []
    for source, found in tests.items():
        short = [d for d in found if len(d.text) < 160]
        for document, ours in zip(short, fast([d.text for d in short]), strict=True):
            a, b = ends(ours), ends(document.split)
            worst.append((len(set(a) ^ set(b)) / len(b), source, ours, document.split))
    worst.sort(key=lambda item: -item[0])
    for _, source, ours, theirs in worst[:10]:
        ours, theirs = (split.replace("\n", " | ") for split in (ours, theirs))
        print(f"\n{source}\n  ours: {ours}\n  kss:  {theirs}")


def main(labels: Path) -> None:
    tests: dict[str, list[Document]] = defaultdict(list)
    for document in documents(labels, "test"):
        tests[document.source].append(document)
    tests = dict(sorted(tests.items(), key=lambda item: item[0] in UNSEEN))
    fast, kiwi = by(FastSplitter()), by_kiwi()
    compare(tests, fast, kiwi)
    ways = {"kss": by(KssSplitter()), "fast": fast}
    against_people(tests, ways | ({"kiwi": kiwi} if kiwi else {}))
    show_worst(tests, fast)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
