"""Model card of a vocabulary: training data, sizes, how to load it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lmkor_data.engine.counts import BYTES_IN, DOCUMENTS_IN, Counts
from lmkor_data.engine.stage import StageReport
from lmkor_data.vocab.counting.word_counts import Group
from lmkor_data.vocab.evaluation.corpus_fit import Fit

CARD = "README.md"

_CARD = """\
---
language: ko
library_name: transformers
tags:
- wordpiece
---
# A Korean WordPiece vocabulary of {vocabulary:,} entries

```python
from transformers import BertTokenizerFast  # or Electra…, Funnel…, AutoTokenizer

tokenizer = BertTokenizerFast.from_pretrained("this-folder")
```

Lower case; accents, and so Hangul syllables, stay composed. What each id is:

| ids | entries |
|---|---|
| 0 to 4 | {special} |
| 5 to {last_learned:,} | learned: characters, then pieces in the order in which they were joined |
{unused}

## Learned from

| category | source | documents | MB | words | share of words |
|---|---|---:|---:|---:|---:|
{sources}
| all | | {documents:,} | {megabytes:,.1f} | {running_words:,} | 100.0% |

{different_words:,} different words, of which {words_trained_from:,} were trained from{sampled};
{characters:,} characters in the alphabet.

## Fit

On the very corpus it was learned from. A word is what BERT's pre-tokenizer makes of a text, with
punctuation alone. `lmkor-data evaluate-vocab` measures on unseen text, also beside others.

| category | tokens a word | words that are one entry | [UNK] words |
|---|---:|---:|---:|
{fits}

## Made with

| option | value |
|---|---|
{options}
{notes}"""


def write_card(
    folder: Path,
    report: StageReport,
    totals: dict[Group, int],
    read: Counts,
    fits: dict[str, Fit],
) -> None:
    """Write README.md from the build's report, the counts and the fit to the corpus."""
    facts, whole = report.facts, sum(totals.values())
    documents, size = read.by_group(DOCUMENTS_IN), read.by_group(BYTES_IN)
    sources = [
        f"| {category} | {source} | {documents.get((category, source), 0):,} "
        f"| {size.get((category, source), 0) / 1e6:,.1f} | {words:,} | {words / whole:.1%} |"
        for (category, source), words in Counter(totals).most_common()
    ]
    card = _CARD.format(
        special="`[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`",
        last_learned=facts["learned_entries"] - 1,
        unused=_unused_row(facts["learned_entries"], facts["unused_entries"]),
        sources="\n".join(sources),
        documents=read.total(DOCUMENTS_IN),
        megabytes=read.total(BYTES_IN) / 1e6,
        sampled=_sampled(facts["sampling_threshold"]),
        fits="\n".join(_fit_rows(fits)),
        options="\n".join(f"| {name} | {value} |" for name, value in report.parameters.items()),
        notes="".join(f"\n{note}\n" for note in report.notes),
        **{name: facts[name] for name in _SHOWN},
    )
    (folder / CARD).write_text(card, encoding="utf-8")


_SHOWN = ("vocabulary", "running_words", "different_words", "words_trained_from", "characters")


def _unused_row(first: int, number: int) -> str:
    if not number:
        return ""
    return (
        f"| {first:,} to {first + number - 1:,} | `[unused0]` to `[unused{number - 1}]`, which "
        f"`lmkor-data domain-terms` fills without moving an id |"
    )


def _sampled(k: int) -> str:
    if k == 1:
        return ""
    return (
        f" (one that stands c < {k:,} times with probability c / {k:,}, as if it stood {k:,} times)"
    )


def _fit_rows(fits: dict[str, Fit]) -> list[str]:
    whole = Fit()
    for fit in fits.values():
        whole.add(fit)
    by_words = sorted(fits.items(), key=lambda item: (-item[1].words, item[0]))
    return [
        f"| {name} | {fit.tokens / fit.words:.3f} | {fit.whole / fit.words:.1%} "
        f"| {fit.unknown / fit.words:.3%} |"
        for name, fit in [*by_words, ("all", whole)]
        if fit.words
    ]
