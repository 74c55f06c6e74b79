"""Small corpora of our own words for the tests of this room."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from tokenizers import pre_tokenizers

from lmkor_data.corpus.schema import UNIQUE_DOCUMENT, conform, document_id, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.vocab.counting.character_classes import normalizer


def _words(text: str) -> list[str]:
    return text.split()


STEMS = _words("크림 향 배송 포장 피부 가격 만족 제품 사용 추천 느낌 보습 수분 색상 재구매 성분")
ENDINGS = _words("이 가 은 는 을 를 도 만 에 로 랑 까지 보다 입니다 이에요 였어요 네요 같아요")
EXTRA = _words("ㅋㅋ ㅠㅠ 👍 SKU-77 1,000원 Good café 3.5% 진짜진짜 완전 너무 잘 안")


def sentences(number: int, seed: int = 1) -> list[str]:
    """Made-up reviews, the same for the same seed."""
    draw = random.Random(seed)
    return [
        " ".join(
            draw.choice(EXTRA)
            if draw.random() < 0.2
            else draw.choice(STEMS) * draw.choice([1, 1, 1, 2]) + draw.choice(ENDINGS)
            for _ in range(draw.randint(1, 9))
        )
        for _ in range(number)
    ]


def write_shard(
    stage: Path,
    name: str,
    texts: Sequence[str],
    category: str = "cosmetics",
    source: str = "shop",
    kind: str | None = None,
) -> None:
    """Write texts as one shard of a stage."""
    given = {"category": category, "source": source, "kind": kind}
    rows = [{"id": document_id(name, str(i)), "text": text} | given for i, text in enumerate(texts)]
    schema = in_memory(UNIQUE_DOCUMENT)
    with ShardWriter(stage, name, UNIQUE_DOCUMENT) as writer:
        writer.write(conform(pa.Table.from_pylist(rows, schema), schema))


def huggingface_counts(texts: Sequence[str]) -> Counter[str]:
    """The words as BERT's normaliser and pre-tokeniser make them: what ours are held against."""
    normalise, cut = normalizer(), pre_tokenizers.BertPreTokenizer()
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(word for word, _ in cut.pre_tokenize_str(normalise.normalize_str(text)))
    return counted
