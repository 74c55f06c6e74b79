"""Vocabularies of 40,000 entries from the same text: ours, Hugging Face's, sentencepiece's.

    python benchmarks/vocab/train.py reviews.jsonl.zst
    python benchmarks/vocab/train.py corpus/clean

All read the same Parquet shards, each in a process of its own; CPU seconds are user and system time
of that process. Peers are optional: `pip install sentencepiece==0.2.3`; Hugging Face tokenizers
comes with lmkor-data.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import pyarrow as pa

from lmkor_data.corpus.layout import Shard, shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.vocab.counting.character_classes import normalizer
from lmkor_data.vocab.counting.decoder_pretokenization import split_pattern
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, read_vocabulary

SIZE = 40_000


def write_shard(source: Path, stage: Path) -> None:
    """The documents as a stage keeps them, which all trainers read."""
    with ShardWriter(stage, "one") as writer:
        for batch in read_documents(Shard(source, "all", "one")):
            writer.write(conform(pa.table(batch), in_memory(DOCUMENT)))


def texts(stage: Path) -> Iterator[str]:
    for shard in shards(stage):
        for batch in read_documents(shard, columns=["text"]):
            yield from batch.column("text").to_pylist()


def ours(stage: Path, out: Path) -> None:
    options = VocabOptions(SIZE, 0, min_count=1)
    build_vocab(
        stage,
        out / "vocab",
        options,
        context=StageContext(),
    )
    (out / "vocab.txt").write_text("\n".join(read_vocabulary(out / "vocab")))


def hugging_face(stage: Path, out: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=SIZE, special_tokens=list(SPECIAL), show_progress=False
    )
    tokenizer.train_from_iterator(texts(stage), trainer)
    (out / "vocab.txt").write_text("\n".join(tokenizer.get_vocab()))


def ours_bpe(stage: Path, out: Path) -> None:
    build_vocab(stage, out / "vocab", VocabOptions(SIZE, 0, min_count=1, model="bpe"))


def ours_unigram(stage: Path, out: Path) -> None:
    build_vocab(stage, out / "vocab", VocabOptions(SIZE, 0, min_count=1, model="unigram"))


def hugging_face_bpe(stage: Path, out: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split_pattern(), byte_level])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=SIZE, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts(stage), trainer)


def hugging_face_unigram(stage: Path, out: Path) -> None:
    from tokenizers import Tokenizer, models, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = split_pattern()
    trainer = trainers.UnigramTrainer(vocab_size=SIZE, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(texts(stage), trainer)


def sentencepiece_bpe(stage: Path, out: Path) -> None:
    _sentencepiece(stage, out, "bpe")


def sentencepiece_unigram(stage: Path, out: Path) -> None:
    _sentencepiece(stage, out, "unigram")


def _sentencepiece(stage: Path, out: Path, model: str) -> None:
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for text in texts(stage) for line in text.split("\n")),
        model_prefix=str(out / "model"),
        model_type=model,
        vocab_size=SIZE,
        character_coverage=1.0 if model == "bpe" else 0.9995,
        byte_fallback=model == "unigram",
        num_threads=1,
        minloglevel=2,
    )


JOBS = (
    ours,
    hugging_face,
    ours_bpe,
    hugging_face_bpe,
    sentencepiece_bpe,
    ours_unigram,
    hugging_face_unigram,
    sentencepiece_unigram,
)


def measured(
    job: Callable[[Path, Path], None], stage: Path, out: Path, pipe: multiprocessing.Queue
) -> None:
    try:
        job(stage, out)
    except ImportError as absent:
        pipe.put(str(absent))
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    pipe.put((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


def main() -> None:
    source = Path(sys.argv[1])
    print(f"{source.name}, {SIZE:,} entries, one process each\n")
    print("| trainer | CPU s | peak MB |\n|---|---:|---:|")
    context = multiprocessing.get_context("spawn")
    learned: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        stage = source if source.is_dir() else Path(folder, "dedup")
        if not source.is_dir():
            write_shard(source, stage)
        for job in JOBS:
            out = Path(folder, job.__name__)
            out.mkdir()
            pipe = context.Queue()
            process = context.Process(target=measured, args=(job, stage, out, pipe))
            process.start()
            result = pipe.get()
            process.join()
            if isinstance(result, str):
                print(f"| {job.__name__} | not run: {result} | |")
                continue
            print(f"| {job.__name__} | {result[0]:.1f} | {result[1]:.0f} |", flush=True)
            if (out / "vocab.txt").exists():
                learned[job.__name__] = set((out / "vocab.txt").read_text().split("\n"))
    if len(learned) == 2:
        one, other = learned.values()
        print(f"\nentries in both: {len(one & other):,} of {len(one):,}")


if __name__ == "__main__":
    main()
