"""Names of people among the entries of a vocabulary: rare ones are left out, and can be listed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.terms.person_names import is_full_name, known_names

#: A name with fewer occurrences, so in fewer documents, is left out: it may be a private person's.
FEW = 100


def rare_names(entries: Sequence[str], counts: WordCounts) -> dict[str, int]:
    """Return the entries that are full names of few documents, with the names' occurrences.

    Counts the words that begin with the name: particles are attached to it.
    """
    of_entry = known_names(entry for entry in entries if len(entry) > 2)
    of_entry = {entry: name for entry, name in of_entry.items() if is_full_name(name)}
    names = sorted(set(of_entry.values()))
    wanted = pa.array(names, pa.string())
    found = np.zeros(len(names), np.int64)
    for table in counts.tables() if names else ():
        words = table["word"].combine_chunks()
        numbers = np.asarray(table["count"])
        for size in sorted({len(name) for name in names}):
            heads = pc.utf8_slice_codeunits(words, 0, size)
            which = pc.index_in(heads, wanted)
            known = np.asarray(pc.is_valid(which))
            places = np.asarray(pc.drop_null(which))
            found += np.bincount(places, numbers[known], len(names)).astype(np.int64)
    occurrences = dict(zip(names, found.tolist(), strict=True))
    return {e: occurrences[name] for e, name in of_entry.items() if occurrences[name] < FEW}
