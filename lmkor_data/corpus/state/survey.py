"""What a corpus holds, folder by folder, and whether each is whole and up to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.manifest_file import NAME, load
from lmkor_data.corpus.state.freshness import Freshness, freshness
from lmkor_data.corpus.state.inventory import Inventory, take_inventory
from lmkor_data.stage_table import BUILD_VOCAB, PACK, STAGES, Stage

#: The measure under which packing counts tokens.
_TOKENS = "tokens"


@dataclass
class FolderStatus:
    """One folder of a corpus."""

    folder: str  #: relative to the corpus
    stage: Stage
    main: bool  #: what the stage is for, not a side folder
    inventory: Inventory
    freshness: Freshness
    tokens: int | None = None  #: of packed sequences
    entries: int | None = None  #: of a vocabulary

    def states(self) -> list[str]:
        """Everything about it that the user should know, in a few words each; empty when well."""
        state, told = self.freshness, []
        if not state.finished:
            told.append("unfinished")
        if state.stale:
            told.append(f"stale: {state.told()} in {state.source and state.source.name}/")
        if state.failed:
            told.append(f"{len(state.failed):,} files could not be read")
        if state.rules is not None and state.rules != self.stage.rules:
            told.append(f"made by rules {state.rules}, now {self.stage.rules}{self._again()}")
        return told

    def _again(self) -> str:
        cost = self.freshness.cpu_seconds
        return "" if cost is None else f"; again costs about {cost:,.0f} CPU s"

    def to_json(self) -> dict[str, Any]:
        """Keys as documented in docs/api.md."""
        state = self.freshness
        return {
            "stage": self.stage.name,
            "finished": state.finished,
            "stale": state.stale,
            "states": self.states(),
            "documents": None if self.stage in (BUILD_VOCAB, PACK) else self.inventory.documents,
            "tokens": self.tokens,
            "entries": self.entries,
            "files": self.inventory.files,
            "file_bytes": self.inventory.file_bytes,
            "text_bytes": self.inventory.text_bytes,
            "holdings": [asdict(holding) for holding in self.inventory.holdings],
        }


def survey(corpus: Corpus) -> list[FolderStatus]:
    """Look at every folder of the table of stages that is there, in the order of documents."""
    return [status for stage in STAGES for status in _of_stage(corpus, stage)]


def _of_stage(corpus: Corpus, stage: Stage) -> Iterator[FolderStatus]:
    if stage is PACK:
        packed = corpus.output_of(stage)
        for family in sorted(packed.iterdir()) if packed.is_dir() else ():
            if (family / NAME).is_file():
                yield _packed(family, stage)
        return
    if stage is BUILD_VOCAB:
        yield from _vocabulary(corpus, stage)
        return
    if not stage.documents or (not stage.reads and stage is not STAGES[0]):
        return  # the folder is another stage's too, and was shown there
    for name in (*stage.beside, stage.writes):
        folder = corpus.folder(name)
        if folder.is_dir():
            main = name == stage.writes
            state = freshness(folder) if main else Freshness()
            yield FolderStatus(name, stage, main, take_inventory(folder), state)


def _packed(family: Path, stage: Stage) -> FolderStatus:
    entries = load(family / NAME).entries.values()
    rows = [row for entry in entries for row in entry.counts]
    tokens = sum(amount for _, _, measure, amount in rows if measure == _TOKENS)
    name = f"{stage.writes}/{family.name}"
    return FolderStatus(name, stage, True, take_inventory(family), freshness(family), tokens)


def _vocabulary(corpus: Corpus, stage: Stage) -> Iterator[FolderStatus]:
    folder = corpus.output_of(stage)
    if not folder.is_dir():
        return
    record = corpus.root / stage.record
    state = freshness(folder, record) if record.is_file() else Freshness()
    vocabulary = folder / "vocab.txt"
    entries = len(vocabulary.read_bytes().splitlines()) if vocabulary.is_file() else None
    files = [path for path in folder.iterdir() if path.is_file()]
    held = Inventory(folder.name, len(files), sum(p.stat().st_size for p in files), [])
    yield FolderStatus(stage.writes, stage, True, held, state, entries=entries)
