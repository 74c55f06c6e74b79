"""Run the steps of a pipeline in order, each only where it is needed."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lmkor_data.corpus.layout import Corpus
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError, OtherParametersError
from lmkor_data.pipeline.pipeline_file import Pipeline, Step
from lmkor_data.pipeline.up_to_date import PipelineState
from lmkor_data.stage_table import (
    BUILD_VOCAB,
    CLEAN,
    CRAWL,
    DECONTAMINATE,
    DEDUP,
    IMPORT,
    PACK,
    Stage,
)


@dataclass(frozen=True)
class StepResult:
    """What became of a step."""

    step: Step
    why: str  #: why it ran; empty where it was up to date
    report: StageReport | None = None  #: None where it was up to date


def plan(pipeline: Pipeline) -> Iterator[StepResult]:
    """Tell which steps would run, and why, as things stand. Changes nothing."""
    state = PipelineState(Corpus(pipeline.corpus))
    earlier = ""
    for step in pipeline.steps:
        why = state.why(step) or (earlier and f"after {earlier}")
        if why and step.stage is not PACK:
            earlier = step.name
        yield StepResult(step, why)


def run_pipeline(
    pipeline: Pipeline, context: StageContext = StageContext()
) -> Iterator[StepResult]:
    """Run the steps that are needed; yields what became of each as it ends.

    Stops after a step that failed; an import that left out rows goes on, for the rest of it is
    there. Options that differ from those that made an output raise `OtherParametersError`, unless
    `context.overwrite`.
    """
    corpus = Corpus(pipeline.corpus)
    corpus.root.mkdir(parents=True, exist_ok=True)
    state = PipelineState(corpus)
    for step in pipeline.steps:
        why = state.why(step)
        if not why:
            yield StepResult(step, "")
            continue
        try:
            report = _RUN[step.stage](corpus, step, context)
        except OtherParametersError as fault:
            raise OtherParametersError(f"[{step.name}] {fault}") from fault
        yield StepResult(step, why, report)
        if not report.ok and step.stage is not IMPORT:
            return
        if report.ok:
            state.note(step)


def _crawl(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.crawlers.options import CrawlOptions

    asked = _options(CrawlOptions, step, {})
    report: StageReport = CRAWL.load()(corpus.output_of(CRAWL), asked, context)
    return report


def _import(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.importers.registry import find_importer
    from lmkor_data.importers.stage import import_files

    importer = find_importer(str(step.options.get("format", "tables")))
    asked = _options(importer.options, step, {"files", "format"})
    return import_files(importer, step.options["files"], corpus.output_of(IMPORT), asked, context)


def _clean(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.cleaning.options import CleanOptions

    source, target, rejected = corpus.paths_of(CLEAN)
    asked = _options(CleanOptions, step, {})
    report: StageReport = CLEAN.load()(source, target, rejected, asked, context)
    return report


def _dedup(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.dedup.options import DedupOptions

    source, target, removed = corpus.paths_of(DEDUP)
    asked = _options(DedupOptions, step, {})
    report: StageReport = DEDUP.load()(source, target, removed, asked, context)
    return report


def _decontaminate(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.dedup.decontaminate.stage import DecontaminationOptions

    source, target, contaminated = corpus.paths_of(DECONTAMINATE)
    asked = _options(DecontaminationOptions, step, {"against"})
    run, against = DECONTAMINATE.load(), step.options["against"]
    report: StageReport = run(source, target, contaminated, against, asked, context)
    return report


def _build_vocab(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.vocab.options import VocabOptions

    source, target, counts = corpus.paths_of(BUILD_VOCAB)
    asked = _options(VocabOptions, step, {})
    report: StageReport = BUILD_VOCAB.load()(source, target, asked, context, counts=counts)
    return report


def _pack(corpus: Corpus, step: Step, context: StageContext) -> StageReport:
    from lmkor_data.vocab.packing.stage import PackOptions

    source, target = corpus.paths_of(PACK)
    asked = _options(PackOptions, step, {})
    folder, vocabulary = target / asked.family, corpus.output_of(BUILD_VOCAB)
    report: StageReport = PACK.load()(source, folder, vocabulary, asked, context)
    return report


_RUN: dict[Stage, Callable[[Corpus, Step, StageContext], StageReport]] = {
    CRAWL: _crawl,
    IMPORT: _import,
    CLEAN: _clean,
    DEDUP: _dedup,
    DECONTAMINATE: _decontaminate,
    BUILD_VOCAB: _build_vocab,
    PACK: _pack,
}


def _options(form: Any, step: Step, others: set[str] | dict[str, Any]) -> Any:
    """The options of a stage from its table; lists become tuples, unknown keys are named."""
    known = {f.name for f in dataclasses.fields(form)}
    given = {key: value for key, value in step.options.items() if key not in others}
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known | set(others), 1)
            hint = (
                f" Did you mean `{near[0]}`?" if near else f" It has: {', '.join(sorted(known))}."
            )
            raise LmkorError(f"[{step.name}] has no option `{key}`.{hint}")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    try:
        return form(**values)
    except TypeError as cause:
        raise LmkorError(f"[{step.name}]: {cause}.") from cause
