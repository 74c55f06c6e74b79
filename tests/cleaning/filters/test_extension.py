"""Filters from outside the package: by `module:Class`, and in a profile file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from lmkor_data.cleaning.filters.loading import filter_class
from lmkor_data.cleaning.profiles import parse_profiles, shipped_profiles
from lmkor_data.commands.clean import command
from lmkor_data.errors import LmkorError
from tests.cleaning.test_profiles import SHIPPED
from tests.cleaning.test_stage import REVIEW

OWN = """
from dataclasses import dataclass

from lmkor_data.cleaning.filters.base import DocumentFilter, SentenceFilter


@dataclass(frozen=True)
class Lottery(DocumentFilter):
    reason = "lottery"
    most: int = 1

    def drops(self, units):
        return [text.count("당첨번호") > self.most for text in units.texts]


@dataclass(frozen=True)
class Greeting(SentenceFilter):
    reason = "greeting"

    def drops(self, units):
        return [text.startswith("안녕하세요 이웃님") for text in units.texts]


@dataclass(frozen=True)
class Broken(DocumentFilter):
    reason = "broken"

    def drops(self, units):
        return [True]
"""
TWICE = "이번 주 당첨번호 맞히신 분 있나요. 지난주 당첨번호 보다 어렵네요"
ONCE = "이번 주 당첨번호 보고 기분이 좋아서 떡볶이를 사 먹었어요"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own_filters.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    texts = [REVIEW, TWICE, ONCE, f"안녕하세요 이웃님들 반가워요\n\n{REVIEW}"]
    lines = [json.dumps({"text": text}) for text in texts]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def run(own: Path, *arguments: str) -> tuple[Result, list[str]]:
    shown = CliRunner().invoke(
        command,
        [
            *("--sentences", "none", "--workers", "1", "--json"),
            *("--input", str(own / "a.jsonl"), "--output", str(own / "out"), *arguments),
        ],
    )
    found = list((own / "out").rglob("*.parquet"))
    return shown, [text for path in found for text in pq.read_table(path)["text"].to_pylist()]


def test_a_document_filter_by_module_and_class(own: Path) -> None:
    shown, texts = run(own, "--filter", "own_filters:Lottery")
    assert shown.exit_code == 0, shown.output
    assert len(texts) == 3
    assert TWICE not in texts
    (rejected,) = (own / "out-rejected").rglob("*.parquet")
    assert pq.read_table(rejected)["reason"].to_pylist() == ["lottery"]


def test_a_sentence_filter_leaves_out_its_sentence(own: Path) -> None:
    _, texts = run(own, "--filter", "own_filters:Greeting")
    assert len(texts) == 4
    assert not any("이웃님" in text for text in texts)


def test_a_profile_file_sets_its_thresholds(own: Path) -> None:
    profiles = own / "own.toml"
    table = '[reviews.document."own_filters:Lottery"]\nmost = 0\n'
    profiles.write_text(SHIPPED.replace("[reviews.sentence]", f"{table}[reviews.sentence]"))
    _, texts = run(own, "--profiles", str(profiles))
    assert len(texts) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "There is no filter `nobody`"),
        ("own_filters:Nobody", "The filter `own_filters:Nobody` cannot be loaded"),
        ("nowhere_at_all:Nobody", "cannot be loaded"),
        ("pathlib:Path", "pathlib:Path is not a filter"),
        ("own_filters:Broken", r"returned \(1,\) values for"),
    ],
)
def test_what_is_not_a_filter_is_named(own: Path, name: str, said: str) -> None:
    shown, texts = run(own, "--filter", name)
    assert not texts
    told = str(shown.exception) + shown.output
    assert re.search(said, told), told


def test_an_unknown_threshold_is_named(own: Path) -> None:
    table = '[reviews.document."own_filters:Lottery"]\nleast = 0\n'
    content = SHIPPED.replace("[reviews.sentence]", f"{table}[reviews.sentence]")
    (reviews, *_) = parse_profiles(content, "own.toml")
    with pytest.raises(LmkorError, match="has no threshold 'least', only most"):
        reviews.document_filters()


def test_names_of_older_profile_files_are_read() -> None:
    old = SHIPPED
    for new, before in {
        "distinct_bigrams": "pairs",
        "mean_word_length": "word_length",
        "novel_bigram_share": "fresh",
        "duplicate_line_share": "repeated_lines",
        "top_2gram_share": "two_words",
        "top_3gram_share": "three_words",
        "top_4gram_share": "four_words",
        "list_mark_share": "listed",
    }.items():
        old = old.replace(f"\n{new} =", f"\n{before} =")
    assert old != SHIPPED
    assert parse_profiles(old, "old.toml") == shipped_profiles()


def test_a_threshold_left_out_has_its_default() -> None:
    (reviews, *_) = parse_profiles(SHIPPED.replace("letters = 6\n", "", 1), "own.toml")
    assert reviews.document_filters() == shipped_profiles()[0].document_filters()


def test_entry_points_are_looked_up() -> None:
    with pytest.raises(LmkorError, match=r"entry point in the group lmkor_data\.filters"):
        filter_class("lottery")
