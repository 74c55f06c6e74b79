"""What a stage would do, without doing it: what `--dry-run` prints."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lmkor_data.corpus.state.freshness import check_input, freshness
from lmkor_data.corpus.state.inventory import take_inventory
from lmkor_data.errors import LmkorError


@dataclass(frozen=True)
class Preview:
    """A stage's input, what of it is done already, and the room for the output."""

    stage: str
    input: str
    output: str
    documents: int
    text_bytes: int
    files: int
    new_files: int  #: that the output does not have yet, or of an older form
    notes: tuple[str, ...]
    disk_free: int  #: bytes where the output goes

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return asdict(self)


def preview(stage: str, source: Path, target: Path, record: Path | None = None) -> Preview:
    """Look at a stage's input and output. Changes nothing.

    Raises LmkorError where the stage would: the input is missing or unfinished.
    """
    notes = check_input(source)
    held = take_inventory(source)
    if not held.files:
        raise LmkorError(f"{source} holds no Parquet files.")
    state = freshness(target, record)
    fresh = state.source is None or not state.finished
    new = held.files if fresh else state.new + state.changed
    if fresh and state.source is not None:
        notes.append(f"{target} is unfinished; what is done there is not done again.")
    where = next(folder for folder in (target, *target.absolute().parents) if folder.is_dir())
    return Preview(
        stage,
        str(source),
        str(target),
        held.documents,
        held.text_bytes,
        held.files,
        new,
        tuple(notes),
        shutil.disk_usage(where).free,
    )
