"""Read a pipeline file: the corpus, its sources, and the options of each stage.

    corpus = "corpus"

    [[import]]
    format = "tables"
    files = ["reviews/*.csv"]
    source = "myshop"

    [clean]
    sentences = "fast"

    [dedup]

    [vocab]
    size = 32000

    [[pack]]
    family = "bert"

A stage runs where its table is there. Keys are the options of its command, in Python's spelling.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lmkor_data.errors import LmkorError
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

#: Table of the file → stage, in the order in which they run.
TABLES = {
    "crawl": CRAWL,
    "import": IMPORT,
    "clean": CLEAN,
    "dedup": DEDUP,
    "decontaminate": DECONTAMINATE,
    "vocab": BUILD_VOCAB,
    "pack": PACK,
}

#: Tables that may stand several times: [[import]].
_MANY = ("crawl", "import", "pack")

#: Keys that a table must have.
_NEEDED = {
    "import": ("files", "source"),
    "decontaminate": ("against",),
    "pack": ("family",),
}


@dataclass(frozen=True)
class Step:
    """One run of a stage."""

    stage: Stage
    name: str  #: unique in the pipeline: `import myshop`, `clean`
    options: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Pipeline:
    """A corpus folder and the steps that fill it, in order."""

    corpus: Path
    workers: int | None  #: None: all cores
    steps: tuple[Step, ...]


def read_pipeline(path: Path) -> Pipeline:
    """Read a pipeline file; paths in it are relative to the file.

    Raises LmkorError that names the table and key where it is not of this form.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise LmkorError(
            f"{path}: no such file. `lmkor-data init` writes one for what lies in a folder."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise LmkorError(f"{path} is not TOML: {cause}.") from cause
    known = {"corpus", "workers", *TABLES}
    for name in content:
        if name not in known:
            raise LmkorError(f"{path}: there is no table `{name}`.{_near(name, known)}")
    workers = content.get("workers")
    if workers is not None and (not isinstance(workers, int) or workers < 1):
        raise LmkorError(f"{path}: workers must be a whole number of at least 1.")
    steps = [
        _step(path, table, stage, options)
        for table, stage in TABLES.items()
        for options in _tables(path, content, table)
    ]
    if not steps:
        raise LmkorError(f"{path} names no stage. Tables: {', '.join(TABLES)}.")
    return Pipeline(path.parent / content.get("corpus", "corpus"), workers, tuple(steps))


def _tables(path: Path, content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name, [])
    tables = found if isinstance(found, list) else [found]
    if not all(isinstance(table, dict) for table in tables):
        raise LmkorError(f"{path}: `{name}` must be a table, [{name}].")
    if len(tables) > 1 and name not in _MANY:
        raise LmkorError(f"{path}: [{name}] can stand once.")
    return tables


def _step(path: Path, table: str, stage: Stage, options: dict[str, Any]) -> Step:
    for key in _NEEDED.get(table, ()):
        if key not in options:
            raise LmkorError(f"{path}: [{table}] needs `{key}`.")
    made = dict(options)
    for key in ("files", "against"):
        if key in made:
            listed = made[key] if isinstance(made[key], list) else [made[key]]
            made[key] = [str(path.parent / Path(str(one)).expanduser()) for one in listed]
    told = {"import": made.get("source"), "pack": made.get("family")}.get(table)
    return Step(stage, f"{stage.name} {told}" if told else stage.name, made)


def _near(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f" Did you mean `{near[0]}`?" if near else f" There are: {', '.join(sorted(known))}."
