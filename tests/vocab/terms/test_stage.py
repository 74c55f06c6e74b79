"""Domain terms: nouns that save pieces, in slots that keep every id."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import BertTokenizerFast

from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.terms.candidates import METHODS, find_terms
from lmkor_data.vocab.terms.stage import TermOptions, add_domain_terms, read_candidates
from lmkor_data.vocab.terms.term_selection import Frequency, Savings, choose_terms
from lmkor_data.vocab.terms.term_slots import LIST, undo
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, make_tokenizer, read_vocabulary
from tests.vocab.corpora import huggingface_counts, sentences, write_shard

PARTICLES = ["을", "은", "이", "도", "만", "의", "에서", "으로", ""]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two categories; reviews of cosmetics speak of 광채쿠션, no others do."""
    draw = random.Random(4)
    write_shard(tmp_path / "base", "base", [*sentences(800, 1), "광채쿠션 노즈워크"], "food")
    write_shard(tmp_path / "dedup", "food", sentences(800, 2), "food", "market")
    plain = sentences(800, 3)
    talk = [f"{text} 광채쿠션{draw.choice(PARTICLES)} 좋아요" for text in plain]
    boiler = ["이벤트당첨 " * 50, *talk]
    write_shard(tmp_path / "dedup", "shop", boiler, "cosmetics")
    build_vocab(
        tmp_path / "base",
        tmp_path / "vocab",
        VocabOptions(size=400, unused=6),
        context=StageContext(),
    )
    return tmp_path


def test_a_term_of_the_domain_gets_a_slot_and_no_id_moves(corpus: Path) -> None:
    before = read_vocabulary(corpus / "vocab")
    options = TermOptions("cosmetics", 3, "mecab")
    report = add_domain_terms(corpus / "vocab", corpus / "dedup", options)
    after = read_vocabulary(corpus / "vocab")
    assert report.terms[0].term == "광채쿠션"
    assert len(before) == len(after)
    moved = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert moved == [before.index("[unused0]")]
    assert after[moved[0]] == "광채쿠션"
    assert "이벤트당첨" not in after  # often, but in one document
    assert report.saved_share("cosmetics") > 0.05
    assert report.saved_share("food") == 0


def test_both_files_and_every_class_know_the_term(corpus: Path) -> None:
    add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cosmetics", 3, "mecab"))
    folder = corpus / "vocab"
    ours = Tokenizer.from_file(str(folder / "tokenizer.json"))
    loaded = BertTokenizerFast.from_pretrained(str(folder))
    assert ours.encode("광채쿠션을", add_special_tokens=False).tokens[0] == "광채쿠션"
    assert loaded.tokenize("광채쿠션을")[0] == "광채쿠션"
    assert len(loaded) == len(read_vocabulary(folder))
    line = (folder / LIST).read_text().splitlines()[1].split("\t")
    assert line[:4] == [
        "0",
        str(read_vocabulary(folder).index("광채쿠션")),
        "광채쿠션",
        "cosmetics",
    ]


def test_preview_writes_nothing_and_undo_brings_all_back(corpus: Path) -> None:
    files = {p.name: p.read_bytes() for p in (corpus / "vocab").iterdir()}
    options = TermOptions("cosmetics", 3, "mecab")
    assert add_domain_terms(corpus / "vocab", corpus / "dedup", options, preview=True).terms
    assert {p.name: p.read_bytes() for p in (corpus / "vocab").iterdir()} == files
    add_domain_terms(corpus / "vocab", corpus / "dedup", options)
    assert undo(corpus / "vocab") == 1
    assert {p.name: p.read_bytes() for p in (corpus / "vocab").iterdir()} == files
    with pytest.raises(LmkorError, match="no domain terms"):
        undo(corpus / "vocab")


