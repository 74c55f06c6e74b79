"""Train a tiny model of one of LMkor's six families on what `lmkor-data pack` wrote.

    pip install 'lmkor-data[pretraining]'
    lmkor-data pack corpus/vocab --for electra --max-length 128
    python examples/pretrain.py corpus/packed/electra --steps 50

The models are small enough for a CPU; the objectives are those of the full ones: whole-word
masking for BERT, with sentence order for ALBERT, generator and discriminator for ELECTRA and
Funnel, the next token for GPT, and an encoder-decoder with shared weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import load_dataset
from transformers import (
    AlbertConfig,
    AlbertForPreTraining,
    BertConfig,
    BertForPreTraining,
    ElectraConfig,
    ElectraForMaskedLM,
    ElectraForPreTraining,
    EncoderDecoderConfig,
    EncoderDecoderModel,
    FunnelConfig,
    FunnelForMaskedLM,
    FunnelForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
)

PAD, CLS, SEP, MASK = 0, 2, 3, 4
IGNORED = -100
#: A discriminator's loss is small beside a generator's (Clark 2020).
DISCRIMINATOR_WEIGHT = 50.0

Batch = dict[str, torch.Tensor]
Loss = Callable[[Batch], torch.Tensor]


def batches(folder: Path, size: int, seed: int) -> Iterator[Batch]:
    """Endless batches of padded sequences."""
    files = sorted(str(path) for path in folder.rglob("*.parquet"))
    data = load_dataset("parquet", data_files=files, split="train").shuffle(seed=seed)
    while True:
        for rows in data.iter(size, drop_last_batch=len(data) >= size):
            yield collate(rows)


def collate(rows: dict[str, list[Any]]) -> Batch:
    """Padded tensors: ids, attention, segments, the word each token belongs to, and labels."""
    number, width = len(rows["input_ids"]), max(map(len, rows["input_ids"]))
    batch = {
        name: np.zeros((number, width), np.int64)
        for name in ("input_ids", "attention_mask", "token_type_ids", "words")
    }
    for row, (ids, starts, second) in enumerate(
        zip(rows["input_ids"], rows["word_starts"], rows["second_start"], strict=True)
    ):
        batch["input_ids"][row, : len(ids)] = ids
        batch["attention_mask"][row, : len(ids)] = 1
        batch["words"][row, : len(ids)] = np.cumsum(starts)
        if second is not None:
            batch["token_type_ids"][row, second : len(ids)] = 1
    # In a sequence of one segment, nothing is swapped or from elsewhere.
    batch["label"] = np.array([label or 0 for label in rows["label"]])
    if rows["labels"][0] is not None:
        # The decoder starts from [CLS] by itself; what it writes comes after.
        written = [ids[1:] for ids in rows["labels"]]
        batch["targets"] = np.full((number, max(map(len, written))), IGNORED)
        for row, ids in enumerate(written):
            batch["targets"][row, : len(ids)] = ids
    return {name: torch.from_numpy(np.asarray(value, np.int64)) for name, value in batch.items()}


def mask_words(
    batch: Batch, entries: int, share: float = 0.15
) -> tuple[torch.Tensor, torch.Tensor]:
    """(masked ids, labels): whole words, 80 % [MASK], 10 % another token, 10 % left as they are."""
    ids, words = batch["input_ids"], batch["words"]
    special = (ids == PAD) | (ids == CLS) | (ids == SEP)
    chosen_words = torch.rand(ids.shape[0], int(words.max()) + 1) < share
    chosen = chosen_words.gather(1, words) & ~special
    labels = ids.masked_fill(~chosen, IGNORED)
    dice = torch.rand(ids.shape)
    masked = torch.where(chosen & (dice < 0.8), torch.full_like(ids, MASK), ids)
    other = torch.randint(MASK + 1, entries, ids.shape)
    return torch.where(chosen & (dice > 0.9), other, masked), labels


def _inputs(batch: Batch, ids: torch.Tensor) -> Batch:
    return {
        "input_ids": ids,
        "attention_mask": batch["attention_mask"],
        "token_type_ids": batch["token_type_ids"],
    }


def _tiny(entries: int, length: int) -> dict[str, int]:
    return {
        "vocab_size": entries,
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 128,
        "max_position_embeddings": length,
    }


def bert(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    model = BertForPreTraining(BertConfig(**_tiny(entries, length)))

    def loss(batch: Batch) -> torch.Tensor:
        ids, labels = mask_words(batch, entries)
        return model(**_inputs(batch, ids), labels=labels, next_sentence_label=batch["label"]).loss

    return [model], loss


def albert(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    config = AlbertConfig(**_tiny(entries, length), embedding_size=32)
    model = AlbertForPreTraining(config)

    def loss(batch: Batch) -> torch.Tensor:
        ids, labels = mask_words(batch, entries)
        return model(**_inputs(batch, ids), labels=labels, sentence_order_label=batch["label"]).loss

    return [model], loss


def _replaced_tokens(
    generator: torch.nn.Module, discriminator: torch.nn.Module, entries: int
) -> tuple[list[torch.nn.Module], Loss]:
    """The generator fills in masked words, the discriminator tells which tokens it replaced; they
    share their embeddings (Clark 2020)."""

    def loss(batch: Batch) -> torch.Tensor:
        ids, labels = mask_words(batch, entries)
        guess = generator(**_inputs(batch, ids), labels=labels)
        drawn = torch.distributions.Categorical(logits=guess.logits.detach()).sample()
        fake = torch.where(labels == IGNORED, batch["input_ids"], drawn)
        replaced = (fake != batch["input_ids"]).long()
        judged = discriminator(**_inputs(batch, fake), labels=replaced)
        return guess.loss + DISCRIMINATOR_WEIGHT * judged.loss

    return [generator, discriminator], loss


def electra(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    config = ElectraConfig(**_tiny(entries, length), embedding_size=64)
    generator, discriminator = ElectraForMaskedLM(config), ElectraForPreTraining(config)
    generator.electra.embeddings = discriminator.electra.embeddings
    generator.tie_weights()
    return _replaced_tokens(generator, discriminator, entries)


def funnel(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    config = FunnelConfig(
        vocab_size=entries, block_sizes=[1, 1], num_decoder_layers=1, d_model=64, n_head=2,
        d_head=32, d_inner=128, pad_token_id=PAD, cls_token_id=CLS, sep_token_id=SEP,
    )  # fmt: skip
    generator, discriminator = FunnelForMaskedLM(config), FunnelForPreTraining(config)
    generator.funnel.embeddings = discriminator.funnel.embeddings
    generator.tie_weights()
    return _replaced_tokens(generator, discriminator, entries)


def gpt(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    config = GPT2Config(
        vocab_size=entries, n_positions=length, n_embd=64, n_layer=2, n_head=2,
        bos_token_id=CLS, eos_token_id=SEP, pad_token_id=PAD,
    )  # fmt: skip
    model = GPT2LMHeadModel(config)

    def loss(batch: Batch) -> torch.Tensor:
        labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, IGNORED)
        mask = batch["attention_mask"]
        return model(input_ids=batch["input_ids"], attention_mask=mask, labels=labels).loss

    return [model], loss


def bertshared(entries: int, length: int) -> tuple[list[torch.nn.Module], Loss]:
    encoder, decoder = (BertConfig(**_tiny(entries, length)) for _ in range(2))
    config = EncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.tie_encoder_decoder = True
    config.decoder_start_token_id, config.pad_token_id = CLS, PAD
    model = EncoderDecoderModel(config=config)
    share(model.encoder, model.decoder.bert)

    def loss(batch: Batch) -> torch.Tensor:
        mask = batch["attention_mask"]
        ids = batch["input_ids"]
        return model(input_ids=ids, attention_mask=mask, labels=batch["targets"]).loss

    return [model], loss


def share(encoder: torch.nn.Module, decoder: torch.nn.Module) -> None:
    """Give the decoder the encoder's weights; its cross attention stays its own (Rothe 2019)."""
    ours = dict(encoder.named_modules())
    for name, module in decoder.named_modules():
        for parameter in list(module._parameters):
            if name in ours and parameter in ours[name]._parameters:
                module._parameters[parameter] = ours[name]._parameters[parameter]


