"""The stage: phases in their order, each a list of tasks with its own manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.fingerprints import file_fingerprint, parameters_fingerprint
from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.manifest import Manifest, is_finished
from lmkor_data.dedup.candidates import gather_candidates
from lmkor_data.dedup.components import find_components
from lmkor_data.dedup.edges import find_edges
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.sentences import deal_sentences, find_repeats, part_bits
from lmkor_data.dedup.signing import bands_of, sign
from lmkor_data.dedup.verdicts import reach_verdicts
from lmkor_data.dedup.verifying import verify
from lmkor_data.dedup.workspace import Member, Plan, Workspace
from lmkor_data.dedup.writing_out import write_out
from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError


def dedup(
    source: Path,
    target: Path,
    removed: Path,
    options: DedupOptions,
    *,
    runner: Runner,
    progress: Progress,
    overwrite: bool,
) -> StageReport:
    """Write the documents of `source` to `target`, each once; those that go to `removed`.

    Documents are compared first, in the text as it was cleaned, then the sentences of those that
    stay. The other way round, a copied document would have lost all its sentences to the first
    one and nobody could say whose copy it was; and the first occurrence of a sentence could go
    with a document that is removed.

    Raises `LmkorError` where `source` is empty or unfinished, or `target` was made otherwise.
    """
    shards = require_shards(source, "clean")
    if not is_finished(source):
        raise LmkorError(f"{source} is unfinished. Run `lmkor-data clean` to its end first.")
    report = StageReport("dedup", str(target), options.to_json())
    work = Workspace(target / "_work")
    with Manifest(target, options.to_json(), overwrite=overwrite) as manifest:
        if overwrite:
            shutil.rmtree(work.folder, ignore_errors=True)
        census = _take_census(target, shards)
        run = _Run(work, options, runner, progress, report)
        tasks = [Task(s.name, (s.path, census), s.bytes, s.name) for s in shards]
        try:
            if any(manifest.done(task.name, task.inputs) is None for task in tasks):
                bits = run.prepare(shards)
            else:
                bits = None
            write = partial(write_out, work=work, target=target, removed=removed, bits=bits)
            run_tasks(
                "writing",
                write,
                tasks,
                manifest=manifest,
                runner=runner,
                progress=progress,
                report=report,
            )
        except _PhaseFailed:
            return report
        if report.ok:
            shutil.rmtree(work.folder, ignore_errors=True)
    return report


#: `function(task, work=workspace)`.
PhaseWork = Callable[..., TaskResult]


class _PhaseFailed(Exception):
    """A phase has failed tasks, which the report names; the phases after it cannot run."""


@dataclass
class _Run:
    """One run: its phases, up to the verdict on every document and every sentence."""

    work: Workspace
    options: DedupOptions
    runner: Runner
    progress: Progress
    report: StageReport

    def prepare(self, shards: Sequence[Shard]) -> int | None:
        """Every phase but the writing; returns the bits of the sentence parts, if any."""
        plan = self._plan(shards)
        by_shard = [(m.name, m.shard.bytes) for m in plan.members]
        keys = [Task(f"key-{k:02d}", size=8 * plan.documents, payload=k) for k in range(plan.keys)]
        self._phase("edges", find_edges, keys)
        one = [Task("all", size=plan.documents)]
        facts = self._phase("components", find_components, one)["all"]
        parts = facts["parts"]
        gather = [Task(n, (), size, {"shard": n, "parts": parts}) for n, size in by_shard]
        self._phase("candidates", gather_candidates, gather)
        share = facts["candidates"] * plan.text_bytes // max(1, parts * plan.documents)
        checks = [Task(f"part-{p:05d}", size=share, payload=p) for p in range(parts)]
        self._phase("decisions", partial(verify, options=self.options), checks)
        one = [Task("all", size=plan.documents, payload=parts)]
        self._phase("verdicts", reach_verdicts, one)
        if self.options.sentences == "off":
            return None
        bits = part_bits(plan)
        deal = [Task(n, (), size, {"shard": n, "bits": bits}) for n, size in by_shard]
        self._phase("sentences", deal_sentences, deal)
        share = 8 * plan.sentences >> bits
        parts = [Task(f"part-{p:05d}", size=share, payload=p) for p in range(1 << bits)]
        repeats = partial(find_repeats, max_repeats=self.options.max_repeats)
        self._phase("repeats", repeats, parts)
        return bits

    def _plan(self, shards: Sequence[Shard]) -> Plan:
        """Sign every shard; then every document has its position."""
        tasks = [Task(s.name, (s.path,), s.bytes, s) for s in shards]
        facts = self._run("signatures", partial(sign, options=self.options), tasks, {})
        members = tuple(
            Member(
                s.name,
                str(s.path),
                s.category,
                fingerprint=file_fingerprint(s.path),
                **facts[s.name],
            )
            for s in shards
        )
        plan = Plan(members, bands_of(self.options).bands + 1)
        plan.write(self.work.plan)
        return plan

    def _phase(
        self, name: str, function: PhaseWork, tasks: list[Task]
    ) -> dict[str, dict[str, Any]]:
        plan = {"plan": parameters_fingerprint({"plan": self.work.plan.read_text("utf-8")})}
        return self._run(name, function, tasks, plan)

    def _run(
        self, name: str, function: PhaseWork, tasks: list[Task], parameters: dict[str, Any]
    ) -> dict[str, dict[str, Any]]:
        known = {"options": self.options.to_json(), **parameters}
        with self.work.manifest(name, known) as manifest:
            facts = run_tasks(
                name,
                partial(function, work=self.work),
                tasks,
                manifest=manifest,
                runner=self.runner,
                progress=self.progress,
                report=self.report,
            )
        if self.report.failures:
            raise _PhaseFailed
        return facts


def _take_census(target: Path, shards: Sequence[Shard]) -> Path:
    """Write down which shards the corpus has: another corpus has other verdicts everywhere."""
    content = {shard.name: file_fingerprint(shard.path) for shard in shards}
    digest = parameters_fingerprint(content)
    path = target / "_census.json"
    write_whole(path, json.dumps({"digest": digest, "shards": content}, ensure_ascii=False))
    return path
