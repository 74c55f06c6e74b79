"""Model card of a vocabulary: training data, sizes, how to load it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
- {model}
---
# A Korean {title} vocabulary of {vocabulary:,} entries

```python
from transformers import {loader}

tokenizer = {loader}.from_pretrained("this-folder")
```

{behaviour} What each id is:

| ids | entries |
|---|---|
{ids}

## Learned from

| category | source | documents | MB | words | share of words |
|---|---|---:|---:|---:|---:|
{sources}
| all | | {documents:,} | {megabytes:,.1f} | {running_words:,} | 100.0% |

{different_words:,} distinct words, of which {words_trained_from:,} were trained from{sampled}.

## Fit

On the corpus that it was learned from; a word is a unit of the pre-tokenizer.
`lmkor-data evaluate-vocab` measures on unseen text, also beside other vocabularies.

{fits}

## Made with

| option | value |
|---|---|
{options}
{notes}"""

_BEHAVIOUR = {
    "wordpiece": "Lower case; accents, and so Hangul syllables, stay composed.",
    "bpe": "Lossless: case and white space are kept, digits are single, no text is unknown.",
    "unigram": "Lossless: case and white space are kept, digits are single, rare characters "
    "become bytes.",
    "extended": "Text without Hangul is tokenized as before. For each new id, "
    "`embedding_init.jsonl` names the old ids whose mean embedding to begin with.",
}
_TITLES = {
    "wordpiece": "WordPiece",
    "bpe": "byte-level BPE",
    "unigram": "unigram",
    "extended": "extended byte-level BPE",
}


def write_card(
    folder: Path,
    report: StageReport,
    totals: dict[Group, int],
    read: Counts,
    fits: dict[str, Fit],
    ids: Sequence[tuple[int, int, str]],
) -> None:
    """Write README.md from the build's report, the counts and the fit to the corpus.

    `ids` describes ranges of ids: (first, last, what they are).
    """
    facts, whole = report.facts, sum(totals.values())
    documents, size = read.by_group(DOCUMENTS_IN), read.by_group(BYTES_IN)
    sources = [
        f"| {category} | {source} | {documents.get((category, source), 0):,} "
        f"| {size.get((category, source), 0) / 1e6:,.1f} | {words:,} | {words / whole:.1%} |"
        for (category, source), words in Counter(totals).most_common()
    ]
    model = "extended" if report.parameters["extend"] else report.parameters["model"]
    card = _CARD.format(
        model=model,
        title=_TITLES[model],
        loader="BertTokenizerFast" if model == "wordpiece" else "AutoTokenizer",
        behaviour=_BEHAVIOUR[model],
        ids="\n".join(
            f"| {a:,} to {b:,} | {what.replace('|', chr(92) + '|')} |" for a, b, what in ids
        ),
        sources="\n".join(sources),
        documents=read.total(DOCUMENTS_IN),
        megabytes=read.total(BYTES_IN) / 1e6,
        sampled=_sampled(facts["sampling_threshold"]),
        fits="\n".join(_fit_rows(fits, facts)),
        options="\n".join(f"| {name} | {value} |" for name, value in report.parameters.items()),
        notes="".join(f"\n{note}\n" for note in report.notes),
        **{name: facts[name] for name in _SHOWN},
    )
    (folder / CARD).write_text(card, encoding="utf-8")


_SHOWN = ("vocabulary", "running_words", "different_words", "words_trained_from")


def _in_table(text: str) -> str:
    """Escape what ends a cell of a Markdown table."""
    return text.replace("|", "\\|")


def _sampled(k: int) -> str:
    if k == 1:
        return ""
    return (
        f" (one that stands c < {k:,} times with probability c / {k:,}, as if it stood {k:,} times)"
    )


def _fit_rows(fits: dict[str, Fit], facts: dict[str, Any]) -> list[str]:
    if not fits:
        return [f"{facts['tokens_per_word']:.3f} tokens a word."]
    whole = Fit()
    for fit in fits.values():
        whole.add(fit)
    by_words = sorted(fits.items(), key=lambda item: (-item[1].words, item[0]))
    return [
        "| category | tokens a word | words that are one entry | [UNK] words |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {fit.tokens / fit.words:.3f} | {fit.whole / fit.words:.1%} "
            f"| {fit.unknown / fit.words:.3%} |"
            for name, fit in [*by_words, ("all", whole)]
            if fit.words
        ),
    ]
