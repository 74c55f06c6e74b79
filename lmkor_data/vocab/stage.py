"""`build_vocab`: counts words, samples, trains, writes the tokenizer folder."""

from __future__ import annotations

import dataclasses
import json
import resource
import time
from pathlib import Path
from typing import Any

from lmkor_data.corpus.files import appearing_folder
from lmkor_data.corpus.fingerprints import file_fingerprint, parameters_fingerprint
from lmkor_data.corpus.freshness import check_input
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.counting.word_counts import WordCounts, count_words
from lmkor_data.vocab.evaluation.corpus_fit import fit_of_corpus
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.tokenizer.model_card import write_card
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, VOCABULARY, unused, write_tokenizer
from lmkor_data.vocab.training.alphabet import Alphabet, choose_alphabet
from lmkor_data.vocab.training.huggingface_trainer import train_huggingface
from lmkor_data.vocab.training.word_sampling import (
    Survey,
    WeightedCounts,
    choose_k,
    group_weights,
    sample,
    survey,
)
from lmkor_data.vocab.training.wordpiece_trainer import train

#: File that records counts and options, so that a second run recognises the folder.
BUILD = "build.json"

#: Maximum share of single characters among the learned entries.
_ALPHABET_SHARE = 0.5

#: Conjoining jamo (NFD text), and the share of them that old Korean words may explain.
_LOOSE_JAMO = range(0x1100, 0x1200)
_MOST_LOOSE_JAMO = 0.001


def build_vocab(
    source: Path | None,
    target: Path,
    options: VocabOptions,
    context: StageContext = StageContext(),
    *,
    counts: Path | None = None,
) -> StageReport:
    """Learn a WordPiece vocabulary from the documents below `source` and write it to `target`.

    Word counts are kept in `counts` (default: beside `target`) and reused: later runs count new
    shards only. Without a `source` the existing counts are used. Equal counts and options give
    byte-identical files. Raises `LmkorError` if there are no words, or if `target` holds another
    vocabulary and `context.overwrite` is false.
    """
    parameters = dataclasses.asdict(options)
    report = StageReport("build-vocab", str(target), parameters)
    counts = counts or target.with_name(f"{target.name}-counts")
    if source is not None:
        report.notes += check_input(source)
        report.facts["input"] = str(source)
        count_words(source, counts, context=context, report=report)
        if source.name == "clean":
            report.notes.append(
                "Learned from clean/, for there is no dedup/ yet: duplicated texts weigh more than "
                "they should."
            )
    if not report.ok:
        return report
    begin, cpu = time.perf_counter(), time.process_time()
    _learn(WordCounts(counts), target, options, context.overwrite, report)
    report.seconds += time.perf_counter() - begin
    report.cpu_seconds += time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.peak_mb = max(report.peak_mb, peak)
    return report


def _learn(
    counts: WordCounts, target: Path, options: VocabOptions, overwrite: bool, report: StageReport
) -> None:
    digest = parameters_fingerprint({p.name: file_fingerprint(p) for p in counts.parts})
    build = {"options": dataclasses.asdict(options), "counts": digest}
    if _is_built(target, build, overwrite):
        report.notes.append("The vocabulary already exists, from the same counts and options.")
        return
    totals = counts.totals()
    if not totals:
        raise LmkorError("There are no words to learn from: the documents contain no text.")
    unknown = sorted(set(options.weights) - {category for category, _ in totals})
    if unknown:
        raise LmkorError(
            f"--weights names categories that the counts do not have: {', '.join(unknown)}."
        )
    weights = group_weights(totals, options.weights, options.temperature)
    weighted = WeightedCounts(counts, weights)
    seen = survey(weighted)
    room = options.size - len(SPECIAL)
    alphabet = choose_alphabet(seen.initial, seen.inner, int(room * _ALPHABET_SHARE))
    k = choose_k(seen.rarity, options.word_budget)
    drawn = sample(weighted, k)
    trainer = train_huggingface if options.trainer == "huggingface" else train
    least = options.min_count * drawn.unit
    learned = trainer(drawn.words, drawn.counts, alphabet, room, least)
    entries = [*SPECIAL, *learned, *(unused(slot) for slot in range(options.unused))]
    report.facts |= _facts(seen, alphabet, k, drawn.words.count, len(learned), options)
    report.notes += _notes(seen, alphabet, len(learned), room, options)
    fits = fit_of_corpus(counts, entries)
    with appearing_folder(target) as folder:
        write_tokenizer(folder, entries, options.style, options.max_length)
        write_card(folder, report, totals, counts.read, fits)
        (folder / BUILD).write_text(json.dumps(build, ensure_ascii=False, indent=2) + "\n")


def _is_built(target: Path, build: dict[str, Any], overwrite: bool) -> bool:
    """Tell whether `target` is this vocabulary; raises `LmkorError` if it must not be replaced."""
    if not target.exists() or not any(target.iterdir()):
        return False
    if not (target / BUILD).exists():
        raise LmkorError(f"{target} was not written by build-vocab. Give another --output.")
    if overwrite:
        return False
    if json.loads((target / BUILD).read_text()) == build and (target / VOCABULARY).exists():
        return True
    raise LmkorError(
        f"{target} holds a vocabulary from other counts or options. "
        f"Give another --output, or --overwrite to replace it."
    )


def _facts(
    seen: Survey, alphabet: Alphabet, k: int, trained: int, learned: int, options: VocabOptions
) -> dict[str, Any]:
    return {
        "running_words": seen.running,
        "different_words": seen.words,
        "words_trained_from": trained,
        "sampling_threshold": k,
        "characters": int((alphabet.initial >= 0).sum()),
        "learned_entries": learned + len(SPECIAL),
        "unused_entries": options.unused,
        "vocabulary": learned + len(SPECIAL) + options.unused,
    }


def _notes(
    seen: Survey, alphabet: Alphabet, learned: int, room: int, options: VocabOptions
) -> list[str]:
    notes = []
    if (loose := seen.share(_LOOSE_JAMO)) > _MOST_LOOSE_JAMO:
        notes.append(
            f"{loose:.1%} of the characters are jamo of decomposed Hangul (NFD, as macOS writes "
            f"it); entries learned from it match no composed text. `lmkor-data clean` composes it."
        )
    if learned < room:
        notes.append(
            f"The corpus gave {learned + len(SPECIAL):,} of {options.size:,} learned entries: no "
            f"remaining pair of pieces occurs {options.min_count} times. The unused entries follow "
            f"directly; a larger corpus fills the rest."
        )
    if alphabet.left_out:
        notes.append(
            f"{alphabet.left_out:,} rare characters ({alphabet.left_out_share:.4%} of the text) "
            f"did not fit: half of --size is reserved for longer pieces."
        )
    return notes
