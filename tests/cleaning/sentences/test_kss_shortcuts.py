"""kss by our shortcuts says what kss says. In processes of their own: wrapping cannot be undone."""

from __future__ import annotations

import json
import random
import subprocess
import sys

_PIECES = (
    *("배송이 빨라서 좋았어요", "또 살게요", "괜찮은데", "별로임", "추천함", "좋아용", "샀는데여"),
    *("먹었다", "갔습니다", "왔다고 했다", "맛있네용", "할까용", "그랬쥬", "않을까", "하셨을까용"),
    *(
        "이다",
        "였게용",
        "됬음",
        "것 같아요",
        "했구용",
        "가격은 3.5 점",
        "1. 첫째",
        "제3조.",
        "No. 5",
    ),
    *(
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        "`",
        "(",
        ")",
        "[1]",
        "[편집]",
        "<",
        ">",
        "「",
        "」",
        "* ",
        "† ",
    ),
    *(".", "..", "!", "?!", "~", ",", ",,", "…", ":)", ":-(", "^^", "^-^", ">_<", "♥", "♡", "-"),
    *(
        "ㅋㅋ",
        "ㅠㅠ",
        "ㅎ",
        " ",
        " ",
        " ",
        "I'm",
        "You’re",
        "라고",
        "지만",
        "듯 ㅋㅋ",
        "3,000원",
        "A/S",
    ),
    *(
        "다능…",
        "몽키 D. 루피",
        "'N'",
        "하며",
        "라서",
        "거나",
        "¶",
        "(농담)",
        "할텐데",
        "떄",
        "1234567",
    ),
)

_SPLIT = """
import json, sys
from lmkor_data.cleaning.sentences.kss import load_kss
texts = json.load(sys.stdin)
kss = load_kss(shortcuts=sys.argv[1] == "short")
print(json.dumps([kss(text) for text in texts]))
"""


def made_up(count: int) -> list[str]:
    rng = random.Random(0)
    return ["".join(rng.choices(_PIECES, k=rng.randint(1, 30))).strip() for _ in range(count)]


def split(texts: list[str], way: str, seed: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _SPLIT, way],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_shortcuts_change_no_sentence_and_no_process_or_order_does() -> None:
    texts = [text for text in made_up(200) if text]
    plain, short = split(texts, "plain", "1"), split(texts[::-1], "short", "2")[::-1]
    for text, expected, found in zip(texts, plain, short, strict=True):
        assert found == expected, text
    assert sum(len(sentences) for sentences in plain) > 2 * len(texts)
