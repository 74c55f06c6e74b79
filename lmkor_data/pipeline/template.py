"""Write a pipeline file for what lies in a folder."""

from __future__ import annotations

import json
from pathlib import Path

from lmkor_data.corpus.layout import DEFAULT_ROOT, expand
from lmkor_data.errors import LmkorError
from lmkor_data.importers.detection import detect_importer
from lmkor_data.importers.tables.table_options import TableOptions

#: Files looked at, at most; more of a kind are named by a pattern.
_MOST = 2_000

_HEAD = """\
# The whole chain in one file: `lmkor-data run` runs what is needed, `--dry-run` shows it first.
corpus = "corpus"            # where everything is kept
# workers = 8                # processes; all cores by default
"""

_IMPORT = """
[[import]]                   # {why}
format = {format}
files = {files}
source = {source}            # provenance: a short name
# category = "food"          # of all documents; else the column `category`
# kind = "review"            # review, comment, blog, news, …: decides how text is cleaned
# licence = "CC-BY-SA-4.0"   # of documents that state none
"""

_REST = """
# [[crawl]]                  # sites whose owners allow it
# sites = ["my_shop.toml"]
# contact = "you@example.org"

[clean]
sentences = "fast"           # kss (the reference), fast, or none
personal_data = "mask"       # or remove

[dedup]
threshold = 0.8              # Jaccard similarity from which two documents are copies
keep = "longest"             # longest, oldest, newest, id, or source:A,B

# [decontaminate]            # evaluation sets that must not be in the corpus
# against = ["nsmc/ratings_test.txt", "klue/"]

[vocab]
size = 40000                 # learned entries
unused = 2000                # places for domain terms

[[pack]]
family = "bert"              # bert, albert, electra, funnel, gpt, bertshared
"""


def pipeline_for(folder: Path) -> tuple[str, list[str]]:
    """Return the text of a pipeline file for a folder, and a line about each file.

    Raises LmkorError where there is no file that an importer reads.
    """
    groups: dict[tuple[str, str], list[Path]] = {}
    why: dict[tuple[str, str], str] = {}
    told: list[str] = []
    for path in expand([folder])[:_MOST]:
        made = path.is_relative_to(folder / DEFAULT_ROOT)
        if made or path.name == "pipeline.toml" or path.suffix in (".py", ".md5"):
            continue
        try:
            found = detect_importer(path, TableOptions(source="init"))
        except LmkorError as fault:
            told.append(f"left out: {fault}")
            continue
        key = (found.importer, path.suffix)
        groups.setdefault(key, []).append(path)
        why.setdefault(key, found.why)
        told.append(f"{path}: {found.importer} ({found.why})")
    if not groups:
        raise LmkorError(
            f"{folder} holds no file that an importer reads. `lmkor-data import --list` names what "
            f"can be read; `lmkor-data sites` what can be crawled."
        )
    parts = [_HEAD]
    for number, (key, paths) in enumerate(sorted(groups.items())):
        names = [path.relative_to(folder).as_posix() for path in paths]
        listed = names if len(names) <= 8 else sorted({_pattern(name) for name in names})
        parts.append(
            _IMPORT.format(
                why=why[key].replace("\n", " "),
                format=_toml(key[0]),
                files=json.dumps(listed, ensure_ascii=False),
                source=_toml(
                    _source(paths[0]) if len(groups) > 1 or number else folder_name(folder)
                ),
            )
        )
    return "".join(parts) + _REST, told


def folder_name(folder: Path) -> str:
    """A short name from a folder."""
    return _short(folder.resolve().name) or "files"


def _source(path: Path) -> str:
    return _short(path.name.split(".")[0]) or "files"


def _short(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:24].strip("-")


def _pattern(name: str) -> str:
    path = Path(name)
    return (path.parent / f"*{path.suffix}").as_posix()


def _toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
