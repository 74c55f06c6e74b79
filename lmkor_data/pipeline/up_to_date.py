"""Which steps of a pipeline need not run: same options, same rules, input unchanged since."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.fingerprints import parameters_fingerprint
from lmkor_data.corpus.layout import Corpus, expand
from lmkor_data.corpus.state.freshness import freshness
from lmkor_data.pipeline.pipeline_file import Step
from lmkor_data.stage_table import BUILD_VOCAB, CRAWL, IMPORT, PACK

_FILE = "_pipeline.json"


class PipelineState:
    """What the finished steps of a corpus were made with; kept in the corpus folder."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._path = corpus.root / _FILE
        self._digests: dict[str, str] = {}
        if self._path.is_file():
            try:
                self._digests = dict(json.loads(self._path.read_text(encoding="utf-8")))
            except ValueError:
                self._digests = {}  # every step looks for itself, and finds what is done

    def why(self, step: Step) -> str:
        """Why a step must run, in a few words; empty where it need not."""
        before = self._digests.get(step.name)
        if before is None:
            return "new"
        if before != self._digest(step):
            return "new files" if step.stage in (IMPORT, CRAWL) else "other options"
        if step.stage is CRAWL:
            return "sites may have new pages"
        if step.stage is IMPORT:
            return ""
        folder = self._corpus.output_of(step.stage)
        if step.stage is PACK:
            folder /= str(step.options["family"])
        record = self._corpus.root / step.stage.record if step.stage.record else None
        state = freshness(folder, record)
        if state.source is None or not state.finished:
            return "unfinished"
        if state.source.resolve() != self._corpus.input_of(step.stage).resolve():
            return f"reads {self._corpus.input_of(step.stage).name}/ now"
        return state.told() if state.stale else ""

    def note(self, step: Step) -> None:
        """Record that a step is done."""
        self._digests[step.name] = self._digest(step)
        write_whole(self._path, json.dumps(self._digests, ensure_ascii=False, indent=2) + "\n")

    def _digest(self, step: Step) -> str:
        content: dict[str, Any] = {"options": step.options, "rules": step.stage.rules}
        for key in ("files", "against"):
            if key in step.options:
                content[key] = [_mark(path) for path in expand(step.options[key])]
        if step.stage in (PACK, BUILD_VOCAB):
            vocabulary = self._corpus.output_of(BUILD_VOCAB)
            content["vocab"] = [_mark(p) for p in sorted(vocabulary.glob("*.json"))]
        return parameters_fingerprint(content)


def _mark(path: Path) -> list[Any]:
    """Path, size and time: enough to see that nobody touched a file; importers look closer."""
    known = os.stat(path)
    return [str(path.absolute()), known.st_size, known.st_mtime_ns]
