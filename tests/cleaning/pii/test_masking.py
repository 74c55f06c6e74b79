"""Personal data is found, and what only looks like it is left alone."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from lmkor_data.cleaning.pii import checksums
from tests.cleaning.normalize.test_normalizer import cleaned


def _pii_forms():
    path = Path(__file__).parents[3] / "benchmarks" / "cleaning" / "pii_forms.py"
    spec = importlib.util.spec_from_file_location("pii_forms", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["pii_forms"] = module
    spec.loader.exec_module(module)
    return module


def test_precision_and_recall_on_the_labelled_set() -> None:
    module = _pii_forms()
    judgements = module.judged(module.labelled_set())
    private = [hid for item, _, hid in judgements if item.private]
    public = [hid for item, _, hid in judgements if not item.private]
    assert len(private) >= 500
    assert len(public) >= 500
    assert sum(private) / len(private) >= 0.97
    assert sum(public) / len(public) <= 0.01


def masked_cases() -> list[tuple[str, str]]:
    found = []
    for line in Path(__file__).with_name("masked.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            before, after = line.replace("⏎", "\n").split("\t")
            found.append((before, before if after == "=" else after))
    return found


@pytest.mark.parametrize(("before", "after"), masked_cases())
def test_masked_texts(before: str, after: str) -> None:
    assert cleaned(before) == after


def test_removing_leaves_no_token_and_glues_no_words() -> None:
    assert cleaned("전화 010-1234-5678로 주세요", mask=False) == "전화 로 주세요"
    assert cleaned("메일(hong@naver.com)로", mask=False) == "메일로"


@pytest.mark.parametrize(
    ("digits", "right"),
    [("9001011", True), ("9002301", False), ("0002293", True), ("0102293", False)],
)
def test_resident_numbers_begin_with_a_date(digits: str, right: bool) -> None:
    assert checksums.is_resident_number(digits) is right


def test_checksums() -> None:
    assert checksums.is_card_number("4111111111111111")
    assert not checksums.is_card_number("4111111111111112")
    assert checksums.is_barcode("9788937460449")
    assert not checksums.is_barcode("9788937460440")
    assert checksums.looks_like_years("15921598")
    assert not checksums.looks_like_years("15881234")


def test_a_plate_or_a_passport_needs_no_other_number_nearby() -> None:
    assert cleaned("번호판 123가 4567 보신 분") == "번호판 [차량번호] 보신 분"
    assert cleaned("여권번호는 M123A4567") == "여권번호는 [여권번호]"


def test_a_date_hides_no_number_beside_it() -> None:
    assert cleaned("2020.10.07 010-1234-5678") == "2020.10.07 [전화번호]"
    assert cleaned("2020.10.07일 전화 700-1234") == "2020.10.07일 전화 [전화번호]"