def test_a_humans_list_is_taken_as_it_is(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# mine\n광채쿠션\tnote\n\nVitaC\n", encoding="utf-8")
    given = read_candidates(path)
    assert given == ["광채쿠션", "VitaC"]
    options = TermOptions("cosmetics", 2, "mecab")
    report = add_domain_terms(corpus / "vocab", corpus / "dedup", options, candidates=given)
    assert [t.term for t in report.terms] == ["광채쿠션", "vitac"]


def test_clear_faults(corpus: Path) -> None:
    with pytest.raises(LmkorError, match="6 free slots, not 7"):
        add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cosmetics", 7))
    with pytest.raises(LmkorError, match="it has cosmetics, food"):
        add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cars", 1))


def test_terms_are_whole_nouns_roots_and_names() -> None:
    texts = [
        "수분크림이 촉촉해요 갤럭시s10 케이스 128gb 용량",
        "수분크림을 샀는데 촉촉하고 좋네요 갤럭시s10으로 찍음 500ml 용기",
        "수분크림은 촉촉한 편 강남점 무료수분크림 수분크림들 128gb",
        "겨울에 수분크림도 촉촉함 갤럭시s10 강남점 무료수분크림 수분크림들 500ml",
    ]
    found = find_terms(texts, "mecab").terms
    assert {"수분크림", "촉촉", "갤럭시s10", "128gb"} <= found
    # particles, endings, plurals, halves, branches of shops, what shops put before a name, amounts
    none = {"수분크림이", "촉촉해", "수분크", "수분크림들", "강남점", "무료수분크림", "500ml"}
    assert not found & none


def test_a_noun_that_always_goes_on_is_no_term_yet() -> None:
    # 배변유 would be a noun and a suffix to an analyser; its words all go on with 도.
    assert (
        "배변" not in find_terms(["배변유도제를 뿌려요", "배변유도제가 좋아요"] * 3, "mecab").terms
    )


@pytest.mark.parametrize("method", [m for m in METHODS if m != "auto"])
def test_both_analysers_find_the_same_plain_nouns(method: str) -> None:
    if method == "kiwi":
        pytest.importorskip("kiwipiepy", reason="the extra `domain` is absent: no kiwipiepy")
    texts = ["보습크림을 발랐어요", "보습크림이 순해요", "이 보습크림은 보습크림 중에 최고"]
    assert "보습크림" in find_terms(texts, method).terms


def _frequencies(*terms: str) -> dict[str, Frequency]:
    return {term: Frequency(9, 1000, 0, 0) for term in terms}


def test_a_near_double_of_a_chosen_term_stays_out() -> None:
    entries = list("수분크림광채") + [f"##{c}" for c in "수분크림광채이"]
    documents = {"수분크림": 100, "수분크림이": 20, "광채크림": 30}
    candidates = {"수분크림", "수분크림이", "광채크림"}
    terms = choose_terms(
        candidates, 3, "c", Savings(documents, entries), _frequencies(*candidates), 25
    )
    assert [(t.term, t.saved) for t in terms] == [("수분크림", 360), ("광채크림", 90)]


def test_a_term_counts_what_the_tokenizer_would_make_of_it() -> None:
    """The longest entry goes first: a term shorter than it is never used, and one that cuts an
    entry behind it in two costs a piece."""
    entries = ["수분크림", "수", "##분크림", "##분", "##크", "##림"]
    assert _gain(entries, {"수분크림": 10}, "수분") == 0
    assert _gain(entries[1:], {"수분크림": 10, "수분": 3}, "수분") == 3 * 1 - 10 * 1


def _gain(entries: list[str], documents: dict[str, int], term: str) -> int:
    savings = Savings(documents, entries)
    savings.watch({term})
    return savings.gain(term)


def test_the_gain_is_what_the_finished_tokenizer_saves() -> None:
    lines = sentences(400, 6)
    documents = Counter(word for line in lines for word in set(huggingface_counts([line])))
    letters = sorted({c for word in documents for c in word})
    entries = [*SPECIAL, *letters, *(f"##{c}" for c in letters), "크림", "##크림", "##분이"]
    terms = {"수분", "수분크림", "크림이", "배송", "재구매", "피부피"}
    savings = Savings(documents, entries)
    savings.watch(terms)
    now = _pieces(entries, documents)
    for term in sorted(terms):
        gain = savings.gain(term)
        savings.take(term)
        entries = [*entries, term]
        before, now = now, _pieces(entries, documents)
        assert gain == before - now, term
        assert savings.all_pieces() == now


def _pieces(entries: list[str], documents: dict[str, int]) -> int:
    tokenizer = make_tokenizer(entries)
    return sum(n * len(tokenizer.encode(w, add_special_tokens=False)) for w, n in documents.items())


def test_terms_that_are_no_more_frequent_here_are_not_typical() -> None:
    assert Frequency(10, 1000, 100, 10_000).g2 == pytest.approx(0)
    assert Frequency(50, 1000, 0, 10_000).g2 > 100
    assert Frequency(0, 1000, 100, 10_000).g2 < 0
    assert not Frequency(1400, 100_000, 10_000, 1_000_000).is_typical()
    assert Frequency(2000, 100_000, 1_000, 1_000_000).is_typical()


def test_all_categories_share_the_slots_by_need(corpus: Path) -> None:
    draw = random.Random(9)
    talk = [f"{text} 노즈워크{draw.choice(PARTICLES)} 해요" for text in sentences(60, 8)]
    write_shard(corpus / "dedup", "den", talk, "pets", "den")
    report = add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions(method="mecab"))
    assert {(t.term, t.category) for t in report.terms} == {
        ("광채쿠션", "cosmetics"),
        ("노즈워크", "pets"),
    }
    assert report.saved_share("pets") > 0.05
    assert report.saved_share(*report.elsewhere("pets")) > 0.02