FAMILIES = {
    "bert": bert,
    "albert": albert,
    "electra": electra,
    "funnel": funnel,
    "gpt": gpt,
    "bertshared": bertshared,
}


def train(folder: Path, steps: int, batch_size: int, rate: float, seed: int) -> Iterator[float]:
    """Train from scratch; yields the loss of each step."""
    torch.manual_seed(seed)
    made = json.loads((folder / "packed.json").read_text())
    models, loss_of = FAMILIES[made["family"]](made["entries"], made["max_length"])
    parameters = {id(p): p for model in models for p in model.parameters()}  # shared ones once
    optimiser = torch.optim.AdamW(parameters.values(), lr=rate)
    for _, batch in zip(range(steps), batches(folder, batch_size, seed), strict=False):
        loss = loss_of(batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        yield float(loss.detach())


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a tiny model on packed sequences.")
    parser.add_argument("folder", type=Path, help="packed/FAMILY, as `lmkor-data pack` wrote it")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not (given.folder / "packed.json").is_file():
        parser.error(
            f"{given.folder} holds no packed.json: give the folder of one family that "
            f"`lmkor-data pack` finished, corpus/packed/electra for example."
        )
    losses = train(given.folder, given.steps, given.batch_size, given.learning_rate, given.seed)
    for step, loss in enumerate(losses, 1):
        if step == 1 or step % 10 == 0:
            print(f"step {step:4d}  loss {loss:.3f}", flush=True)


if __name__ == "__main__":
    main()
