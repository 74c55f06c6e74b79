"""The table of stages: what each is called, what runs it, what it reads and what it writes.

The command line, `status`, `why`, the demo and the corpus folder all read this table; nothing else
says where a stage's files lie. It imports no stage: `load` does, when one is run.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stage:
    """One stage of a corpus. Folders are named relative to the corpus."""

    name: str
    summary: str  #: for the overview of commands
    entry: str  #: `module:function`
    reads: tuple[str, ...]  #: input folders, the preferred one first
    writes: str
    beside: tuple[str, ...] = ()  #: further folders that it fills
    record: str = ""  #: its manifest, where that is not `WRITES/_manifest.jsonl`
    documents: bool = True  #: its folders hold documents; not a vocabulary, not sequences
    rules: int = 1  #: increased when the same options give other output

    @property
    def folders(self) -> tuple[str, ...]:
        """All folders that the stage fills."""
        return (self.writes, *self.beside)

    def load(self) -> Callable[..., Any]:
        """Import the function that runs the stage."""
        module, _, function = self.entry.partition(":")
        loaded: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return loaded


_DOCUMENTS = ("decontaminated", "dedup", "clean")

CRAWL = Stage(
    "crawl",
    "Collect reviews and blog posts by category: web → raw/.",
    "lmkor_data.crawlers.stage:crawl",
    reads=(),
    writes="raw",
)
IMPORT = Stage(
    "import",
    "Import dumps, archives and tables: files → raw/.",
    "lmkor_data.importers.stage:import_files",
    reads=(),
    writes="raw",
)
CLEAN = Stage(
    "clean",
    "Normalize characters, mask personal data, split sentences, filter: raw/ → clean/.",
    "lmkor_data.cleaning.stage:clean",
    reads=("raw",),
    writes="clean",
    beside=("rejected",),
    rules=7,
)
DEDUP = Stage(
    "dedup",
    "Remove copies, near copies and repeated sentences: clean/ → dedup/.",
    "lmkor_data.dedup.stage:dedup",
    reads=("clean",),
    writes="dedup",
    beside=("removed",),
    rules=3,
)
DECONTAMINATE = Stage(
    "decontaminate",
    "Drop documents that contain evaluation examples: dedup/ → decontaminated/.",
    "lmkor_data.dedup.decontaminate.stage:decontaminate",
    reads=("dedup", "clean"),
    writes="decontaminated",
    beside=("contaminated",),
)
BUILD_VOCAB = Stage(
    "build-vocab",
    "Train the vocabulary: decontaminated/, dedup/ or clean/ → vocab/.",
    "lmkor_data.vocab.stage:build_vocab",
    reads=_DOCUMENTS,
    writes="vocab",
    beside=("vocab-counts",),
    record="vocab-counts/_count.jsonl",
    documents=False,
)
DOMAIN_TERMS = Stage(
    "domain-terms",
    "Put the terms of a domain into unused entries of the vocabulary.",
    "lmkor_data.vocab.terms.stage:add_domain_terms",
    reads=_DOCUMENTS,
    writes="vocab",
    record="vocab-counts/_count.jsonl",
    documents=False,
)
PACK = Stage(
    "pack",
    "Cut documents into training sequences: decontaminated/, dedup/ or clean/ → packed/.",
    "lmkor_data.vocab.packing.stage:pack",
    reads=_DOCUMENTS,
    writes="packed",
    documents=False,
)

#: In the order in which a document meets them.
STAGES = (CRAWL, IMPORT, CLEAN, DEDUP, DECONTAMINATE, BUILD_VOCAB, DOMAIN_TERMS, PACK)


def document_folders() -> tuple[str, ...]:
    """The folders that hold documents, in the order in which a document meets them: what a stage
    took out stands before what it kept."""
    stages = (stage for stage in STAGES if stage.documents)
    return tuple(dict.fromkeys(f for stage in stages for f in (*stage.beside, stage.writes)))


def maker_of(folder: str) -> str:
    """The command that fills a folder of the corpus."""
    makers = [stage.name for stage in STAGES if folder in stage.folders]
    if not makers:
        return "the command that made it"
    return " or ".join(f"`lmkor-data {name}`" for name in makers if name != DOMAIN_TERMS.name)
