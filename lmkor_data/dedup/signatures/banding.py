"""How many bands and rows find the pairs above a threshold."""

from __future__ import annotations

import math
from typing import NamedTuple

#: Signatures are no longer than this: each permutation costs as much as the one before.
PERMUTATIONS = 120
#: A pair exactly at the threshold is found with at least this probability; better pairs more so.
FOUND = 0.9977


class Banding(NamedTuple):
    """A signature of `bands * rows` minima; documents that agree on a whole band meet."""

    bands: int
    rows: int

    def found(self, similarity: float) -> float:
        """The probability that two documents of this Jaccard similarity meet.

        Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.
        """
        return 1.0 - (1.0 - similarity**self.rows) ** self.bands


def banding_for(threshold: float) -> Banding:
    """The most rows (fewest false meetings) that still find pairs at the threshold.

    0.8 gives 20 bands of 6 rows. Everything that meets is verified, so a false meeting costs
    time and a missed pair costs quality: that is why the fewest-errors choice of datasketch,
    which weighs both the same and loses a third of the pairs at the threshold, is not used.
    """
    best = Banding(1, 1)
    for rows in range(1, PERMUTATIONS + 1):
        alike = threshold**rows
        missed = math.log1p(-alike) if alike < 1.0 else -math.inf  # log P(one band misses)
        bands = max(1, math.ceil(math.log(1.0 - FOUND) / missed - 1e-9))
        if bands * rows > PERMUTATIONS:
            break
        best = Banding(bands, rows)
    return best
