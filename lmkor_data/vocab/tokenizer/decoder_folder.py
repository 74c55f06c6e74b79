"""Files of tokenizer folders for decoder models, in Hugging Face's format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from lmkor_data.vocab.counting.decoder_pretokenization import split_pattern
from lmkor_data.vocab.tokenizer.tokenizer_folder import TOKENIZER

END, PAD = "<|endoftext|>", "<|pad|>"
#: Reserved for documents, padding, and turns and tools of a chat (ChatML).
SPECIAL = (
    END,
    PAD,
    "<|im_start|>",
    "<|im_end|>",
    "<|tool_call|>",
    "<|tool_result|>",
)
#: Unigram models need one; with byte fallback no text is encoded as it.
UNK = "<unk>"

#: Log-probability of byte pieces: so low that text which spells one, `<0x41>`, is never cut so.
_BYTE_SCORE = -1e4

_CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def reserved(slot: int) -> str:
    """Return the name of a special token that has no use yet."""
    return f"<|reserved_{slot}|>"


def byte_letters() -> list[str]:
    """Return the printable character that stands for each byte in byte-level BPE (GPT-2)."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    letters, following = [], 0x100
    for byte in range(256):
        letters.append(chr(byte if byte in printable else following))
        following += byte not in printable
    return letters


def make_bpe(tokens: Sequence[bytes], merges: Sequence[tuple[int, int]], unused: int) -> Tokenizer:
    """Build a byte-level BPE tokenizer: special tokens, `tokens`, then `unused` reserved ones."""
    letters = byte_letters()
    spelled = ["".join(letters[byte] for byte in token) for token in tokens]
    ids = {name: number for number, name in enumerate([*SPECIAL, *spelled])}
    pairs = [(spelled[left], spelled[right]) for left, right in merges]
    tokenizer = Tokenizer(models.BPE(ids, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split_pattern(), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    _add_special(tokenizer, unused)
    return tokenizer


def make_unigram(pieces: Sequence[str], scores: Sequence[float], unused: int) -> Tokenizer:
    """Build a unigram tokenizer: special tokens, `<unk>`, bytes, `pieces`, then reserved ones."""
    lowest = min(scores, default=0.0)
    vocabulary = [(name, lowest) for name in (*SPECIAL, UNK)]
    vocabulary += [(f"<0x{byte:02X}>", _BYTE_SCORE) for byte in range(256)]
    vocabulary += list(zip(pieces, scores, strict=True))
    model = models.Unigram(vocabulary, unk_id=len(SPECIAL), byte_fallback=True)
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = split_pattern()
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    _add_special(tokenizer, unused)
    return tokenizer


def _add_special(tokenizer: Tokenizer, unused: int) -> None:
    names = [*SPECIAL, *(reserved(slot) for slot in range(unused))]
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in names])


def write_decoder(folder: Path, tokenizer: Tokenizer, max_length: int) -> None:
    """Write tokenizer.json and the configuration, with ChatML as the chat template."""
    tokenizer.save(str(folder / TOKENIZER), pretty=True)
    roles = {"bos_token": END, "eos_token": END, "pad_token": PAD}
    config: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": max_length,
        "model_input_names": ["input_ids", "attention_mask"],
        "chat_template": _CHAT_TEMPLATE,
        **roles,
    }
    for name, value in (("tokenizer_config", config), ("special_tokens_map", roles)):
        written = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{name}.json").write_text(written, encoding="utf-8")
