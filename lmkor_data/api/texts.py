"""Clean single texts and lists of them, by the same code as `lmkor-data clean`."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, overload

import pyarrow as pa

from lmkor_data.cleaning.batch_cleaner import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.pii.columns import mask_personal_data
from lmkor_data.cleaning.sentences.methods import splitter
from lmkor_data.corpus.schema import DOCUMENT, in_memory
from lmkor_data.text.buffers import TextBuffers, text_buffers

__all__ = ["Cleaned", "Cleaner", "clean", "mask_personal_data", "split_sentences"]

SentenceMethod = Literal["none", "fast", "kss"]
PersonalData = Literal["mask", "remove"]

_SCHEMA = in_memory(DOCUMENT)

#: Texts cleaned at once: what a batch of the command holds at most.
_BATCH = 1 << 16


@dataclass(frozen=True)
class Cleaned:
    """One text as cleaning left it."""

    text: str  #: one sentence a line where sentences are split; "" where it was rejected
    sentences: tuple[str, ...]  #: the lines of `text`
    reason: str | None  #: why it was rejected; None where it was kept
    edits: tuple[str, ...]  #: the steps that changed it: `unicode`, `markup`, `privacy`, …

    @property
    def kept(self) -> bool:
        return self.reason is None


class Cleaner:
    """Cleans texts with one set of options; make it once, call it often.

    | call | result |
    |---|---|
    | `Cleaner()` | reviews, lines as they are, personal data masked |
    | `Cleaner(kind="blog", sentences="fast")` | posts, one sentence a line |
    | `cleaner.clean(["…", "…"])` | a `Cleaned` for each text |
    | `dataset.map(cleaner, batched=True)` | columns `text`, `n_sentences`, `rejected` |

    The bytes are those of `lmkor-data clean` with the same options.
    """

    def __init__(
        self,
        *,
        kind: str = "review",
        sentences: SentenceMethod = "none",
        personal_data: PersonalData = "mask",
        options: CleanOptions | None = None,
    ) -> None:
        """Choose the kind of text (a row of `lmkor_data.kind_table`) and how to treat it.

        `options` replaces `sentences` and `personal_data` by everything that the command offers.
        """
        self.kind = kind
        self._options = options or CleanOptions(sentences=sentences, personal_data=personal_data)
        self._cleaner = BatchCleaner(self._options)

    def clean(self, texts: Iterable[str], kinds: Sequence[str] | None = None) -> list[Cleaned]:
        """Clean texts; the result has one entry for each, in their order."""
        every = list(texts)
        of_kind = list(kinds) if kinds is not None else [self.kind] * len(every)
        found: list[Cleaned] = []
        for first in range(0, len(every), _BATCH):
            part = slice(first, first + _BATCH)
            found += self._batch(every[part], of_kind[part])
        return found

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Clean the column `text` of a batch, by the column `kind` where there is one.

        For `datasets.Dataset.map(…, batched=True)`. A rejected text becomes "" and its reason
        stands in `rejected`, which is None for the others: filter by it.
        """
        cleaned = self.clean(batch["text"], batch.get("kind"))
        return {
            "text": [one.text for one in cleaned],
            "n_sentences": [len(one.sentences) for one in cleaned],
            "rejected": [one.reason for one in cleaned],
        }

    def __reduce__(self) -> tuple[Any, ...]:
        """Workers of `map(num_proc=…)` make their own: kernels and splitters do not travel."""
        return _remake, (self.kind, self._options)

    def _batch(self, texts: list[str], kinds: list[str]) -> list[Cleaned]:
        ids, none = [str(i) for i in range(len(texts))], [""] * len(texts)
        given = {"id": ids, "text": texts, "kind": kinds, "source": none, "category": none}
        arrays = [
            pa.array(given[field.name], field.type)
            if field.name in given
            else pa.nulls(len(texts), field.type)
            for field in _SCHEMA
        ]
        made = self._cleaner.clean(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))
        edits: list[list[str]] = [[] for _ in texts]
        for step, changed in made.edited.items():
            for row in changed.nonzero()[0].tolist():
                edits[row].append(step)
        found: dict[str, tuple[str, str | None]] = {}
        kept, gone = made.kept, made.rejected
        for id_, text in zip(*(kept.column(c).to_pylist() for c in ("id", "text")), strict=True):
            found[id_] = (text, None)
        for id_, why in zip(*(gone.column(c).to_pylist() for c in ("id", "reason")), strict=True):
            found[id_] = ("", why)
        return [
            Cleaned(text, tuple(text.split("\n")) if text else (), why, tuple(edits[int(id_)]))
            for id_, (text, why) in ((id_, found[id_]) for id_ in ids)
        ]


# A str is an Iterable[str] too; the first overload that fits counts.
@overload
def clean(  # type: ignore[overload-overlap]
    texts: str,
    *,
    kind: str = ...,
    sentences: SentenceMethod = ...,
    personal_data: PersonalData = ...,
) -> Cleaned: ...


@overload
def clean(
    texts: Iterable[str],
    *,
    kind: str = ...,
    sentences: SentenceMethod = ...,
    personal_data: PersonalData = ...,
) -> list[Cleaned]: ...


def clean(
    texts: str | Iterable[str],
    *,
    kind: str = "review",
    sentences: SentenceMethod = "none",
    personal_data: PersonalData = "mask",
) -> Cleaned | list[Cleaned]:
    """Clean one text, or many, by the code of `lmkor-data clean`.

    `kind` is a row of `lmkor_data.kind_table` (review, comment, blog, news, …): it decides the
    thresholds and what a line break means. Returns a `Cleaned` for one text, a list for many.
    """
    cleaner = _cleaner(sentences, personal_data)
    if isinstance(texts, str):
        return cleaner.clean([texts], [kind])[0]
    every = list(texts)
    return cleaner.clean(every, [kind] * len(every))


def split_sentences(text: str, method: Literal["fast", "kss"] = "fast") -> list[str]:
    """Split a text into its sentences; blanks at their ends are left out."""
    chosen = splitter(method)
    if chosen is None:
        raise ValueError(f"method must be 'fast' or 'kss', not {method!r}")
    split = chosen.split(text_buffers(pa.array([text])))
    return [line.strip() for line in _text(split.texts).split("\n") if line.strip()]


def _text(texts: TextBuffers) -> str:
    """The only text of a buffer."""
    first, last = int(texts.offsets[0]), int(texts.offsets[1])
    return texts.data[first:last].tobytes().decode()


@functools.lru_cache(maxsize=8)
def _cleaner(sentences: SentenceMethod, personal_data: PersonalData) -> Cleaner:
    return Cleaner(sentences=sentences, personal_data=personal_data)


def _remake(kind: str, options: CleanOptions) -> Cleaner:
    return Cleaner(kind=kind, options=options)
