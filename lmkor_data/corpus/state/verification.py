"""Check every file of a corpus against what was written: damage, loss, and strangers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from lmkor_data.corpus.fingerprints import DIGESTS, file_digest
from lmkor_data.corpus.layout import Corpus, shards
from lmkor_data.corpus.manifest_file import NAME, Record, confined, load, records
from lmkor_data.corpus.reading import read_shard
from lmkor_data.errors import LmkorError
from lmkor_data.stage_table import PACK, STAGES, Stage, maker_of


@dataclass(frozen=True)
class Finding:
    """A file that is not what the stage wrote."""

    file: str
    fault: str
    again: str  #: the command that makes it again

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return asdict(self)


@dataclass
class Verification:
    """What was checked, and what was found."""

    files: int = 0
    bytes: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.findings


def verify(corpus: Corpus) -> Verification:
    """Read every file that the stages of a corpus recorded, and compare its hash.

    A file without a recorded hash (of a crawl, or of version 0.1) is read page by page instead,
    whose checksums tell damage. Parquet files that nobody recorded are named too: they would be
    read as data. About 1 GB a CPU second.
    """
    done = Verification()
    findings: list[Finding] = []
    for place in _places(corpus):
        findings += _verify_place(place, done)
        for listed in sorted(place.folder.rglob(DIGESTS)) if place.data else ():
            findings += _verify_listed(listed.parent, f"{place.again} with --overwrite", done)
    done.findings = tuple(findings)
    return done


class _Place(NamedTuple):
    """A folder with a manifest."""

    folder: Path
    beside: tuple[Path, ...]  #: where else its outputs lie
    again: str  #: what makes it again
    data: bool  #: whether what lies there is read as documents


def _places(corpus: Corpus) -> Iterator[_Place]:
    seen: set[Path] = set()
    for stage in STAGES:
        for folder in _written(corpus, stage):
            if folder.is_dir() and folder not in seen:
                seen.add(folder)
                yield _Place(folder, corpus.beside(stage), maker_of(stage.writes), True)
                index = folder / "_index"
                for manifest in sorted(index.rglob(NAME)) if index.is_dir() else ():
                    again = f"{maker_of(stage.writes)} with --overwrite"
                    yield _Place(manifest.parent, (folder,), again, False)


def _written(corpus: Corpus, stage: Stage) -> list[Path]:
    folder = corpus.output_of(stage)
    if stage is PACK:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    return [folder, *corpus.beside(stage)] if not stage.documents else [folder]


def _verify_place(place: _Place, done: Verification) -> Iterator[Finding]:
    folder, beside, again, data = place
    recorded: set[Path] = set()
    try:
        held = _records(folder)
    except LmkorError as fault:
        yield Finding(str(folder), str(fault), again)
        return
    for record in held:
        for entry in record.entries.values():
            for output, size in entry.outputs.items():
                try:
                    path = confined(output, folder, beside)
                except LmkorError as fault:
                    yield Finding(str(folder / NAME), str(fault), again)
                    continue
                recorded.add(path.resolve())
                done.files += 1
                fault_of = _fault(path, size, entry.digests.get(output))
                if fault_of:
                    yield Finding(str(path), fault_of, again)
                else:
                    done.bytes += size
    if not data:
        return
    for part in (folder, *beside) if held else (folder,):
        for shard in shards(part) if part.is_dir() else ():
            if shard.path.resolve() in recorded:
                continue
            done.files += 1
            done.bytes += shard.bytes
            fault_of = _page_fault(shard.path)
            if fault_of:
                yield Finding(str(shard.path), fault_of, again)
            elif held and not _may_have_others(folder):
                told = "no record of it: it was put there, or a run was cut off; it is read as data"
                yield Finding(str(shard.path), told, again)


def _verify_listed(folder: Path, again: str, done: Verification) -> Iterator[Finding]:
    """The files of a folder that a list of hashes there names."""
    listed = folder / DIGESTS
    try:
        digests = dict(json.loads(listed.read_bytes()))
    except ValueError:
        yield Finding(str(listed), "not a list of hashes", again)
        return
    for name, digest in digests.items():
        path = folder / Path(name).name
        done.files += 1
        fault = _fault(path, path.stat().st_size if path.exists() else 0, str(digest))
        if fault:
            yield Finding(str(path), fault, again)


def _records(folder: Path) -> list[Record]:
    found = list(records(folder).values())
    others = sorted(p for p in folder.glob("_*.jsonl") if not p.name.startswith(("_import-", NAME)))
    for path in others if not found else ():
        try:
            record = load(path)
        except LmkorError:
            continue  # a log of ours that is no manifest, such as _permissions.jsonl
        if record.parameters is not None:
            found.append(record)
    return found


def _may_have_others(folder: Path) -> bool:
    """A crawl records its shards in its ledger, not in a manifest."""
    return (folder / "_crawl.sqlite").exists()


def _fault(path: Path, size: int, digest: str | None) -> str:
    """What is wrong with a recorded file; empty where nothing is."""
    try:
        found = path.stat().st_size
    except OSError as cause:
        return f"missing ({cause.strerror})"
    if found != size:
        return f"{found:,} bytes instead of {size:,}"
    if digest is not None:
        return "" if file_digest(path) == digest else "its bytes are not those that were written"
    return _page_fault(path) if path.suffix == ".parquet" else ""


def _page_fault(path: Path) -> str:
    try:
        for _ in read_shard(path):
            pass
    except LmkorError as fault:
        return str(fault)
    return ""
