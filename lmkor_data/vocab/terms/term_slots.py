"""Domain terms in `[unusedK]` slots: ids stay, files change atomically, undo."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from lmkor_data.corpus.files import appearing_folder
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.terms.term_selection import Term
from lmkor_data.vocab.tokenizer.tokenizer_folder import (
    TOKENIZER,
    VOCABULARY,
    read_vocabulary,
    write_vocabulary,
)

LIST = "domain_terms.tsv"
_HEADER = "slot\tid\tterm\tcategory\tdocuments\tpieces_saved\twhy\theld_out_documents"
_UNUSED = re.compile(r"\[unused(\d+)\]")


def free_slots(entries: Sequence[str]) -> list[int]:
    """Return the ids of `[unusedK]` entries in order."""
    return [number for number, entry in enumerate(entries) if _UNUSED.fullmatch(entry)]


def with_terms(entries: Sequence[str], terms: Sequence[Term]) -> list[str]:
    """Return the entries with the terms in the first free slots."""
    free = free_slots(entries)
    if len(terms) > len(free):
        raise LmkorError(
            f"{len(terms):,} terms for {len(free):,} free slots. Ask for fewer --slots, or build "
            f"the vocabulary with more --unused."
        )
    filled = list(entries)
    for number, term in zip(free, terms, strict=False):
        filled[number] = term.term
    return filled


def fill_slots(folder: Path, terms: Sequence[Term]) -> None:
    """Write the terms to vocab.txt, tokenizer.json and domain_terms.tsv in one atomic step."""
    entries = read_vocabulary(folder)
    free = free_slots(entries)
    filled = with_terms(entries, terms)
    lines = _read_list(folder)
    for number, term in zip(free, terms, strict=False):
        slot = _slot_of(entries[number])
        figures = f"{term.documents}\t{term.saved}\t{term.why}\t{term.held_out}"
        lines.append(f"{slot}\t{number}\t{term.term}\t{term.category}\t{figures}")
    _replace(folder, filled, lines)


def undo(folder: Path) -> int:
    """Restore all `[unusedK]` entries; returns the number of terms removed."""
    entries, lines = read_vocabulary(folder), _read_list(folder)
    if not lines:
        raise LmkorError(f"{folder} holds no domain terms (it has no {LIST}).")
    for line in lines:
        slot, number, term, *_ = line.split("\t")
        if entries[int(number)] != term:
            raise LmkorError(
                f"{folder / LIST} does not match {VOCABULARY}: id {number} is not {term}."
            )
        entries[int(number)] = f"[unused{slot}]"
    _replace(folder, entries, [])
    return len(lines)


def _replace(folder: Path, entries: Sequence[str], lines: Sequence[str]) -> None:
    with appearing_folder(folder) as whole:
        for file in folder.iterdir():
            if file.is_file() and file.name not in (VOCABULARY, TOKENIZER, LIST):
                shutil.copy2(file, whole / file.name)
        write_vocabulary(whole, entries)
        if lines:
            text = "".join(f"{line}\n" for line in (_HEADER, *lines))
            (whole / LIST).write_text(text, encoding="utf-8")


def _read_list(folder: Path) -> list[str]:
    path = folder / LIST
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []


def _slot_of(entry: str) -> str:
    match = _UNUSED.fullmatch(entry)
    assert match
    return match[1]
