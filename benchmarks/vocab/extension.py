"""Extends tokenizers of decoder models with Korean pieces; tokens saved, and what stays the same.

    pip download --no-deps llama-models dashscope      # wheels with tokenizers of Llama 3 and Qwen
    python benchmarks/vocab/extension.py corpus/dedup held-out.jsonl --tiktoken qwen.tiktoken

Converts the ranks of a `tiktoken` file to Hugging Face's format, extends it by what `build-vocab
--extend` does, and encodes: Korean held out, and text without Hangul (this repository's Python and
English), where every id must be as before.
"""

from __future__ import annotations

import argparse
import base64
import re
import tempfile
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from lmkor_data.corpus.layout import Shard, expand
from lmkor_data.corpus.reading import read_documents
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.decoder_folder import byte_letters

#: Llama 3 takes digits by threes, Qwen one by one; else they split alike.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{digits}"
    r"| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def from_ranks(file: Path) -> Tokenizer:
    """Build the tokenizer of a `tiktoken` file: the merges of a token are its splits in two."""
    rows = (line.split() for line in file.read_bytes().splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in rows}
    letters = byte_letters()
    names = {token: "".join(letters[byte] for byte in token) for token in ranks}
    merges = []
    for token in ranks:
        halves = [(token[:at], token[at:]) for at in range(1, len(token))]
        known = [half for half in halves if half[0] in ranks and half[1] in ranks]
        merges += sorted(known, key=lambda half: (ranks[half[0]], ranks[half[1]]))
    merges.sort(key=lambda half: ranks[half[0] + half[1]])
    vocabulary = {names[token]: rank for token, rank in ranks.items()}
    pairs = [(names[left], names[right]) for left, right in merges]
    tokenizer = Tokenizer(models.BPE(vocabulary, pairs, ignore_merges=True))
    digits = "" if "qwen" in file.name else "{1,3}"
    split = pre_tokenizers.Split(Regex(PATTERN.format(digits=digits)), "isolated")
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def korean(paths: list[Path]) -> dict[str, list[str]]:
    """Texts by category."""
    found: dict[str, list[str]] = {}
    for file in expand(paths):
        for batch in read_documents(Shard(file, "all", file.stem)):
            for category, text in zip(
                batch["category"].to_pylist(), batch["text"].to_pylist(), strict=True
            ):
                found.setdefault(category, []).append(text)
    return found


def without_hangul() -> list[str]:
    """Lines of this repository, and of licences, that hold no Hangul."""
    root = Path(__file__).resolve().parents[2]
    files = [*root.rglob("*.py"), *root.rglob("*.md"), root / "LICENSE"]
    texts = [file.read_text(encoding="utf-8") for file in files if ".venv" not in file.parts]
    lines = [line for text in texts for line in text.splitlines(keepends=True)]
    return [line for line in lines if not HANGUL.search(line)]


def tokens(tokenizer: Tokenizer, texts: list[str]) -> int:
    return sum(len(encoded.ids) for encoded in tokenizer.encode_batch_fast(texts))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("stage", type=Path)
    arguments.add_argument("held_out", type=Path, nargs="+")
    arguments.add_argument("--tiktoken", type=Path, action="append", required=True)
    arguments.add_argument("--size", type=int, default=20_000)
    given = arguments.parse_args()
    held, plain = korean(given.held_out), without_hangul()
    print("| tokenizer | text | tokens before | after | saved | lines that differ |")
    print("|---|---|---:|---:|---:|---:|")
    for file in given.tiktoken:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "old").mkdir()
            old = from_ranks(file)
            old.save(str(root / "old" / "tokenizer.json"))
            options = VocabOptions(size=given.size, unused=0, extend=str(root / "old"))
            build_vocab(given.stage, root / "new", options)
            new = Tokenizer.from_file(str(root / "new" / "tokenizer.json"))
        differ = sum(old.encode(line).ids != new.encode(line).ids for line in plain)
        before = tokens(old, plain)
        print(f"| {file.stem} | no Hangul, {len(plain):,} lines | {before:,} "
              f"| {tokens(new, plain):,} | | {differ} |")  # fmt: skip
        for category, texts in sorted(held.items()):
            before, after = tokens(old, texts), tokens(new, texts)
            broken = sum(new.decode(new.encode(text).ids) != text for text in texts[:500])
            print(f"| {file.stem} | {category} | {before:,} | {after:,} "
                  f"| {1 - after / before:.1%} | {broken} not decoded |")  # fmt: skip


if __name__ == "__main__":
    main()
