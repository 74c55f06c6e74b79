import pytest

from lmkor_data.demo.language.conjugation import conjugate, read


@pytest.mark.parametrize(
    ("plain", "polite", "note", "background"),
    [
        ("좋다", "좋아요", "좋음", "좋은데"),
        ("예쁘다", "예뻐요", "예쁨", "예쁜데"),
        ("부드럽다", "부드러워요", "부드러움", "부드러운데"),
        ("좁다", "좁아요", "좁음", "좁은데"),
        ("빠르다", "빨라요", "빠름", "빠른데"),
        ("낫다", "나아요", "나음", "나은데"),
        ("듣는다", "들어요", "들음", "듣는데"),
        ("든다", "들어요", "듦", "드는데"),
        ("비운다", "비워요", "비움", "비우는데"),
        ("된다", "돼요", "됨", "되는데"),
        ("안 쓴다", "안 써요", "안 씀", "안 쓰는데"),
        ("맛있다", "맛있어요", "맛있음", "맛있는데"),
        ("샀다", "샀어요", "샀음", "샀는데"),
        ("드신다", "드세요", "드심", "드시는데"),
        ("마신다", "마셔요", "마심", "마시는데"),
    ],
)
def test_predicates_take_their_endings(plain: str, polite: str, note: str, background: str) -> None:
    predicate = read(plain)
    endings = [conjugate(predicate, ending) for ending in ("아요", "음", "는데")]
    assert endings == [polite, note, background]


def test_the_copula_follows_the_noun_before_it() -> None:
    assert conjugate(read("이다", "최고"), "아요") == "예요"
    assert conjugate(read("이다", "물건"), "아요") == "이에요"
    assert conjugate(read("이다", "물건"), "아서") == "이라서"


@pytest.mark.parametrize("plain", ["먹는다", "간다", "든다", "좋다", "있다", "샀다"])
def test_the_plain_ending_gives_back_what_was_read(plain: str) -> None:
    assert conjugate(read(plain), "다") == plain
