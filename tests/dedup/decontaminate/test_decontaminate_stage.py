"""Benchmarks in the forms that they are published in, and documents that hold their examples."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.dedup.decontaminate.benchmark_examples import read_examples
from lmkor_data.dedup.decontaminate.overlap import find_examples, index_examples
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import document, rows, run, write_clean

EXAMPLE = "배우들의 연기가 훌륭해서 두 시간이 금방 지나갔습니다"
FILES = {
    "nsmc.txt": (f"id\tdocument\tlabel\n1\t{EXAMPLE}\t1\n2\t\t0\n", [EXAMPLE]),
    "kornli.tsv": (
        'sentence1\tsentence2\tgold_label\n그는 "예"라고\t그가 말했다\tneutral\n',
        ['그는 "예"라고', "그가 말했다"],
    ),
    "korsts.tsv": (
        "genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2\na\tb\t1\t2\t5.0\t하나\t둘\n",
        ["하나", "둘"],
    ),
    "pairs.csv": (
        'question1,question2,is_duplicate\n"몇 시,\n오나요",언제 와요,1\n',
        ["몇 시,\n오나요", "언제 와요"],
    ),
    "hate.tsv": ("comments\tbias\n나쁜 말\tnone\n", ["나쁜 말"]),
    "noheader.tsv": ("0\t첫 줄도 본보기\n1\t둘째 줄\n", ["첫 줄도 본보기", "둘째 줄"]),
    "klue-ner.tsv": ("## klue-1\t<세종:PS>은 왕이다\n세\tB-PS\n종\tI-PS\n", ["세종은 왕이다"]),
    "klue-sts.json": (
        json.dumps([{"guid": "g", "sentence1": "하나", "sentence2": "둘", "labels": {"label": 1}}]),
        ["하나", "둘"],
    ),
    "klue-mrc.json": (
        json.dumps({"data": [{"paragraphs": [{"context": "글", "qas": [{"question": "물음"}]}]}]}),
        ["글", "물음"],
    ),
    "paws.jsonl": (json.dumps({"sentence1": "가", "sentence2": "나"}) + "\n", ["가", "나"]),
    "xnli.test.ko.tsv": ("sentence1\tsentence2\n하나\t둘\n", ["하나", "둘"]),
    "lines.txt": ("한 줄\n\n또 한 줄\n", ["한 줄", "또 한 줄"]),
}


@pytest.mark.parametrize("name", FILES)
def test_examples_come_out_of_every_usual_form(tmp_path: Path, name: str) -> None:
    content, texts = FILES[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = read_examples(tmp_path / name)
    assert [example.text for example in found] == texts
    assert {example.benchmark for example in found} == {name.rpartition(".")[0]}
    packed = tmp_path / "packed" / f"{name}.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + content.encode()))
    assert read_examples(packed) == found


def test_a_table_saved_as_cp949_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes("id,question1\n1,배송은 며칠이나 걸리나요?\n".encode("cp949"))
    assert [e.text for e in read_examples(path)] == ["배송은 며칠이나 걸리나요?"]


def test_a_file_without_texts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.tsv"
    path.write_text("id\tlabel\n1\t2\n")
    with pytest.raises(LmkorError, match=r"empty\.tsv contains no text"):
        read_examples(path)


LONG = "어제 본 영화 이야기를 해 볼게요. {} 그래서 한 번 더 보려고 합니다. 여러분도 꼭 보세요!"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (EXAMPLE, True),
        (LONG.format(EXAMPLE + "."), True),
        (LONG.format(EXAMPLE.replace(" ", "")), True),
        (LONG.format(EXAMPLE.replace("훌륭해서", "훌륭하여")), False),
        (LONG.format(EXAMPLE.replace("금방", "금세")), False),
        (LONG.format(EXAMPLE[:20]), False),
        (LONG.format(""), False),
        (
            EXAMPLE[:14] + " 사이에 아주 긴 다른 이야기가 들어 있는 글입니다 " * 3 + EXAMPLE[14:],
            False,
        ),
    ],
)
def test_a_document_holds_an_example_in_one_piece(text: str, held: bool) -> None:
    import pyarrow as pa

    from lmkor_data.text.buffers import text_buffers

    index = index_examples(["다른 본보기 문장도 하나 있습니다", EXAMPLE], 0.8)
    documents, examples, overlaps = find_examples(text_buffers(pa.array(["없음", text])), index)
    assert list(zip(documents, examples, strict=True)) == ([(1, 1)] if held else [])
    assert all(overlap >= 0.8 for overlap in overlaps)


def test_a_short_example_counts_only_as_the_whole_document() -> None:
    import pyarrow as pa

    from lmkor_data.text.buffers import text_buffers

    texts = ["재밌어요!!", "정말 재밌어요", "재밌어요", ""]
    documents, _, _ = find_examples(
        text_buffers(pa.array(texts)), index_examples(["재밌어요", ""], 0.8)
    )
    assert list(documents) == [0, 2]


def test_the_command_leaves_out_documents_and_names_their_examples(tmp_path: Path) -> None:
    texts = [LONG.format(EXAMPLE), "깨끗한 문서입니다", EXAMPLE + "!"]
    write_clean(tmp_path / "clean", "a", [document(str(i), t) for i, t in enumerate(texts)])
    run(tmp_path, sentences="off")
    benchmark = tmp_path / "nsmc.txt"
    benchmark.write_text(FILES["nsmc.txt"][0], encoding="utf-8")
    words = ["decontaminate", "--corpus", str(tmp_path), "--workers", "1", "--json"]
    result = CliRunner().invoke(group, [*words, "--against", str(benchmark)])
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert report["facts"]["benchmarks"] == {"nsmc": {"texts": 1, "rows_found": 1, "documents": 2}}
    assert set(rows(tmp_path / "decontaminated")) == {"1"}
    gone = rows(tmp_path / "contaminated")
    assert {i: (r["rule"], r["survivor"]) for i, r in gone.items()} == {
        "0": ("benchmark nsmc", "nsmc:2"),
        "2": ("benchmark nsmc", "nsmc:2"),
    }
