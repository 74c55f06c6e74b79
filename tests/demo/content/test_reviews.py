"""The promised numbers of reviews, and how many of them repeat others."""

from collections import Counter, defaultdict

from lmkor_data.demo.content.review_noise import SHARES
from lmkor_data.demo.content.reviews import COMPOSED, Review, reviews_of
from lmkor_data.demo.content.site_texts import CATEGORIES

ALL = [review for key in CATEGORIES for review in reviews_of(key)]


def shingles(text: str) -> frozenset[str]:
    flat = " ".join(text.split())
    return frozenset(flat[i : i + 5] for i in range(max(1, len(flat) - 4)))


def distinct(reviews: list[Review], threshold: float = 0.8) -> list[Review]:
    """Those that are not like any kept before them (Jaccard of 5-character shingles).

    Two sets that are alike share one of their rarest members, so only those are looked up.
    """
    sets = [shingles(review.text) for review in reviews]
    frequency = Counter(shingle for one in sets for shingle in one)
    by_rare: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    kept = []
    for review, one in zip(reviews, sets, strict=True):
        rare = sorted(one, key=lambda s: (frequency[s], s))[
            : len(one) - int(threshold * len(one)) + 1
        ]
        alike = (
            other
            for shingle in rare
            for other in by_rare[shingle]
            if len(one & other) >= threshold * len(one | other)
        )
        if next(alike, None) is None:
            kept.append(review)
            for shingle in rare:
                by_rare[shingle].append(one)
    return kept


def test_every_category_is_well_filled() -> None:
    assert Counter(r.id[1] for r in ALL) == {str(n): 600 for n in range(1, 7)}
    assert len({r.id for r in ALL}) == len(ALL) == 3600


def test_the_deliberate_shares_are_met() -> None:
    counts = Counter(r.kind for r in ALL)
    for kind, share in SHARES.items():
        assert abs(counts[kind] / len(ALL) - share) < 0.002, kind
    assert counts[COMPOSED] / len(ALL) >= 0.86


def test_at_least_85_percent_are_unlike_all_others() -> None:
    assert len(distinct([r for r in ALL if r.kind == COMPOSED])) >= 0.85 * len(ALL)


def test_near_copies_are_near_but_not_the_same() -> None:
    originals: defaultdict[str, list[str]] = defaultdict(list)
    for review in ALL:
        if review.kind == COMPOSED:
            originals[review.product.id].append(review.text)
    for copy in (r for r in ALL if r.kind == "near copy"):
        mine = shingles(copy.text)
        pairs = ((shingles(text), text) for text in originals[copy.product.id])
        likeness, text = max((len(mine & s) / len(mine | s), t) for s, t in pairs)
        assert likeness >= 0.8, copy.text
        assert text != copy.text


def test_the_same_words_come_many_times() -> None:
    texts = Counter(r.text for r in ALL if r.kind == "repeat")
    assert min(texts.values()) >= 10
    assert "배송 빨라요 좋아요" in texts


def test_the_traps_of_the_cleaning_stage_are_there() -> None:
    everything = "\n".join(r.text for r in ALL)
    traps = (
        "ㅋㅋㅋㅋ",
        "ㅠㅠ",
        "👨‍👩‍👧",
        "👍🏻",
        "1️⃣",
        "대한민국(大韓民國)",
        "010-0000-",
        "@example.com",
        "&nbsp;",
    )
    assert [trap for trap in traps if trap not in everything] == []
