"""The phases of a run, up to the decision about every document and every sentence."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyarrow.parquet import read_metadata

from lmkor_data.corpus.fingerprints import file_fingerprint, parameters_fingerprint
from lmkor_data.corpus.layout import Shard
from lmkor_data.dedup.candidates.candidate_texts import gather_candidates
from lmkor_data.dedup.candidates.components import find_components
from lmkor_data.dedup.candidates.edges import find_edges
from lmkor_data.dedup.decide.decisions import join_decisions
from lmkor_data.dedup.decide.verification import verify
from lmkor_data.dedup.index.generations import Member, Plan
from lmkor_data.dedup.index.index_matches import (
    find_key_matches,
    gather_index_matches,
    index_sentences,
    matched_shards,
    sentence_parts,
)
from lmkor_data.dedup.index.key_index import index_keys, key_runs, remove_merged
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.repeats.emptied import find_emptied, gather_emptied
from lmkor_data.dedup.repeats.sentences import find_repeats, part_bits, partition_sentences
from lmkor_data.dedup.signatures.document_keys import banding_of
from lmkor_data.dedup.signatures.key_files import range_bits
from lmkor_data.dedup.signatures.signature_files import sign_shard
from lmkor_data.dedup.storage.positions import require_positions
from lmkor_data.dedup.storage.workspace import Workspace, phase_manifest
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult

#: `function(task, work=workspace)`.
PhaseWork = Callable[..., TaskResult]


class PhaseFailed(Exception):
    """A phase has failed tasks, named in the report; later phases cannot run."""


@dataclass
class Phases:
    """Run phase after phase; each is a list of tasks with a manifest of its own."""

    work: Workspace
    options: DedupOptions
    context: StageContext
    report: StageReport

    def run(self, shards: Sequence[Shard]) -> int | None:
        """Run everything but the writing; returns the bits of the sentence parts, if any.

        Raises `PhaseFailed` where a task failed.
        """
        plan = self._sign(shards)
        self._find_index_matches(plan)
        ranges = itertools.product(range(plan.keys), range(1 << plan.bits))
        share = 8 * plan.documents >> plan.bits
        edges = [Task(f"{_key(k)}-{_part(p)}", size=share, payload=(k, p)) for k, p in ranges]
        self._phase("edges", find_edges, edges)
        self._decide(plan)
        if self.options.sentences == "off":
            return None
        bits = part_bits(plan)
        by_shard = [
            Task(m.name, size=8 * m.sentences, payload=(m.name, bits)) for m in plan.members
        ]
        self._phase("sentences", partition_sentences, by_shard)
        share = 8 * plan.sentences >> bits
        parts = [Task(_part(p), size=share, payload=p) for p in range(1 << bits)]
        self._index_sentences()
        repeats = partial(find_repeats, max_repeats=self.options.max_repeats)
        self._phase("repeats", repeats, parts)
        self._phase("emptied", find_emptied, by_shard)
        self._phase("emptied documents", gather_emptied, [Task("all")])
        return bits

    def _sign(self, shards: Sequence[Shard]) -> Plan:
        """Sign every shard, which gives every document its position."""
        documents = sum(read_metadata(shard.path).num_rows for shard in shards)
        require_positions(documents)
        bits = range_bits(documents)
        tasks = [Task(s.name, (s.path,), s.bytes, (s, bits)) for s in shards]
        work = partial(sign_shard, options=self.options)
        folder = self.work.generation.folder / "keys"
        facts = self._run("signatures", work, tasks, folder, {"bits": bits})
        members = tuple(
            Member(s.name, s.category, file_fingerprint(s.path), **facts[s.name]) for s in shards
        )
        plan = Plan(members, banding_of(self.options).bands + 1, bits)
        plan.write(self.work.generation.plan)
        return plan

    def _find_index_matches(self, plan: Plan) -> None:
        """Find documents of earlier runs that share a key with new ones; none in a first run."""
        keys = range(plan.keys if self.work.earlier else 0)
        if self.work.earlier:
            index = [Task(_key(k), payload=k) for k in keys]
            folder = key_runs(self.work)[-1].folder
            self._run("index", index_keys, index, folder, {})
            remove_merged(self.work)
        lookups = [Task(_key(k), size=8 * plan.documents, payload=k) for k in keys]
        self._phase("key matches", find_key_matches, lookups)
        self._phase("index matches", gather_index_matches, [Task("all", payload=len(keys))])

    def _decide(self, plan: Plan) -> None:
        """Go from edges to decisions."""
        one = [Task("all", size=plan.documents)]
        facts = self._phase("components", find_components, one)["all"]
        self.report.facts.update(facts)
        number = facts["parts"]
        groups = [g.name for g in matched_shards(self.work)]
        runs = len(plan.members) + len(groups) + number
        gather = [
            *(Task(m.name, size=m.text_bytes, payload=(m.name, runs)) for m in plan.members),
            *(Task(name, payload=(name, runs)) for name in groups),
        ]
        self._phase("candidates", gather_candidates, gather)
        share = facts["candidates"] * plan.text_bytes // max(1, number * plan.documents)
        checks = [Task(_part(p), size=share, payload=p) for p in range(number)]
        verified = self._phase("verification", partial(verify, options=self.options), checks)
        self.report.facts["most_blocks_of_a_part"] = max(f["blocks"] for f in verified.values())
        one = [Task("all", size=plan.documents, payload=number)]
        self._phase("decisions", join_decisions, one)

    def _index_sentences(self) -> None:
        for number, generation in enumerate(self.work.earlier):
            parts = range(sentence_parts(generation))
            tasks = [Task(_part(p), payload=(number, p)) for p in parts]
            folder = generation.folder / "sorted-sentences"
            self._run("index", index_sentences, tasks, folder, {})

    def _phase(
        self, name: str, function: PhaseWork, tasks: list[Task]
    ) -> dict[str, dict[str, Any]]:
        """Run a phase whose files are valid for the present plan only."""
        plan = self.work.generation.plan.read_text("utf-8")
        indexed = name == "sentences"
        folder = (self.work.generation.folder if indexed else self.work.folder) / name.replace(
            " ", "-"
        )
        digest = parameters_fingerprint({"plan": plan})
        return self._run(name, function, tasks, folder, {"plan": digest})

    def _run(
        self,
        name: str,
        function: PhaseWork,
        tasks: list[Task],
        folder: Path,
        parameters: dict[str, Any],
    ) -> dict[str, dict[str, Any]]:
        known = {"options": self.options.to_json(), **parameters}
        before = self.report.cpu_seconds
        with phase_manifest(folder, known) as manifest:
            facts = run_tasks(
                name,
                partial(function, work=self.work),
                tasks,
                manifest=manifest,
                context=self.context,
                report=self.report,
            )
        if self.report.failures:
            raise PhaseFailed
        spent = self.report.facts.setdefault("cpu_seconds_by_phase", {})
        spent[name] = round(spent.get(name, 0) + self.report.cpu_seconds - before, 2)
        return facts


def _key(key: int) -> str:
    return f"key-{key:02d}"


def _part(part: int) -> str:
    return f"part-{part:05d}"
