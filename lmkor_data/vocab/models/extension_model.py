"""Extension of a byte-level BPE tokenizer (Llama 3, Qwen 2): Korean pieces appended, ids kept.

Training goes on from the tokens that the existing tokenizer gives, with merges of Hangul alone (see
`hangul_bytes`). The new merges stand behind all old ones, so text without Hangul is tokenized as
before, and a model keeps its embeddings; `embedding_init.jsonl` says how to begin the new ones.
"""

from __future__ import annotations

import json
import shutil
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.counting.word_table import DECODER
from lmkor_data.vocab.models.base import Learned, VocabularyModel, id_ranges
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.tokenizer.decoder_folder import byte_letters
from lmkor_data.vocab.tokenizer.tokenizer_folder import TOKENIZER
from lmkor_data.vocab.training.bpe_trainer import train_on
from lmkor_data.vocab.training.merge_kernel import Symbols
from lmkor_data.vocab.training.word_sampling import Sample, Survey, WeightedCounts

#: One line per new id: the existing ids whose embeddings' mean begins it.
RECIPE = "embedding_init.jsonl"

#: Words encoded at once by the existing tokenizer.
_BATCH = 20_000
#: Larger files of the folder are weights, not the tokenizer's.
_MOST_BYTES = 64 << 20
_NORMALIZERS = {None, "NFC"}


class ExtensionModel(VocabularyModel):
    """Adds `options.size` pieces to the tokenizer in `options.extend`."""

    pretokenizer = DECODER

    def __init__(self, options: VocabOptions) -> None:
        super().__init__(options)
        self._folder = Path(options.extend or "")
        self._json = _read_tokenizer(self._folder)
        self._tokens = _tokens_of(self._json, self._folder)
        self._merges: list[tuple[int, int]] = []
        self._new: list[bytes] = []
        self._sources: list[list[int]] = []

    def learn(self, counts: WeightedCounts, seen: Survey) -> Learned:
        """Learn merges of Hangul beyond those of the existing tokenizer."""
        options, old = self.options, len(self._tokens)
        drawn, facts = self.draw(counts, seen)
        symbols = self._encode(drawn)
        before = int((symbols.lengths * symbols.counts).sum())
        least = options.min_count * drawn.unit
        learned = train_on(symbols, self._tokens, options.size, least)
        after = learned.encoded
        self._merges, self._new = learned.merges, learned.tokens[old:]
        sources: list[list[int]] = [[number] for number in range(old)]
        for left, right, made in learned.made():
            if made == len(sources):
                sources.append(sources[left] + sources[right])
        self._sources = sources[old:]
        facts |= {
            "extended": str(self._folder),
            "entries_before": old,
            "new_entries": len(self._new),
            "vocabulary": old + len(self._new),
            "hangul_words": int(symbols.counts.sum()),
            "tokens_per_hangul_word_before": round(before / max(1, int(symbols.counts.sum())), 3),
            "tokens_per_hangul_word": round(after / max(1, int(symbols.counts.sum())), 3),
            "tokens_saved": round(1 - after / max(1, before), 4),
        }
        facts["tokens_per_word"] = facts["tokens_per_hangul_word"]
        notes = []
        if len(self._new) < options.size:
            notes.append(
                f"The corpus gave {len(self._new):,} of {options.size:,} new pieces: no remaining "
                f"pair of pieces occurs {options.min_count} times."
            )
        ids = id_ranges(
            (old, f"as in `{self._folder.name}`"), (len(self._new), "Korean pieces, appended")
        )
        return Learned(ids, facts, notes)

    def write(self, folder: Path) -> None:
        """Copy the tokenizer's files, with the new entries and merges, and write the recipe."""
        for file in sorted(self._folder.iterdir()):
            small = file.is_file() and file.stat().st_size <= _MOST_BYTES
            if small and file.suffix in (".json", ".jinja", ".txt") and file.name != "build.json":
                shutil.copy2(file, folder / file.name)
        letters = byte_letters()
        spelled = {
            number: "".join(letters[byte] for byte in token)
            for number, token in enumerate([*self._tokens, *self._new])
        }
        model, old = self._json["model"], len(self._tokens)
        # Added tokens that the model does not hold would be given ids behind the new pieces.
        for token in self._json.get("added_tokens", []):
            model["vocab"].setdefault(token["content"], token["id"])
        model["vocab"] |= {spelled[old + i]: old + i for i in range(len(self._new))}
        pairs = [[spelled[left], spelled[right]] for left, right in self._merges]
        as_text = bool(model["merges"]) and isinstance(model["merges"][0], str)
        model["merges"] += [" ".join(pair) for pair in pairs] if as_text else pairs
        _write_json(folder / TOKENIZER, self._json)
        if (folder / "vocab.json").exists():
            _write_json(folder / "vocab.json", model["vocab"])
        if (folder / "merges.txt").exists():
            with (folder / "merges.txt").open("a", encoding="utf-8") as merges:
                merges.writelines(" ".join(pair) + "\n" for pair in pairs)
        with (folder / RECIPE).open("w", encoding="utf-8") as recipe:
            for number, (token, source) in enumerate(zip(self._new, self._sources, strict=True)):
                row = {
                    "id": old + number,
                    "piece": token.decode("utf-8", "replace"),
                    "mean_of": source,
                }
                recipe.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _encode(self, drawn: Sample) -> Symbols:
        """Encode the words with Hangul by the existing tokenizer."""
        tokenizer = Tokenizer.from_str(json.dumps(self._json))
        words, numbers = [], []
        for word, count in drawn.items():
            if any("가" <= letter <= "힣" for letter in word):
                words.append(word)
                numbers.append(count)
        pieces, lengths = array("i"), array("i")
        for first in range(0, len(words), _BATCH):
            chosen = words[first : first + _BATCH]
            for encoded in tokenizer.encode_batch_fast(chosen, add_special_tokens=False):
                ids = encoded.ids
                pieces.extend(ids)
                lengths.append(len(ids))
        sizes = np.array(lengths, np.int32)
        starts = np.cumsum(sizes, dtype=np.int64) - sizes
        return Symbols(starts, sizes, np.array(pieces, np.int32), np.array(numbers, np.int64))


