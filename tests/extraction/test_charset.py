"""Pages are read in the encoding they are in, whatever they declare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.extraction.decoding.charset import decode_html
from tests.extraction.pages import SENTENCES, post

PAGE = post()


@pytest.mark.parametrize("declared", ["", "utf-8", "euc-kr", "iso-8859-1", "nonsense", "utf-16"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "johab"])
def test_the_bytes_decide(encoding: str, declared: str) -> None:
    content = PAGE.replace("charset=utf-8", f"charset={declared}").replace("©", "").encode(encoding)
    found = decode_html(content)
    assert SENTENCES[0] in found.text
    assert (found.encoding, found.faults) == (encoding, 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_encodings_with_and_without_a_mark(encoding: str) -> None:
    assert SENTENCES[3] in decode_html(PAGE.encode(encoding)).text


def test_iso_2022_kr() -> None:
    content = SENTENCES[1].encode("iso2022_kr")
    assert decode_html(content).text == SENTENCES[1]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_one_bad_byte_costs_one_character(encoding: str, place: float) -> None:
    text = "<p>" + "\n".join(SENTENCES)
    content = text.encode(encoding)
    at = int(len(content) * place)
    found = decode_html(content[:at] + b"\xff" + content[at:], "text/html; charset=euc-kr")
    assert found.encoding == encoding
    whole = [sentence for sentence in SENTENCES if sentence in found.text]
    assert len(whole) >= len(SENTENCES) - 1


def test_syllables_beyond_ks_x_1001_declared_euc_kr() -> None:
    text = "똠방각하는 펲시를 마시며 뷁이라고 외쳤다. " * 4
    assert decode_html(text.encode("cp949"), "text/html; charset=EUC-KR").text == text


def test_a_declared_japanese_page_is_not_read_as_hangul() -> None:
    text = "今日は天気がよかったので川まで歩きました。"
    assert decode_html(text.encode("euc-jp"), "text/html; charset=euc-jp").text == text


def test_western_text_is_not_taken_for_korean() -> None:
    text = "Voilà l'été déjà passé à la forêt, où rêvaient les élèves."
    assert decode_html(text.encode("cp1252"), "text/html; charset=iso-8859-1").text == text


def test_a_page_cut_within_a_character_keeps_all_before() -> None:
    content = SENTENCES[0].encode()
    assert decode_html(content[:-2]).text == SENTENCES[0][:-1] or decode_html(content[:-2]).faults


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_utf_8_is_always_read_as_utf_8(text: str) -> None:
    assert decode_html(text.encode()).text == text
