"""The card of a stage's folder: `README.md`, by which `datasets` finds the data and nothing else.

Without it, `datasets.load_dataset` would take a category called `test` for a split, and read the
manifest as rows.
"""

from __future__ import annotations

from pathlib import Path

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.layout import DATA
from lmkor_data.stage_table import maker_of

CARD = "README.md"

_CARD = """\
---
language: ko
configs:
- config_name: default
  data_files: {data}/*/*.parquet
---
# {name}

Written by {maker}. The rows lie in `{data}/CATEGORY/*.parquet`, with the category as a column:

```python
datasets.load_dataset("{name}")                       # this folder
pandas.read_parquet("{name}/{data}")                   # or pyarrow, polars, DuckDB
```
"""


def write_card(*folders: Path) -> None:
    """Write the card into every folder that holds data and has none; a user's own stays."""
    for folder in folders:
        card = folder / CARD
        if (folder / DATA).is_dir() and not card.exists():
            values = {"name": folder.name, "data": DATA, "maker": maker_of(folder.name)}
            write_whole(card, _CARD.format(**values))
