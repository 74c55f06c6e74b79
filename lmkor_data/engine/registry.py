"""Runners by name: what `--runner` takes."""

from __future__ import annotations

from lmkor_data.engine.runners import Runner
from lmkor_data.errors import LmkorError
from lmkor_data.extensions import load_extension

#: This machine: in this process for one worker, else in a pool of processes.
LOCAL = "local"

_OWN = {LOCAL: "lmkor_data.engine.pool:local_runner"}


def make_runner(name: str, workers: int) -> Runner:
    """Make the runner of a name, or of `module:Class`: it is called with the number of workers.

    Raises LmkorError where there is none, or what it makes has no `map` and `close`.
    """
    made = load_extension("runner", name, _OWN)(workers)
    if not (callable(getattr(made, "map", None)) and callable(getattr(made, "close", None))):
        raise LmkorError(
            f"`{name}` is not a runner: it must have the methods of "
            f"lmkor_data.engine.runners.Runner, map(work, tasks) and close()."
        )
    runner: Runner = made
    return runner
