"""The stage: raw/ → clean/ and rejected/."""

from __future__ import annotations

import functools
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lmkor_data.cleaning.batch_cleaner import SENTENCES_DROPPED, SENTENCES_OUT, UNSPLIT
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.profiles import ProfileSelection
from lmkor_data.cleaning.sentences import agreement
from lmkor_data.cleaning.shard_tasks import OutputFolders, SliceMerge, clean_slice, finish_shard
from lmkor_data.cleaning.slices import Slice, input_shards, slices, whole
from lmkor_data.corpus.grouping import ShardGroup, group_shards
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.state.card import write_card
from lmkor_data.corpus.state.freshness import check_input
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task
from lmkor_data.errors import LmkorError


def clean(
    source: Path | Sequence[Path],
    target: Path,
    rejected: Path,
    options: CleanOptions,
    context: StageContext = StageContext(),
    *,
    compare_with_kss: bool = False,
) -> StageReport:
    """Clean every shard of `source` (a stage folder, or files) into `target`.

    Documents that are not worth keeping go to `rejected`, with the reason. `compare_with_kss`
    also tells how many documents of a sample come out as with `sentences="kss"`. Raises LmkorError
    where the input is missing or unfinished, `target` lies in it or was made with other options,
    or there is no such profile; nothing is written then.
    """
    ProfileSelection(options.profiles, options.profile, options.filters)
    shards = input_shards(source)
    _require_apart(source, target, rejected)
    folders = OutputFolders(target, rejected)
    report = StageReport("clean", str(target), options.to_json())
    report.notes += check_input(source) if isinstance(source, Path) else []
    with Manifest(
        target, options.to_json(), overwrite=context.overwrite, beside=(rejected,)
    ) as manifest:
        groups = group_shards(shards, manifest.planned)
        manifest.plan({group.name: group.paths for group in groups})
        missing = [g for g in groups if manifest.done(g.name, g.paths) is None]
        plan = {g.name: slices(g) for g in missing} if options.sentences == "kss" else {}
        merges = _clean_slices(
            [part for parts in plan.values() if len(parts) > 1 for part in parts],
            options=options,
            folders=folders,
            context=context,
            report=report,
        )
        tasks = [
            _finishing(group, merges.get(group.name) or whole(group))
            for group in groups
            if len(plan.get(group.name, ())) < 2 or group.name in merges
        ]
        facts = run_tasks(
            "cleaning",
            functools.partial(finish_shard, options=options, folders=folders),
            tasks,
            manifest=manifest,
            context=context,
            report=report,
        )
    write_card(target, rejected)
    if report.ok:
        shutil.rmtree(target / "_work", ignore_errors=True)
    _tell_sentences(report)
    _tell_filter_seconds(report, facts)
    if compare_with_kss and options.sentences == "fast" and report.ok:
        _tell_agreement(report, shards, options, context)
    return report


def _require_apart(source: Path | Sequence[Path], *made: Path) -> None:
    """Refuse to write into a folder of the input: the next run would clean its own output."""
    for given in (source,) if isinstance(source, Path) else source:
        for folder in made:
            if given.is_dir() and folder.resolve().is_relative_to(given.resolve()):
                raise LmkorError(
                    f"{folder} lies in the input {given}, so the next run would clean what this "
                    f"one wrote. Give an --output elsewhere."
                )


def _clean_slices(
    parts: list[Slice],
    *,
    options: CleanOptions,
    folders: OutputFolders,
    context: StageContext,
    report: StageReport,
) -> dict[str, SliceMerge]:
    """Clean groups piece by piece; returns what to join for each that is complete."""
    if not parts:
        return {}
    tasks = [Task(p.name, (p.shard.path,), p.bytes, p) for p in parts]
    work = folders.kept / "_work"
    with Manifest(work, options.to_json(), overwrite=context.overwrite) as manifest:
        facts = run_tasks(
            "cleaning and splitting",
            functools.partial(clean_slice, options=options, folders=folders),
            tasks,
            manifest=manifest,
            context=context,
            report=report,
        )
    by_group: dict[str, list[Slice]] = {}
    for part in parts:
        by_group.setdefault(part.group, []).append(part)
    merges: dict[str, SliceMerge] = {}
    for name, of_group in by_group.items():
        if all(part.name in facts for part in of_group):
            merges[name] = _slice_merge(name, [facts[part.name] for part in of_group])
    return merges


def _slice_merge(name: str, facts: list[dict]) -> SliceMerge:
    counts = Counts()
    for fact in facts:
        counts.merge(Counts.from_json(fact["counts"]))
    kept = tuple(Path(path) for fact in facts for path in fact["kept"])
    rejected = tuple(Path(path) for fact in facts for path in fact["rejected"])
    return SliceMerge(name, kept, rejected, counts)


def _finishing(group: ShardGroup, payload: list[Slice] | SliceMerge) -> Task:
    size = 0 if isinstance(payload, SliceMerge) else group.bytes
    return Task(group.name, group.paths, size, payload)


def _tell_agreement(
    report: StageReport, shards: list[Shard], options: CleanOptions, context: StageContext
) -> None:
    measure = functools.partial(agreement.measure, options=options)
    with context.progress.phase("comparing a sample with kss", 1):
        (outcome,) = context.runner.map(measure, [Task("agreement", payload=shards)])
        context.progress.advance(1)
    if outcome.result is None:
        report.notes.append(f"Agreement with kss could not be measured: {outcome.cause}")
        return
    facts = outcome.result.facts
    report.facts["exactly as with kss"] = (
        f"{facts['agreement']:.1%} of a sample of {facts['documents']} documents"
    )


def _tell_filter_seconds(report: StageReport, facts: Mapping[str, dict[str, Any]]) -> None:
    """Put the CPU seconds of each filter into the facts, the most expensive first."""
    seconds: Counter[str] = Counter()
    for of_task in facts.values():
        seconds.update(of_task.get("filter_seconds", {}))
    named = [f"{reason} {spent:.1f}" for reason, spent in seconds.most_common() if spent >= 0.05]
    if named:
        report.facts["CPU seconds of filters"] = ", ".join(named)


def _tell_sentences(report: StageReport) -> None:
    """Put what is counted in sentences into the facts."""
    report.facts["sentences"] = report.counts.total(SENTENCES_OUT)
    for reason, number in report.counts.by_measure(SENTENCES_DROPPED).items():
        report.facts[f"sentences left out: {reason}"] = number
    unsplit = report.counts.total(UNSPLIT)
    if unsplit:
        report.notes.append(f"{unsplit} documents went through with a part unsplit.")