def _read_tokenizer(folder: Path) -> dict[str, Any]:
    """Read tokenizer.json. Raises LmkorError where it is not byte-level BPE."""
    file = folder / TOKENIZER
    try:
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        model, kind = read["model"], read["model"]["type"]
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise LmkorError(
            f"{file} cannot be read as a tokenizer ({cause}). --extend takes a folder with a "
            f"tokenizer.json, such as `save_pretrained` of a fast tokenizer writes."
        ) from cause
    parts = read.get("pre_tokenizer") or {}
    steps = parts.get("pretokenizers", [parts])
    byte_level = any(step.get("type") == "ByteLevel" for step in steps)
    normalizer = (read.get("normalizer") or {}).get("type")
    if kind != "BPE" or not byte_level or normalizer not in _NORMALIZERS:
        raise LmkorError(
            f"{file} is not a byte-level BPE tokenizer (its model is {kind}). --extend takes "
            f"those of Llama 3, Qwen 2, GPT-2 and their like."
        )
    for name in ("dropout", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(name):
            raise LmkorError(f"{file} has `{name}`, which --extend does not support.")
    return read


def _tokens_of(read: dict[str, Any], folder: Path) -> list[bytes]:
    """Return the bytes of every id; empty for special tokens and ids without a token."""
    of_letter = {letter: byte for byte, letter in enumerate(byte_letters())}
    vocabulary: dict[str, int] = read["model"]["vocab"]
    added = {token["id"] for token in read.get("added_tokens", [])}
    size = 1 + max([*vocabulary.values(), *added])
    tokens = [b""] * size
    for name, number in vocabulary.items():
        if number in added:
            continue
        try:
            tokens[number] = bytes(of_letter[letter] for letter in name)
        except KeyError as cause:
            raise LmkorError(
                f"{folder / TOKENIZER} is not byte-level: its entry {name!r} has a letter that "
                f"stands for no byte."
            ) from cause
    return tokens


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
