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
from lmkor_data.corpus.state.freshness import check_input
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import (
    DamagedFileError,
    LmkorError,
    MissingInputError,
    OtherParametersError,
)
from lmkor_data.vocab.counting.word_counts import Counting, WordCounts, count_words
from lmkor_data.vocab.models.base import VocabularyModel
from lmkor_data.vocab.models.decoder_models import BpeModel, UnigramModel
from lmkor_data.vocab.models.extension_model import ExtensionModel
from lmkor_data.vocab.models.wordpiece_model import WordPieceModel
from lmkor_data.vocab.options import KIND, VocabOptions
from lmkor_data.vocab.tokenizer.tokenizer_folder import TOKENIZER
from lmkor_data.vocab.tokenizer.vocabulary_card import write_card
from lmkor_data.vocab.training.word_sampling import WeightedCounts, group_weights, survey

#: File that records counts and options, so that a second run recognises the folder.
BUILD = "build.json"

MODELS: dict[str, type[VocabularyModel]] = {
    "wordpiece": WordPieceModel,
    "bpe": BpeModel,
    "unigram": UnigramModel,
}


def build_vocab(
    source: Path | None,
    target: Path,
    options: VocabOptions,
    context: StageContext = StageContext(),
    *,
    counts: Path | None = None,
) -> StageReport:
    """Learn a vocabulary from the documents below `source` and write it to `target`.

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
        how = Counting(_model_of(options).pretokenizer, options.sample)
        count_words(source, counts, how, context=context, report=report)
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
    model = _model_of(options)(options)
    if counts.pretokenizer != model.pretokenizer:
        raise LmkorError(
            f"The counts in {counts.folder} are of words for {counts.pretokenizer} models; "
            f"--model {options.model} needs those for {model.pretokenizer} models. Count anew "
            f"without --from-counts."
        )
    digest = parameters_fingerprint({p.name: file_fingerprint(p) for p in counts.parts})
    build = {"options": dataclasses.asdict(options), "counts": digest}
    if _is_built(target, build, overwrite):
        report.notes.append("The vocabulary already exists, from the same counts and options.")
        return
    totals = counts.totals()
    if not totals:
        raise MissingInputError("There are no words to learn from: the documents contain no text.")
    unknown = sorted(set(options.weights) - {category for category, _ in totals})
    if unknown:
        raise LmkorError(
            f"--weights names categories that the counts do not have: {', '.join(unknown)}."
        )
    kinds = counts.kinds() if options.balance == KIND else None
    weights = group_weights(totals, options.weights, options.temperature, kinds)
    weighted = WeightedCounts(counts, weights)
    learned = model.learn(weighted, survey(weighted))
    report.facts |= learned.facts
    report.notes += learned.notes
    fits = model.fit(counts)
    with appearing_folder(target) as folder:
        model.write(folder)
        write_card(folder, report, totals, counts.read, fits, learned.ids)
        (folder / BUILD).write_text(json.dumps(build, ensure_ascii=False, indent=2) + "\n")


def _model_of(options: VocabOptions) -> type[VocabularyModel]:
    return ExtensionModel if options.extend else MODELS[options.model]


def _is_built(target: Path, build: dict[str, Any], overwrite: bool) -> bool:
    """Tell whether `target` is this vocabulary; raises `LmkorError` if it must not be replaced."""
    if not target.exists() or not any(target.iterdir()):
        return False
    if not (target / BUILD).exists():
        raise LmkorError(f"{target} was not written by build-vocab. Give another --output.")
    if overwrite:
        return False
    try:
        before = json.loads((target / BUILD).read_text(encoding="utf-8"))
        # Options that an older version did not have have their defaults.
        before["options"] = dataclasses.asdict(VocabOptions()) | before["options"]
    except (ValueError, TypeError, KeyError) as cause:
        raise DamagedFileError(
            f"{target / BUILD} is damaged ({cause}). Give --overwrite to make the vocabulary again."
        ) from cause
    if before == build and (target / TOKENIZER).exists():
        return True
    raise OtherParametersError(
        f"{target} holds a vocabulary from other counts or options. "
        f"Give another --output, or --overwrite to replace it."
    )
