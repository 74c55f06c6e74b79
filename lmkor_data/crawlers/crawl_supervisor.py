"""Runs the crawl process and watches over it: progress, stop requests, and crawls that hang."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import lmkor_data
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError

#: Called with (host, pages, documents, errors, reason for waiting) of every host.
Watch = Callable[[list[tuple[str, int, int, int, str]]], None]

#: The child adds the package's folder last: nothing in the current folder can take the place of a
#: module that is installed (`-P` leaves the current folder out).
_BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from lmkor_data.crawlers.scrapy.crawl_process import main; main()"
)

#: Seconds without a word from the child after which it is ended. It reports twice a second unless
#: one operation, such as a pattern on a hostile page, blocks the whole process.
_SILENCE = 180.0
#: Seconds without any result, although a host was due, after which the child is ended: at least
#: this, or so many time-outs (a page with its redirects, after robots.txt with its own).
_LEAST_PATIENCE, _TIMEOUTS = 300.0, 15


def run_crawl_process(
    raw: Path, options: CrawlOptions, context: StageContext, lock: IO[str], watch: Watch
) -> dict[str, Any]:
    """Run one crawl in a process of its own and return the facts that it reports.

    The lock is inherited, so that it is held until the child exits too. Raises `LmkorError` if
    the crawl could not be finished, with what to do.
    """
    order = {
        "raw": str(raw),
        "options": dataclasses.asdict(options),
        "overwrite": context.overwrite,
    }
    root = str(Path(lmkor_data.__file__).resolve().parents[1])
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _BOOT, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=[lock.fileno()],
        start_new_session=True,  # Ctrl-C reaches the parent only; the child is asked to stop below
    )
    assert child.stdin
    facts: dict[str, Any] = {}
    shown = 0
    try:
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        for told in _messages(child, max(_LEAST_PATIENCE, _TIMEOUTS * options.timeout)):
            if "progress" in told:
                context.progress.advance(told["progress"] - shown)
                shown = told["progress"]
                watch([tuple(host) for host in told["hosts"]])
            else:
                facts = told
    finally:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()  # asks a running child to stop and keep what it has
        child.wait()
    _raise_failure(raw, facts, child.returncode)
    return facts


def _messages(child: subprocess.Popen[str], patience: float) -> Iterator[dict[str, Any]]:
    """Yield the child's messages; kill it and raise `LmkorError` if it hangs."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert child.stdout
    threading.Thread(target=_read_lines, args=(child.stdout, lines), daemon=True).start()
    heard = time.monotonic()
    while True:
        try:
            line = lines.get(timeout=1.0)
        except queue.Empty:
            if time.monotonic() - heard > _SILENCE:
                _kill(child, f"did not react for {_SILENCE:.0f} s")
            continue
        if not line:
            return
        heard = time.monotonic()
        told = json.loads(line)
        if told.get("idle", 0.0) > patience:
            _kill(child, f"brought nothing for {patience:.0f} s although pages were due")
        yield told


def _read_lines(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _kill(child: subprocess.Popen[str], why: str) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # its browser too
    child.wait()
    raise LmkorError(
        f"The crawl {why} and was ended. The same command continues from where it stood; nothing "
        "is lost or duplicated. If it happens again, a page of the site may be the cause: the "
        "output above names the last ones."
    )


def _raise_failure(raw: Path, facts: dict[str, Any], code: int) -> None:
    if "refused" in facts:
        raise LmkorError(facts["refused"])
    if facts.get("broken"):
        raise LmkorError(
            f"{raw} cannot be written: {facts['broken']}. Fix that and run the same command "
            "again; nothing that was fetched is lost or duplicated."
        )
    if code or not facts:
        raise LmkorError(
            f"The crawl ended early (exit code {code}); its output is above. "
            "The same command continues from here; nothing is lost or duplicated."
        )
