import pytest

from lmkor_data.demo.language.particles import resolve


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("크림을(를)", "크림을"),
        ("샴푸을(를)", "샴푸를"),
        ("서울(으)로", "서울로"),
        ("부산(으)로", "부산으로"),
        ("제주(으)로", "제주로"),
        ("친구(이)랑 동생(이)랑", "친구랑 동생이랑"),
        ("3은(는) 2은(는)", "3은 2는"),
        ("XL이(가) S이(가)", "XL이 S가"),
        ("현판(懸板)은(는)", "현판(懸板)은"),
        ("『바다』을(를)", "『바다』를"),
    ],
)
def test_the_last_sound_chooses_the_particle(written: str, right: str) -> None:
    assert resolve(written) == right
