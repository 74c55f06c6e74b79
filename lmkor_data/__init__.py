"""Korean pretraining corpora: crawl, import, clean, deduplicate, build the vocabulary.

| from Python | |
|---|---|
| `clean(texts)`, `Cleaner(…)` | clean one text or many, in `datasets.map` too |
| `split_sentences(text)`, `mask_personal_data(text)` | single steps of cleaning |
| `deduplicate(table)` | a `pyarrow.Table` without copies and near copies |
| `NearDuplicates.open(folder).query(text)` | which documents are near copies of a text |
| `count_words(texts)` | the counts that a vocabulary is learned from |
| `open_corpus(path)` | a corpus folder: its documents, and each stage as a method |
| `LmkorError` | every fault that the user can mend |

What is in `__all__` is stable; everything else may change. docs/api.md has examples.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lmkor_data.errors import LmkorError
from lmkor_data.kernel_cache import choose_cache_folder, forget_stale_kernels

if TYPE_CHECKING:
    from lmkor_data.api.corpora import Corpus, Documents, open_corpus
    from lmkor_data.api.near_duplicates import Match, NearDuplicates, shingle_hash_32
    from lmkor_data.api.tables import Deduplicated, deduplicate
    from lmkor_data.api.texts import Cleaned, Cleaner, clean, mask_personal_data, split_sentences
    from lmkor_data.api.words import count_words

__version__ = "0.2.0"

__all__ = [
    "Cleaned",
    "Cleaner",
    "Corpus",
    "Deduplicated",
    "Documents",
    "LmkorError",
    "Match",
    "NearDuplicates",
    "__version__",
    "clean",
    "count_words",
    "deduplicate",
    "mask_personal_data",
    "open_corpus",
    "shingle_hash_32",
    "split_sentences",
]

#: Loaded when first asked for: `lmkor-data --help` need not wait for Arrow and Numba.
_PLACES = {
    "Cleaned": "texts",
    "Cleaner": "texts",
    "Corpus": "corpora",
    "Deduplicated": "tables",
    "Documents": "corpora",
    "Match": "near_duplicates",
    "NearDuplicates": "near_duplicates",
    "clean": "texts",
    "count_words": "words",
    "deduplicate": "tables",
    "mask_personal_data": "texts",
    "open_corpus": "corpora",
    "shingle_hash_32": "near_duplicates",
    "split_sentences": "texts",
}

choose_cache_folder(Path(__file__).parent)
forget_stale_kernels(Path(__file__).parent)


def __getattr__(name: str) -> Any:
    """Load a name of the public door from its module."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"lmkor_data.api.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
