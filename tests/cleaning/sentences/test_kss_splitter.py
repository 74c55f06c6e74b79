"""What is mended of the sentences of kss."""

from __future__ import annotations

import pytest

from lmkor_data.cleaning.sentences.kss import before_runs


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["춥습니다. --", "-강원도는 영하입니다."], ["춥습니다. ", "---강원도는 영하입니다."]),
        (["소식입니다. ==", "다음 소식입니다."], ["소식입니다. ", "==다음 소식입니다."]),
        (["좋아요-", "- 또 살게요"], ["좋아요--", " 또 살게요"]),
        (["값은 1-2만원이다.", " - 배송은 빨라요"], ["값은 1-2만원이다.", " - 배송은 빨라요"]),
        (["굿 --", " 또 살게요 ---"], ["굿 --", " 또 살게요 ---"]),
    ],
)
def test_a_run_of_dashes_stays_with_the_word_that_it_opens(
    pieces: list[str], expected: list[str]
) -> None:
    text = "".join(pieces)
    ends = before_runs(text, [len(pieces[0]), len(text)])
    assert [text[a:b] for a, b in zip([0, *ends[:-1]], ends, strict=True)] == expected
