"""Files of a WordPiece tokenizer folder, read alike by `tokenizers` and `transformers`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

from lmkor_data.errors import DamagedFileError, LmkorError
from lmkor_data.vocab.counting.character_classes import normalizer
from lmkor_data.vocab.counting.pretokenization import LONGEST_WORD
from lmkor_data.vocab.training.alphabet import PREFIX

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = SPECIAL

VOCABULARY, TOKENIZER = "vocab.txt", "tokenizer.json"


def unused(slot: int) -> str:
    """Return the name of an unused entry."""
    return f"[unused{slot}]"


def make_tokenizer(entries: Sequence[str], lowercase: bool = True) -> Tokenizer:
    """Build BERT's WordPiece tokenizer over `entries`, with Hangul and accents kept composed.

    `[unusedK]` entries are ordinary ones: special tokens match before the text is lower-cased, so a
    domain term in the place of one would never be found.
    """
    ids = {entry: number for number, entry in enumerate(entries)}
    if UNK not in ids:
        raise LmkorError(f"The vocabulary has no {UNK} token, which BERT tokenizers require.")
    tokenizer = Tokenizer(
        models.WordPiece(
            ids,
            unk_token=UNK,
            max_input_chars_per_word=LONGEST_WORD,
            continuing_subword_prefix=PREFIX,
        )
    )
    special = [token for token in SPECIAL if token in ids]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    tokenizer.normalizer = normalizer(lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    if CLS in ids and SEP in ids:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{CLS}:0 $A:0 {SEP}:0",
            pair=f"{CLS}:0 $A:0 {SEP}:0 $B:1 {SEP}:1",
            special_tokens=[(CLS, ids[CLS]), (SEP, ids[SEP])],
        )
    tokenizer.decoder = decoders.WordPiece(prefix=PREFIX, cleanup=False)
    return tokenizer


def write_tokenizer(folder: Path, entries: Sequence[str], style: str, max_length: int) -> None:
    """Write all files of a tokenizer folder; the id of an entry is its index in `entries`."""
    write_vocabulary(folder, entries)
    roles = {f"{name.strip('[]').lower()}_token": name for name in SPECIAL}
    config: dict[str, Any] = {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        # Required here too: transformers ignores the value in tokenizer.json, and without it
        # decomposes all Hangul into jamo.
        "strip_accents": False,
        "tokenize_chinese_chars": True,
        "clean_up_tokenization_spaces": False,
        "model_max_length": max_length,
        **roles,
        # Otherwise Funnel adds <s> and </s>, ids that no model has.
        "bos_token": CLS,
        "eos_token": SEP,
    }
    if style == "gpt":
        config["model_input_names"] = ["input_ids", "attention_mask"]
    _write_json(folder / "tokenizer_config.json", config)
    _write_json(folder / "special_tokens_map.json", {**roles, "bos_token": CLS, "eos_token": SEP})


def is_cased(entries: Sequence[str]) -> bool:
    """Tell whether a vocabulary distinguishes case: it has entries with capital letters."""
    return any(entry.lower() != entry for entry in entries if not entry.startswith("["))


def write_vocabulary(folder: Path, entries: Sequence[str]) -> None:
    """Write the two files that hold the entries, which must agree."""
    (folder / VOCABULARY).write_text("".join(f"{entry}\n" for entry in entries), encoding="utf-8")
    make_tokenizer(entries).save(str(folder / TOKENIZER), pretty=True)


def read_vocabulary(path: Path) -> list[str]:
    """Read the entries of a tokenizer folder, a BERT `vocab.txt` or a WordPiece `tokenizer.json`.

    Entries are in order of id. Raises `DamagedFileError` where the two files of a folder do not
    agree, and `LmkorError` for other JSON: a list of pieces without merges
    or scores does not define a segmentation.
    """
    file = path / VOCABULARY if path.is_dir() else path
    try:
        whole = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise LmkorError(f"{file} cannot be read as a vocabulary ({cause}).") from cause
    if file.suffix == ".json":
        return _entries_of_json(file, whole)
    entries = whole.split("\n")
    if entries[-1] == "":
        entries.pop()
    entries = [entry.removesuffix("\r") for entry in entries]
    beside = path / TOKENIZER
    if path.is_dir() and beside.is_file() and model_of(beside) == "WordPiece":
        _require_alike(file, entries, beside)
    return entries


def _require_alike(file: Path, entries: list[str], beside: Path) -> None:
    """Refuse a folder whose two files differ: one was cut off or edited alone."""
    others = _entries_of_json(beside, beside.read_text(encoding="utf-8"))
    if entries != others:
        raise DamagedFileError(
            f"{file} and {beside.name} beside it do not hold the same entries ({len(entries):,} "
            f"and {len(others):,}): one of them was cut off or edited. Make the vocabulary again "
            f"with `lmkor-data build-vocab --overwrite`, or give one file alone."
        )


def model_of(file: Path) -> str | None:
    """Return the type of the model of a tokenizer.json; None if it is not one."""
    try:
        kind = json.loads(file.read_text(encoding="utf-8"))["model"]["type"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(kind)


def _entries_of_json(file: Path, whole: str) -> list[str]:
    try:
        model = json.loads(whole).get("model") or {}
        kind = model.get("type", "unknown") if isinstance(model, dict) else "unknown"
    except (ValueError, AttributeError) as cause:
        raise LmkorError(f"{file} is not a tokenizer.json ({cause}).") from cause
    if kind != "WordPiece":
        raise LmkorError(
            f"{file} is not a WordPiece tokenizer.json (its model is {kind}). Give a WordPiece "
            f"vocabulary: a tokenizer folder, a vocab.txt or a WordPiece tokenizer.json."
        )
    return sorted(model["vocab"], key=model["vocab"].get)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
