"""Examples of evaluation sets, read from the files they are published as."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from lmkor_data.corpus.reading import open_text, read_shard
from lmkor_data.errors import LmkorError

#: Columns that hold text in NSMC, KorNLI, KorSTS, KLUE, PAWS, question pairs, hate speech, KorQuAD.
TEXT_COLUMNS = {
    "comment",
    "comments",
    "context",
    "document",
    "guid_text",
    "hypothesis",
    "premise",
    "question",
    "question1",
    "question2",
    "review",
    "sentence",
    "sentence1",
    "sentence2",
    "text",
    "title",
}
_HANGUL = re.compile("[가-힣]")
#: KLUE marks entities in its NER sentences: <이순신:PS>.
_ENTITY = re.compile(r"<([^<>:]+):[A-Z]{2}>")


class Example(NamedTuple):
    """One text of an evaluation set; a pair of sentences gives two examples."""

    benchmark: str  #: name of the file without its suffixes
    number: int  #: row in the file, from 1
    text: str


def read_examples(path: Path) -> list[Example]:
    """Read all texts of a .tsv, .csv, .txt, .json, .jsonl or .parquet file (.gz, .bz2, .zst too).

    Takes the columns or keys of `TEXT_COLUMNS`; in a table without any of them, every cell that
    contains Hangul; in a plain text file, every line. Raises `LmkorError` where there is no text.
    """
    form = next((s for s in reversed(path.suffixes) if s not in (".gz", ".bz2", ".zst")), "")
    if form == ".parquet":
        rows = enumerate((r for b in read_shard(path) for r in b.to_pylist()), 1)
        found = [(n, text) for n, row in rows for text in _texts(row)]
    else:
        with open_text(path) as file:
            content = _decoded(file.read())
        found = list(_of_form(form, content, path))
    name = path.name.rpartition(form)[0] if form else path.name.split(".")[0]
    examples = [Example(name, number, text.strip()) for number, text in found if text.strip()]
    if not examples:
        raise LmkorError(f"{path} contains no text that could be a benchmark example.")
    return examples


def _decoded(content: bytes) -> str:
    """Decode UTF-8, or cp949 as Korean spreadsheets save it (as UTF-8 it matches nothing)."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8-sig", errors="replace")


def _of_form(form: str, content: str, path: Path) -> Iterator[tuple[int, str]]:
    if form == ".json" or form == ".jsonl" or content[:1] in "[{":
        yield from _json(content, path)
    elif form in (".tsv", ".csv") or "\t" in content.partition("\n")[0]:
        yield from _table(content, "," if form == ".csv" else "\t")
    else:
        yield from enumerate(content.splitlines(), 1)


def _json(content: str, path: Path) -> Iterator[tuple[int, str]]:
    """Read one JSON document or JSON Lines; rows are the objects of the outermost list."""
    try:
        whole = json.loads(content)
    except ValueError:
        try:
            whole = [json.loads(line) for line in content.splitlines() if line.strip()]
        except ValueError as cause:
            raise LmkorError(f"{path} is neither JSON nor JSON Lines ({cause}).") from cause
    if isinstance(whole, dict):  # KorQuAD and KLUE-MRC keep their rows under `data`
        whole = whole.get("data", [whole])
    for number, row in enumerate(whole, 1):
        for text in _texts(row):
            yield number, text


def _texts(value: Any, key: str = "text") -> Iterator[str]:
    """Iterate over texts under the known keys, at any depth."""
    if isinstance(value, str):
        if key in TEXT_COLUMNS:
            yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)


def _table(content: str, separator: str) -> Iterator[tuple[int, str]]:
    """Read the rows of a table. Tab-separated sets do not quote: a quote in a cell is literal."""
    if content.startswith("## "):
        for number, line in enumerate(content.splitlines(), 1):
            if line.startswith("## "):
                yield number, _ENTITY.sub(r"\1", line.partition("\t")[2])
        return
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
    csv.field_size_limit(1 << 27)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, quoting=quoting)
    header = [name.strip().lower() for name in next(rows, [])]
    known = [i for i, name in enumerate(header) if name in TEXT_COLUMNS]
    if not known and _HANGUL.search(" ".join(header)):
        yield from ((1, cell) for cell in header if _HANGUL.search(cell))
    for number, row in enumerate(rows, 2):
        for i, cell in enumerate(row):
            if i in known or (not known and _HANGUL.search(cell)):
                yield number, cell
