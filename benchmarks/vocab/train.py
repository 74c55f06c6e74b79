"""Vocabularies of 40,000 entries from the same text: ours, Hugging Face's, sentencepiece BPE.

    python benchmarks/vocab/train.py reviews.jsonl.zst

Each runs in a process of its own; CPU seconds are user and system time with all children. Peers
are optional: `pip install sentencepiece==0.2.1`; Hugging Face tokenizers comes with lmkor-data.
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

from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.runners import InProcess
from lmkor_data.report.progress import Quiet
from lmkor_data.vocab.building import build_vocab
from lmkor_data.vocab.characters import normalizer
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.tokenizer_folder import SPECIAL, read_vocabulary

SIZE = 40_000


def texts(source: Path) -> Iterator[str]:
    for batch in read_documents(Shard(source, "all", source.name)):
        yield from batch.column("text").to_pylist()


def ours(source: Path, out: Path) -> None:
    with ShardWriter(out / "dedup", "one") as writer:
        for batch in read_documents(Shard(source, "all", "one")):
            writer.write(conform(pa.table(batch), in_memory(DOCUMENT)))
    options = VocabOptions(SIZE, 0, min_count=1)
    build_vocab(
        out / "dedup",
        out / "vocab",
        options,
        runner=InProcess(),
        progress=Quiet(),
        overwrite=False,
    )
    (out / "vocab.txt").write_text("\n".join(read_vocabulary(out / "vocab")))


def hugging_face(source: Path, out: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=SIZE, special_tokens=list(SPECIAL), show_progress=False
    )
    tokenizer.train_from_iterator(texts(source), trainer)
    (out / "vocab.txt").write_text("\n".join(tokenizer.get_vocab()))


def sentencepiece_bpe(source: Path, out: Path) -> None:
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for text in texts(source) for line in text.split("\n")),
        model_prefix=str(out / "model"),
        model_type="bpe",
        vocab_size=SIZE,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )


def measured(
    job: Callable[[Path, Path], None], source: Path, out: Path, pipe: multiprocessing.Queue
) -> None:
    try:
        job(source, out)
    except ImportError as absent:
        pipe.put(str(absent))
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    pipe.put((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


def main() -> None:
    source = Path(sys.argv[1])
    warm = VocabOptions(SIZE, 0)
    print(f"{source.name}, {warm.size:,} entries, one process each\n")
    print("| trainer | CPU s | peak MB |\n|---|---:|---:|")
    context = multiprocessing.get_context("spawn")
    learned: dict[str, set[str]] = {}
    for job in (ours, hugging_face, sentencepiece_bpe):
        with tempfile.TemporaryDirectory() as folder:
            pipe = context.Queue()
            process = context.Process(target=measured, args=(job, source, Path(folder), pipe))
            process.start()
            result = pipe.get()
            process.join()
            if isinstance(result, str):
                print(f"| {job.__name__} | not run: {result} | |")
                continue
            print(f"| {job.__name__} | {result[0]:.1f} | {result[1]:.0f} |", flush=True)
            vocabulary = Path(folder, "vocab.txt")
            if vocabulary.exists():
                learned[job.__name__] = set(vocabulary.read_text().split("\n"))
    if len(learned) == 2:
        one, other = learned.values()
        print(f"\nentries in both: {len(one & other):,} of {len(one):,}")


if __name__ == "__main__":
    main()
