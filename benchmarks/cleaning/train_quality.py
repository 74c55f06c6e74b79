"""Train the weights of the quality signal, and say how it does on sources left out.

    python benchmarks/cleaning/train_quality.py SAMPLES [--judge]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. The hash of a source's name decides
whether it is learned from (even) or judged on (odd). Good: clean documents of reviews, comments,
talk, petitions, encyclopedias and edited prose. Junk: what is no sentence, from tables of web pages
and made up here: menus, option headers, lists of words and hashtags, prices, board headers, keys
hit at random. Seed and data stand in the weights. Takes half a CPU minute;
`--judge` only says how the weights do.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from numba import njit

from lmkor_data.cleaning.buffers import read_texts
from lmkor_data.cleaning.filters.line_forms import menu_words
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.cleaning.quality.scorer import WEIGHTS, QualityScorer
from lmkor_data.cleaning.quality.skeleton import BUCKETS, ngram_buckets
from lmkor_data.corpus.reading import open_text
from lmkor_data.text.buffers import text_buffers

SEED = 16
#: Documents of a source, junk of a kind, times through them all.
DOCUMENTS, JUNK, PASSES = 4000, 4000, 4
#: Sources of sentences; the others hold titles, templates or markup.
GOOD = [
    "airpods_jimin",
    "blog_johngrib",
    "blog_lovit",
    "blog_ratsgo",
    "chatbot_songys",
    "coupang_lyunj",
    "curse_2runo",
    "klue_dev",
    "kmhas_adlnlp",
    "kmou_ner_raw",
    "konlpy_law",
    "kurly_choyangseo",
    "malicious_zizun",
    "movie_soynlp",
    "musinsa_jjweidon",
    "naverblog_minkukoo",
    "naverplace_deproject1",
    "navershop_maxmin93",
    "nsmc_naver_movie",
    "oliveyoung_yeoruu",
    "parakqc_warnikchow",
    "petitions_lovit",
    "ud_kaist",
    "yogiyo_uomoy",
]


def is_judged(source: str) -> bool:
    """Whether nothing is learned from the source."""
    return bool(hashlib.sha256(source.encode()).digest()[0] & 1)


def clean_texts(samples: Path, source: str, number: int) -> list[str]:
    """Normalized texts of a source that hold some Hangul."""
    with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    np.random.default_rng(SEED).shuffle(texts)
    column = text_buffers(pa.array(texts[:number]))
    edited = Normalizer(mask=True).normalize(column, np.zeros(column.count, np.bool_))
    return [text for text in read_texts(edited.texts) if sum("가" <= c <= "힣" for c in text) >= 6]


def made_up_junk(words: list[str], rng: np.random.Generator) -> list[tuple[str, str]]:
    """Junk of every kind as (kind, text); `words` are words of real texts."""

    def some(source: list[str], least: int, most: int) -> list[str]:
        return [source[i] for i in rng.integers(0, len(source), rng.integers(least, most + 1))]

    menus, found = sorted(menu_words()), []
    nouns = [w for w in words if len(w) > 1 and w[-1] not in "은는을를에의서다요고지면도만게며로네"]
    jamo, keys = "ㅁㄴㅇㄹㅂㅈㄷㄱㅅㅋㅌㅊㅍㅓㅏㅣㅗㅐㅔㅛㅕ", "asdfghjklqwertyuiop"
    names = ("색상", "옵션", "사이즈", "용량", "수량", "모델명", "제조사", "원산지", "배송", "품번")
    for _ in range(JUNK):
        n = [int(x) for x in rng.integers(1, 5000, 8)]
        counted = [f"{w} {n[0]}" if rng.random() < 0.3 else w for w in some(menus, 4, 9)]
        pairs = list(zip(n, some(nouns, 4, 8), strict=False))
        date = f"2020.{n[1] % 12 + 1}.{n[2] % 28 + 1}"
        found += [
            ("menu", " ".join(some(menus, 4, 14))),
            ("menu", " ".join(counted)),
            ("words", " ".join(some(nouns, 4, 14))),
            (
                "title",
                f"[{some(nouns, 1, 1)[0]}] {' '.join(some(nouns, 3, 8))} {n[1]}ml {n[2] % 9}개",
            ),
            ("title", f"{' '.join(some(nouns, 3, 8))} {n[3]}g x {n[4] % 20} / {n[5]}"),
            ("hashtags", " ".join(f"#{w}" for w in some(nouns, 5, 15))),
            ("path", " > ".join(some(nouns, 3, 6))),
            ("options", " / ".join(f"{names[k % 10]}: {w}" for k, w in pairs[:4])),
            ("prices", " ".join(f"{w} {k * 100:,}원" for k, w in pairs)),
            (
                "board",
                f"{n[0]} {' '.join(some(nouns, 2, 5))} 관리자 {date} 조회 {n[3]} 추천 {n[4] % 50}",
            ),
            ("keys", "".join(rng.choice(list(jamo), rng.integers(8, 30))) + " ㅁㄴㅇ"),
            ("keys", "".join(rng.choice(list(jamo + keys), rng.integers(8, 30)))),
        ]
    return found


@njit(cache=True)
def _learn(
    buckets: np.ndarray,
    starts: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    order: np.ndarray,
    rate: float,
) -> float:
    """Once through the texts in `order`; returns the bias."""
    bias = 0.0
    for i in order:
        first, last = starts[i], starts[i + 1]
        score = bias
        for k in range(first, last):
            score += weights[buckets[k]] / (last - first)
        error = labels[i] - 1 / (1 + np.exp(-score))
        bias += rate * 0.05 * error
        for k in range(first, last):
            weights[buckets[k]] += rate * error / (last - first)
    return bias


def train(good: list[list[str]], junk: list[str], rng: np.random.Generator) -> None:
    """Learn from equal shares of good texts and junk; write the weights."""
    texts = [text for of_source in good for text in of_source] + junk
    labels = np.array([1.0] * (len(texts) - len(junk)) + [0.0] * len(junk))
    # Beginnings of documents too, for short texts are what most junk is.
    pieces = [t if rng.random() < 0.5 else t[: int(rng.integers(20, 200))] for t in texts]
    hashed = ngram_buckets(pieces)
    starts = np.cumsum([0, *map(len, hashed)])
    buckets = np.concatenate(hashed)
    weights = np.zeros(BUCKETS)
    bias = 0.0
    for number in range(PASSES):
        bias = _learn(
            buckets, starts, labels, weights, rng.permutation(len(texts)), 60 / (1 + number)
        )
    unit = float(np.abs(weights).max()) / 127
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    np.savez_compressed(
        WEIGHTS,
        of_bucket=np.round(weights / unit).astype(np.int8),
        unit=unit,
        bias=bias,
        seed=SEED,
        data=digest,
    )


def scores(texts: list[str]) -> np.ndarray:
    """Scores by the weights of the package."""
    return QualityScorer().score(text_buffers(pa.array(texts, pa.string())))


def main(samples: Path) -> None:
    """Train, and print the table of the sources left out."""
    rng = np.random.default_rng(SEED)
    learned = {s: clean_texts(samples, s, DOCUMENTS) for s in GOOD if not is_judged(s)}
    words = [w for texts in learned.values() for text in texts[:500] for w in text.split()][:60000]
    junk = made_up_junk(words, rng)
    tables = [t for t in clean_texts(samples, "korquad2_pred", 10165) if t.count("\n") > 8]
    short = [t for t in tables if np.mean([len(line) for line in t.split("\n")]) < 12]
    if sys.argv[2:3] != ["--judge"]:
        train(list(learned.values()), [text for _, text in junk] + short, rng)
    print("| source left out | documents | below .05 | below .1 | below .3 | median |")
    print("|---|---:|---:|---:|---:|---:|")
    for source in [*sorted(filter(is_judged, GOOD)), "navershop_titles_tuguri8"]:
        found = scores(clean_texts(samples, source, 5000))
        row = [f"{(found < x).mean():.2%}" for x in (0.05, 0.1, 0.3)]
        print(f"| {source} | {len(found)} | {' | '.join(row)} | {np.median(found):.3f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
