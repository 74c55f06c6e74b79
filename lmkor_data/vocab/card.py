"""The card of a vocabulary: what it was learned from, its sizes, how to load it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lmkor_data.engine.stage import StageReport
from lmkor_data.vocab.word_counts import Group

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

Lower case, accents (and so Hangul syllables) kept composed. Ids: {special} are 0 to 4, learned
entries follow up to {last_learned:,}, then come {unused_entries:,} `[unusedK]` entries, which
`lmkor-data domain-terms` fills without moving an id.

| | |
|---|---:|
| running words in the corpus | {running_words:,} |
| different words | {different_words:,} |
| words trained from | {words_trained_from:,} |
| sampling threshold k | {sampling_threshold:,} |
| characters in the alphabet | {characters:,} |
| learned entries, special ones among them | {learned_entries:,} |

## Learned from

| category | source | words | share |
|---|---|---:|---:|
{sources}

## Made with

| option | value |
|---|---|
{options}
{notes}"""


def write_card(folder: Path, report: StageReport, totals: dict[Group, int]) -> None:
    """Write README.md from the report of the build."""
    facts, whole = report.facts, sum(totals.values())
    sources = [
        f"| {category} | {source} | {words:,} | {words / whole:.1%} |"
        for (category, source), words in Counter(totals).most_common()
    ]
    options = [f"| {name} | {value} |" for name, value in report.parameters.items()]
    notes = [f"\n{note}\n" for note in report.notes]
    card = _CARD.format(
        special="`[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`",
        last_learned=facts["learned_entries"] - 1,
        sources="\n".join(sources),
        options="\n".join(options),
        notes="".join(notes),
        **facts,
    )
    (folder / CARD).write_text(card, encoding="utf-8")
