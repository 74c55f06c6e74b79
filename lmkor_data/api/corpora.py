"""A corpus by its path: its stages as datasets and iterators, and each stage as a function."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from lmkor_data.corpus.layout import Corpus as CorpusFolder
from lmkor_data.corpus.layout import require_shards, shards
from lmkor_data.corpus.reading import read_documents, read_shard, shard_columns
from lmkor_data.corpus.state.survey import FolderStatus, survey
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import local_runner
from lmkor_data.engine.stage import StageReport
from lmkor_data.stage_table import BUILD_VOCAB, CLEAN, CRAWL, DECONTAMINATE, DEDUP, IMPORT, PACK

__all__ = ["Corpus", "Documents", "open_corpus"]


class Documents:
    """The documents of one folder of a corpus.

    | call | result |
    |---|---|
    | `documents.dataset()` | a `pyarrow.dataset.Dataset`: filter, project, scan |
    | `for row in documents` | a dict for each document, in corpus order |
    | `documents.batches(["text"])` | Arrow batches of about 4 MB of text |
    | `len(documents)` | how many there are, from the footers of the files |
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def dataset(self) -> ds.Dataset:
        """The data files as one dataset, `category` among its columns."""
        return ds.dataset([str(shard.path) for shard in require_shards(self.folder)])

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Arrow batches in corpus order; with `columns`, only the category and those."""
        for shard in require_shards(self.folder):
            if "text" in shard_columns(shard.path):
                yield from read_documents(shard, columns=columns)
            else:  # rejected/ and removed/ hold excerpts, packed/ sequences
                wanted = None if columns is None else ["category", *columns]
                yield from read_shard(shard.path, wanted)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            yield from batch.to_pylist()

    def __len__(self) -> int:
        return int(self.dataset().count_rows()) if shards(self.folder) else 0


class Corpus:
    """One corpus folder; `open_corpus` gives it.

    | call | command |
    |---|---|
    | `corpus["clean"]` | the documents of a folder |
    | `corpus.import_files("tables", ["a.csv"], source="shop")` | `import tables a.csv` |
    | `corpus.clean(sentences="fast")` | `clean --sentences fast` |
    | `corpus.dedup()`, `corpus.decontaminate(["nsmc/"])` | `dedup`, `decontaminate` |
    | `corpus.build_vocab(size=8000)`, `corpus.pack("bert")` | `build-vocab`, `pack` |
    | `corpus.status()` | `status` |

    Every stage returns its `StageReport` and resumes when it is called again after an
    interruption. Options that differ from those that made the output raise `LmkorError`, unless
    `overwrite` is given.
    """

    def __init__(self, path: str | os.PathLike[str], workers: int = 1) -> None:
        self.folder = CorpusFolder(Path(path))
        self.workers = workers

    def __getitem__(self, name: str) -> Documents:
        return Documents(self.folder.folder(name))

    def status(self) -> list[FolderStatus]:
        """What every stage holds, and whether it is finished and up to date."""
        return survey(self.folder)

    def crawl(self, *, overwrite: bool = False, **options: Any) -> StageReport:
        """Collect documents from sites into raw/; options of `crawlers.options.CrawlOptions`."""
        from lmkor_data.crawlers.options import CrawlOptions
        from lmkor_data.crawlers.stage import crawl

        context = StageContext(overwrite=overwrite)
        return crawl(self.folder.output_of(CRAWL), CrawlOptions(**options), context)

    def import_files(
        self,
        importer: str,
        files: Sequence[str | os.PathLike[str]],
        *,
        overwrite: bool = False,
        **options: Any,
    ) -> StageReport:
        """Import files into raw/ by an importer: a format's name, or `module:Class`."""
        from lmkor_data.importers.registry import find_importer
        from lmkor_data.importers.stage import import_files

        found = find_importer(importer)
        paths = [Path(file) for file in files]
        with self._context(overwrite) as context:
            chosen = found.options(**options)
            return import_files(found, paths, self.folder.output_of(IMPORT), chosen, context)

    def clean(self, *, overwrite: bool = False, **options: Any) -> StageReport:
        """raw/ → clean/ and rejected/; options of `cleaning.options.CleanOptions`."""
        from lmkor_data.cleaning.options import CleanOptions
        from lmkor_data.cleaning.stage import clean

        source, target, rejected = self.folder.paths_of(CLEAN)
        with self._context(overwrite) as context:
            return clean(source, target, rejected, CleanOptions(**options), context)

    def dedup(self, *, overwrite: bool = False, **options: Any) -> StageReport:
        """clean/ → dedup/ and removed/; options of `dedup.options.DedupOptions`."""
        from lmkor_data.dedup.options import DedupOptions
        from lmkor_data.dedup.stage import dedup

        source, target, removed = self.folder.paths_of(DEDUP)
        with self._context(overwrite) as context:
            return dedup(source, target, removed, DedupOptions(**options), context)

    def decontaminate(
        self,
        against: Sequence[str | os.PathLike[str]],
        *,
        overwrite: bool = False,
        **options: Any,
    ) -> StageReport:
        """dedup/ → decontaminated/ and contaminated/, without the examples of `against`."""
        from lmkor_data.dedup.decontaminate.stage import DecontaminationOptions

        source, target, contaminated = self.folder.paths_of(DECONTAMINATE)
        run, chosen = DECONTAMINATE.load(), DecontaminationOptions(**options)
        sets = [str(path) for path in against]
        with self._context(overwrite) as context:
            report: StageReport = run(source, target, contaminated, sets, chosen, context)
            return report

    def build_vocab(self, *, overwrite: bool = False, **options: Any) -> StageReport:
        """decontaminated/, else dedup/ → vocab/; options of `vocab.options.VocabOptions`."""
        from lmkor_data.vocab.options import VocabOptions
        from lmkor_data.vocab.stage import build_vocab

        source, target, counts = self.folder.paths_of(BUILD_VOCAB)
        with self._context(overwrite) as context:
            return build_vocab(source, target, VocabOptions(**options), context, counts=counts)

    def pack(
        self, family: str, *, max_length: int | None = None, overwrite: bool = False
    ) -> StageReport:
        """decontaminated/, else dedup/ → packed/FAMILY/, by the vocabulary in vocab/."""
        from lmkor_data.vocab.packing.stage import PackOptions, pack

        source, target = self.folder.paths_of(PACK)
        vocabulary, options = self.folder.output_of(BUILD_VOCAB), PackOptions(family, max_length)
        with self._context(overwrite) as context:
            return pack(source, target / family, vocabulary, options, context)

    @contextlib.contextmanager
    def _context(self, overwrite: bool) -> Iterator[StageContext]:
        runner = local_runner(self.workers)
        try:
            yield StageContext(runner, overwrite=overwrite)
        finally:
            runner.close()


def open_corpus(path: str | os.PathLike[str] = "corpus", *, workers: int = 1) -> Corpus:
    """Open a corpus folder, which need not exist yet; `workers` processes run its stages."""
    return Corpus(path, workers)
