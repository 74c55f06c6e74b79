"""The deduplication stage: new shards against each other and against earlier survivors."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Container, Sequence
from functools import partial
from pathlib import Path

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.fingerprints import file_fingerprint, parameters_fingerprint
from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.state.card import write_card
from lmkor_data.corpus.state.freshness import check_input
from lmkor_data.dedup.estimate import Estimate, estimate, place_of
from lmkor_data.dedup.index.generations import Generation, Plan, generations
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.output import write_out
from lmkor_data.dedup.phases import PhaseFailed, Phases
from lmkor_data.dedup.repeats.top_sentences import write_top_sentences
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import BYTES_DROPPED, BYTES_IN, Counts
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task
from lmkor_data.errors import LmkorError


def dedup(
    source: Path,
    target: Path,
    removed: Path,
    options: DedupOptions,
    context: StageContext = StageContext(),
    *,
    keep_index: bool = True,
) -> StageReport:
    """Write the documents of `source` to `target`, each once, and the others to `removed`.

    Documents are compared first, in the text as cleaned, then the sentences of the survivors. In
    the other order a copied document would lose all its sentences to the first copy, nobody could
    say what it was a copy of, and the first occurrence of a sentence could vanish with a removed
    document.

    Shards that are new since the last run are compared with each other and with the survivors of
    earlier runs; what is already written stays as it is.

    The index for later runs is about as large as the text of short reviews; without `keep_index` it
    is removed at the end, and when new shards come everything is compared again.

    Raises `LmkorError` where `source` is empty, unfinished or changed, where `target` was made with
    other options, and where one of the three folders is another one or lies inside it.
    """
    _require_apart(source, target, removed)
    place_of(removed)  # now, not after hours of comparing
    shards = require_shards(source)
    report = StageReport("dedup", str(target), options.to_json())
    report.notes += check_input(source)
    with Manifest(
        target, options.to_json(), overwrite=context.overwrite, beside=(removed,)
    ) as manifest:
        if context.overwrite:
            for folder in ("_work", "_index"):
                shutil.rmtree(target / folder, ignore_errors=True)
        earlier, generation = generations(target)
        for one in earlier:
            one.require_sound(signatures=False)
            one.prune()  # where a killed run had not
        written = _unchanged(earlier, shards)
        fresh = [shard for shard in shards if shard.name not in written]
        for one in earlier if fresh else ():
            one.require_sound(signatures=True)
        work = Workspace(target / "_work", source, generation, tuple(earlier))
        if fresh:
            _take_census(generation, fresh)
            if not work.folder.exists():  # an interrupted run has written part already
                estimate(fresh, target, options, context.runner.workers).require_disk(target)
        tasks = [
            Task(s.name, (s.path, written.get(s.name, generation).census), s.bytes, s.name)
            for s in shards
        ]
        try:
            phases = Phases(work, options, context, report)
            bits = phases.run(fresh) if _undone(manifest, tasks, written) else None
            facts = run_tasks(
                "writing",
                partial(write_out, work=work, target=target, removed=removed, bits=bits),
                tasks,
                manifest=manifest,
                context=context,
                report=report,
            )
        except PhaseFailed:
            return report
        if taken := _bytes_taken(report.counts):
            report.facts["bytes_taken"] = taken
        write_card(target, removed)
        if report.ok:
            if bits is not None:
                top_sentences = target / "_repeated-sentences.jsonl"
                write_top_sentences(top_sentences, work, bits, facts.values())
            if fresh and generation.plan.exists():  # unless the index was deleted
                generation.finish()
            shutil.rmtree(work.folder, ignore_errors=True)
            if not keep_index:
                shutil.rmtree(target / "_index", ignore_errors=True)
    return report


def plan_ahead(
    source: Path, target: Path, options: DedupOptions, workers: int, *, overwrite: bool = False
) -> Estimate:
    """Estimate what `dedup` would take for the new shards; raises `LmkorError` as it would."""
    _require_apart(source, target)
    shards = require_shards(source)
    written = {} if overwrite else _unchanged(generations(target)[0], shards)
    fresh = [shard for shard in shards if shard.name not in written]
    return estimate(fresh, target, options, workers)


def _require_apart(*folders: Path) -> None:
    """Refuse to write into the input, or to mix survivors with removed documents."""
    for one, other in itertools.permutations([Path(os.path.realpath(f)) for f in folders], 2):
        if one.is_relative_to(other):
            raise LmkorError(
                f"{one} and {other}: --input, --output and --removed must be three folders, none "
                f"inside another, because a run would overwrite what it reads."
            )


def _unchanged(earlier: Sequence[Generation], shards: Sequence[Shard]) -> dict[str, Generation]:
    """Return the shards that earlier runs wrote, by name; refuses if one has changed since."""
    present = {shard.name: shard for shard in shards}
    written: dict[str, Generation] = {}
    for generation in earlier:
        for member in Plan.read(generation.plan).members:
            shard = present.get(member.name)
            if shard is None or file_fingerprint(shard.path) != member.fingerprint:
                raise LmkorError(
                    f"{member.name} was changed or removed after it was deduplicated, and other "
                    f"documents were compared with it. Use --overwrite to deduplicate again."
                )
            written[member.name] = generation
    return written


def _undone(manifest: Manifest, tasks: Sequence[Task], written: Container[str]) -> bool:
    """Tell whether something is to be written; refuses to rewrite what an earlier run wrote."""
    undone = {task.name for task in tasks if manifest.done(task.name, task.inputs) is None}
    lost = sorted(name for name in undone if name in written)
    if lost:
        raise LmkorError(
            f"The output for {lost[0]} is missing, and what its documents were compared with is no "
            f"longer kept. Use --overwrite to deduplicate again."
        )
    return bool(undone)


def _bytes_taken(counts: Counts) -> dict[str, str]:
    """Return the share of the text that each rule removed."""
    whole = max(1, counts.total(BYTES_IN))
    taken = counts.by_measure(BYTES_DROPPED)
    return {reason: f"{100 * size / whole:.2f} %" for reason, size in taken.items()}


def _take_census(generation: Generation, shards: Sequence[Shard]) -> None:
    """Record which shards are new: with others, decisions would differ."""
    content = {shard.name: file_fingerprint(shard.path) for shard in shards}
    digest = parameters_fingerprint(content)
    text = json.dumps({"digest": digest, "shards": content}, ensure_ascii=False)
    write_whole(generation.census, text)
