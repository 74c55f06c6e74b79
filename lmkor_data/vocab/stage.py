"""`build_vocab`: count, survey, sample, train, write the tokenizer folder."""

from __future__ import annotations

import dataclasses
import json
import resource
import time
from pathlib import Path
from typing import Any

from lmkor_data.corpus.files import appearing_folder
from lmkor_data.corpus.fingerprints import file_fingerprint, parameters_fingerprint
from lmkor_data.corpus.manifest import is_finished
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

#: How the folder was made, so that a second run knows it.
BUILD = "build.json"

#: Single characters take at most this share of the learned part.
_ALPHABET_SHARE = 0.5

#: Conjoining jamo, of which NFD text is made, and the share of them that a few old words explain.
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

    Word counts are kept in `counts` (beside `target` by default) and used again: for new shards
    only these are counted. Without a `source` the counts are taken as they are. The same counts
    and options give the same bytes. Raises `LmkorError` where there is nothing to learn from, and
    where `target` holds another vocabulary and `overwrite` is false.
    """
    parameters = dataclasses.asdict(options)
    report = StageReport("build-vocab", str(target), parameters)
    counts = counts or target.with_name(f"{target.name}-counts")
    if source is not None:
        if not is_finished(source):
            raise LmkorError(f"{source} is unfinished. Run the stage that makes it to its end.")
        count_words(source, counts, context=context, report=report)
        if source.name == "clean":
            report.notes.append(
                "Learned from clean/, as there is no dedup/ yet: texts that stand many times "
                "weigh more than they should."
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
        report.notes.append("The vocabulary is there already, from the same counts and options.")
        return
    totals = counts.totals()
    if not totals:
        raise LmkorError("There are no words to learn from: the documents hold no text.")
    unknown = sorted(set(options.weights) - {category for category, _ in totals})
    if unknown:
        raise LmkorError(f"--weights names categories that are not there: {', '.join(unknown)}.")
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
    """Whether `target` is this very vocabulary; raises where it must not be replaced."""
    if not target.exists() or not any(target.iterdir()):
        return False
    if not (target / BUILD).exists():
        raise LmkorError(f"{target} was not made by build-vocab; give another --target.")
    if overwrite:
        return False
    if json.loads((target / BUILD).read_text()) == build and (target / VOCABULARY).exists():
        return True
    raise LmkorError(
        f"{target} holds a vocabulary from other counts or options. "
        f"Give another --target, or --overwrite to replace it."
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
            f"it); entries learned from them fit no composed text. `lmkor-data clean` composes it."
        )
    if learned < room:
        notes.append(
            f"The corpus gave {learned + len(SPECIAL):,} of {options.size:,} learned entries: no "
            f"pair of pieces was left that stands {options.min_count} times. The unused entries "
            f"follow directly; a larger corpus fills the rest."
        )
    if alphabet.left_out:
        notes.append(
            f"{alphabet.left_out:,} rare characters ({alphabet.left_out_share:.4%} of the text) "
            f"found no room: half of --size is kept for longer pieces."
        )
    return notes
