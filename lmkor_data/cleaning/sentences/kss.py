"""Sentences by kss with its mecab backend: the reference, made safe for any input.

What kss alone does, and what is done about it here: `import kss` takes seconds and 340 MB (loaded
when first needed); without mecab it silently becomes another splitter (refused); it replaces some
words by Python hashes, which differ from process to process (made constant); it remembers parts of
texts by lists that it changes later (forgotten after each text); every URL it meets slows all
later texts (never shown to it); it asks every rule about every syllable (`kss_shortcuts`); it can
lose text (its pieces must join to the input, or the text stays unsplit); long texts take quadratic
time (shown in windows, and above some length not at all); it is not thread-safe (one a process).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import io
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from importlib.metadata import version
from types import FrameType

import numpy as np

from lmkor_data.cleaning.buffers import rewrite
from lmkor_data.cleaning.sentences.kss_shortcuts import SHORTENED, take_shortcuts
from lmkor_data.cleaning.sentences.splitter import Split
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import TextBuffers

#: Characters shown to kss at once; it needs about 0.1 s for them, whatever they are.
WINDOW = 1200
#: A window that takes longer stays unsplit. Far above what any text needs, so that a busy machine
#: does not change the result.
SECONDS = 30.0
#: Marks that open a clause, in a run of their own.
_RUNS = "-="
#: Characters of a document that goes through unsplit, which would take some minutes.
LONGEST = 5_000_000


class KssSplitter:
    """kss as a `Splitter`."""

    def __init__(self, sentences: Callable[[str], list[str]] | None = None) -> None:
        self._sentences = sentences or load_kss()

    def split(self, texts: TextBuffers) -> Split:
        """Split each line of the texts; what kss fails on stays as it is and is named."""
        unsplit: list[bool] = []

        def edit(text: str) -> str:
            if len(text) > LONGEST:
                unsplit.append(True)
                return text
            lines = [self.split_line(line) for line in text.split("\n")]
            unsplit.append(any(failed for _, failed in lines))
            return "\n".join(line for line, _ in lines)

        return Split(rewrite(texts, edit), np.array(unsplit, np.bool_))

    def split_line(self, line: str) -> tuple[str, bool]:
        """Put a line break after each sentence of a line; tell whether a part stayed unsplit."""
        ends: list[int] = []
        start, failed = 0, False
        if not line:
            return line, failed
        while start < len(line):
            stop = _window_end(line, start)
            found = self._ends(line[start:stop])
            failed |= found is None
            if stop == len(line):
                ends += [start + end for end in found or [stop - start]]
                break
            if found is not None and len(found) > 1:
                # The last piece may go on beyond the window: it opens the next one.
                ends += [start + end for end in found[:-1]]
                start += found[-2]
            else:
                start = stop
        firsts = [0, *ends[:-1]]
        pieces = [line[first:end].strip(" ") for first, end in zip(firsts, ends, strict=True)]
        return "\n".join(piece for piece in pieces if piece), failed

    def _ends(self, window: str) -> list[int] | None:
        """Where sentences end in the window; None where kss fails on it."""
        try:
            with _at_most(SECONDS):
                pieces = self._sentences(window)
        except Exception:  # whatever kss raises, the text must live on
            return None
        ends = piece_ends(window, pieces)
        return None if ends is None else before_runs(window, ends)


def piece_ends(text: str, pieces: list[str]) -> list[int] | None:
    """Where in `text` each piece ends; None if the pieces do not join to the text.

    White space may differ: kss strips pieces, and adds and removes blanks beside emoticons.
    """
    ends: list[int] = []
    k = 0
    for piece in pieces:
        for character in piece:
            if character.isspace():
                continue
            while k < len(text) and text[k].isspace():
                k += 1
            if k == len(text) or text[k] != character:
                return None
            k += 1
        ends.append(k)
    if not ends or text[k:].strip():
        return None
    ends[-1] = len(text)
    return ends


def before_runs(text: str, ends: list[int]) -> list[int]:
    """Move the ends that lie in or behind a run of dashes: before it where it opens a word.

    kss parts `춥습니다. ---강원도는` between the dashes, and `소식입니다. ==다음` behind the marks.
    """
    moved: list[int] = []
    for end in ends:
        first = end
        while first > 0 and text[first - 1] in _RUNS and text[first - 1] == text[end - 1]:
            first -= 1
        if first < end < len(text) and not text[end].isspace():
            if first > 0 and text[first - 1] == " ":
                end = first
            while 0 < end < len(text) and text[end] == text[end - 1] in _RUNS:
                end += 1  # 좋아요-|- 또
        if end > (moved[-1] if moved else 0):
            moved.append(end)
    return moved


def _window_end(line: str, start: int) -> int:
    """The end of the window from `start`: the end of the line, or a blank, if there is one."""
    stop = start + WINDOW
    if stop >= len(line):
        return len(line)
    blank = line.rfind(" ", start + WINDOW // 2, stop)
    return stop if blank < 0 else blank + 1


@functools.cache
def load_kss(*, shortcuts: bool = True) -> Callable[[str], list[str]]:
    """kss's splitter with mecab, by shorter ways to the same result (see `kss_shortcuts`).

    Raises LmkorError where kss or mecab is not installed or not usable.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            from kss import split_sentences
            from kss._modules.sentences.sentence_processor import SentenceProcessor
        logging.getLogger("kss").setLevel(logging.ERROR)
        _make_constant(SentenceProcessor)
        if shortcuts and version("kss") == SHORTENED:
            take_shortcuts()
        remembering = importlib.import_module("kss._modules.sentences.split_sentences")

        def split(text: str) -> list[str]:
            # What kss keeps of one text may change its way with the next.
            remembering._split_sentences.cache_clear()
            sentences: list[str] = split_sentences(text, backend="mecab", num_workers=1)
            return sentences

        split("준비됐어요?")
    except ImportError as cause:
        raise LmkorError(
            f"Splitting with kss needs the packages `kss` and `python-mecab-ko` ({cause}). "
            f"Install them, or choose another way: --sentences none."
        ) from cause
    return split


def _make_constant(processor: type) -> None:
    """Replace Python's hashes in kss's tables, which differ in every process, by constant ones."""
    normal = processor._normal_backup  # type: ignore[attr-defined]
    for word in normal:
        normal[word] = _digits(word)
    for words in processor._heavy_backup.values():  # type: ignore[attr-defined]
        for word in words:
            words[word] = _digits(word)
    processor._add_url_or_email = lambda self, text: None  # type: ignore[attr-defined]


def _digits(word: str) -> str:
    return str(int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big") >> 1)


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in this thread after `seconds`; elsewhere than in the main thread: not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _raise_timeout)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raise_timeout(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