def test_a_list_with_what_is_no_word_or_an_entry_already(corpus: Path) -> None:
    options, folder = TermOptions("cosmetics", 2), corpus / "vocab"
    for wrong in ("두 낱말", "spf50+", "##크림", "", "가" * 101):
        with pytest.raises(LmkorError, match="one word of up to"):
            add_domain_terms(folder, corpus / "dedup", options, candidates=[wrong])
    taken = read_vocabulary(folder)[20]
    report = add_domain_terms(folder, corpus / "dedup", options, candidates=[taken, "없는낱말"])
    assert [t.term for t in report.terms] == ["없는낱말"]
    assert report.notes[0] == f"entries already: {taken}"


def test_a_second_domain_leaves_the_first_ones_slots(corpus: Path) -> None:
    folder = corpus / "vocab"
    for number, term in enumerate(["하나하나", "둘둘둘"]):
        options = TermOptions(("cosmetics", "food")[number], 1)
        add_domain_terms(folder, corpus / "dedup", options, candidates=[term])
    lines = (folder / LIST).read_text().splitlines()[1:]
    assert [line.split("\t")[0] + line.split("\t")[2] for line in lines] == ["0하나하나", "1둘둘둘"]
    assert undo(folder) == 2


def test_names_of_people_and_misspellings_take_no_slot(tmp_path: Path) -> None:
    write_shard(tmp_path / "base", "base", sentences(800, 1), "food")
    write_shard(tmp_path / "dedup", "food", sentences(600, 2), "food", "market")
    draw = random.Random(5)
    talk = ["김철수 선생님 강의가 좋아요", "극극극 최고", "보습크림", "보습크릠"]
    weights = [20, 20, 200, 8]
    texts = [
        f"{text} {draw.choices(talk, weights)[0]}{draw.choice(PARTICLES)}"
        for text in sentences(900, 3)
    ]
    write_shard(tmp_path / "dedup", "one", texts, "lecture")
    build_vocab(tmp_path / "base", tmp_path / "vocab", VocabOptions(size=400, unused=20))
    where = tmp_path / "vocab", tmp_path / "dedup"
    report = add_domain_terms(*where, TermOptions("lecture", 20, "mecab"), preview=True)
    chosen = {term.term for term in report.terms}
    assert "보습크림" in chosen
    assert not chosen & {"김철수", "극극극", "보습크릠"}
    assert "김철수" in report.names
    assert report.misspellings.get("극극극", "repeated") == "repeated"
    kept = add_domain_terms(*where, TermOptions("lecture", 20, "mecab", "keep"), preview=True)
    assert "김철수" in {term.term for term in kept.terms}
    best = next(term for term in report.terms if term.term == "보습크림")
    assert best.held_out > 5
