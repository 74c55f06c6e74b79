"""Parts that come from outside the package: by entry point, or as `module:Class`.

A package declares what it brings in its `pyproject.toml`:

    [project.entry-points."lmkor_data.runners"]
    slurm = "my_package.slurm:SlurmRunner"

and its users say `--runner slurm`. Without a package, `--runner my_module:SlurmRunner` names a
class of a module in the working directory or on PYTHONPATH. The groups are `lmkor_data.filters`,
`lmkor_data.importers`, `lmkor_data.trainers` and `lmkor_data.runners`; CONTRIBUTING.md shows one
of each.
"""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from lmkor_data.errors import LmkorError


def installed(group: str) -> dict[str, str]:
    """Name → `module:Class` of what installed packages declare in an entry point group."""
    return {point.name: point.value for point in entry_points(group=group)}


def load_extension(kind: str, name: str, own: Mapping[str, str] | None = None) -> Any:
    """Import what a user named: one of `own` (name → `module:Class`), of an installed package, or
    a `module:Class`.

    `kind` is the word for it, as in "runner"; its entry point group is `lmkor_data.KINDs`. Raises
    LmkorError where there is none of that name, or it cannot be imported.
    """
    group = f"lmkor_data.{kind}s"
    known = {**installed(group), **(own or {})}
    place = known.get(name, name)
    module, colon, attribute = place.partition(":")
    if not colon:
        near = difflib.get_close_matches(name, known, 1)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        there = f" There are: {', '.join(sorted(known))}." if known else ""
        raise LmkorError(
            f"There is no {kind} `{name}`.{hint}{there} One of your own is named as module:Class, "
            f"or by an entry point in the group {group}."
        )
    if name == place and str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))  # only for a module that the user names
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as cause:
        raise LmkorError(
            f"The {kind} `{place}` cannot be loaded ({cause}). The module must be in this folder, "
            f"on PYTHONPATH or installed."
        ) from cause
