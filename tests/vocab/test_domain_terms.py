"""Domain terms: nouns that save pieces, in slots that keep every id."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import BertTokenizerFast

from lmkor_data.engine.runners import InProcess
from lmkor_data.errors import LmkorError
from lmkor_data.report.progress import Quiet
from lmkor_data.vocab.building import build_vocab
from lmkor_data.vocab.candidates import stems_before_particles
from lmkor_data.vocab.domain_terms import TermOptions, add_domain_terms, read_candidates
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.particles import particles_after
from lmkor_data.vocab.term_choice import Savings, choose_terms, log_likelihood
from lmkor_data.vocab.term_slots import LIST, undo
from lmkor_data.vocab.tokenizer_folder import read_vocabulary
from tests.vocab.corpora import sentences, write_shard

PARTICLES = ["을", "은", "이", "도", "만", "의", "에서", "으로", ""]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two categories; reviews of cosmetics speak of 광채쿠션, no others do."""
    draw = random.Random(4)
    write_shard(tmp_path / "base", "base", [*sentences(800, 1), "광채쿠션"], "food")
    write_shard(tmp_path / "dedup", "food", sentences(800, 2), "food", "market")
    plain = sentences(800, 3)
    talk = [f"{text} 광채쿠션{draw.choice(PARTICLES)} 좋아요" for text in plain]
    boiler = ["이벤트당첨 " * 50, *talk]
    write_shard(tmp_path / "dedup", "shop", boiler, "cosmetics")
    build_vocab(
        tmp_path / "base",
        tmp_path / "vocab",
        VocabOptions(size=400, unused=6),
        runner=InProcess(),
        progress=Quiet(),
        overwrite=False,
    )
    return tmp_path


def test_a_term_of_the_domain_gets_a_slot_and_no_id_moves(corpus: Path) -> None:
    before = read_vocabulary(corpus / "vocab")
    options = TermOptions("cosmetics", 3, "particles")
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
    add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cosmetics", 3, "particles"))
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
    options = TermOptions("cosmetics", 3, "particles")
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
    options = TermOptions("cosmetics", 2, "particles")
    report = add_domain_terms(corpus / "vocab", corpus / "dedup", options, candidates=given)
    assert [t.term for t in report.terms] == ["광채쿠션", "vitac"]
    with pytest.raises(LmkorError, match="one word"):
        add_domain_terms(corpus / "vocab", corpus / "dedup", options, candidates=["두 낱말"])


def test_clear_faults(corpus: Path) -> None:
    with pytest.raises(LmkorError, match="6 free slots, not 7"):
        add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cosmetics", 7))
    with pytest.raises(LmkorError, match="it has cosmetics, food"):
        add_domain_terms(corpus / "vocab", corpus / "dedup", TermOptions("cars", 1))


def test_particles_follow_the_sound_of_the_noun() -> None:
    assert "을" in particles_after("쿠션")
    assert "를" not in particles_after("쿠션")
    assert "를" in particles_after("샴푸")
    assert "로" in particles_after("겔")
    assert "으로" not in particles_after("겔")


def test_stems_end_before_the_particle() -> None:
    words = {f"쿠션{p}": 10 for p in PARTICLES} | {"쿠션이가": 1, "예쁘고": 50, "예쁘네": 50}
    assert stems_before_particles(words, 5) == {"쿠션"}


def test_a_near_double_of_a_chosen_term_stays_out() -> None:
    entries = list("수분크림광채") + [f"##{c}" for c in "수분크림광채이"]
    documents = {"수분크림": 100, "수분크림이": 20, "광채크림": 30}
    savings = Savings(documents, entries)
    candidates = {"수분크림", "수분크림이", "광채크림"}
    terms = choose_terms(candidates, 3, "c", savings, lambda term: 99.0, 25)
    assert [(t.term, t.saved) for t in terms] == [("수분크림", 360), ("광채크림", 90)]


def test_terms_that_are_no_more_frequent_here_are_not_typical() -> None:
    assert log_likelihood(10, 1000, 100, 10_000) == pytest.approx(0)
    assert log_likelihood(50, 1000, 0, 10_000) > 100
    assert log_likelihood(0, 1000, 100, 10_000) < 0
