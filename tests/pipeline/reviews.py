"""Made-up reviews, far enough from each other that no rule takes one for a copy."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def _words(text: str) -> list[str]:
    return text.split()


WORDS = _words(
    "사과 포도 수박 참외 딸기 자두 앵두 복숭아 살구 매실 주문 배송 포장 상자 냉장고 가격 할인 "
    "쿠폰 색깔 향기 껍질 당도 식감 크기 무게 선물 부모님 동생 친구 이웃 아침 저녁 주말 여름 겨울 "
    "택배 기사님 사장님 농장 시장 마트 접시 도시락 샐러드 주스 설탕 소금 얼음 냄비 식탁"
)
ENDINGS = ("좋았습니다.", "별로였어요.", "또 사고 싶네요.", "괜찮은 편이에요.", "추천합니다.")


def _review(seed: int) -> str:
    draw = random.Random(seed)
    return " ".join([*draw.sample(WORDS, 7), draw.choice(ENDINGS)])


REVIEWS = [_review(seed) for seed in range(60)]


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
