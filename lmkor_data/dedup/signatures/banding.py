"""LSH banding: how many bands and rows find the pairs above a threshold."""

from __future__ import annotations

import math
from typing import NamedTuple

#: Maximum length of a signature; its cost is proportional to it.
PERMUTATIONS = 120
#: Minimum probability of finding a pair exactly at the threshold.
FOUND = 0.9977


class Banding(NamedTuple):
    """A signature of `bands * rows` minima; documents that agree on a whole band are compared."""

    bands: int
    rows: int

    def found(self, similarity: float) -> float:
        """Return the probability that two documents of this Jaccard similarity share a band.

        Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.
        """
        return 1.0 - (1.0 - similarity**self.rows) ** self.bands


def banding_for(threshold: float) -> Banding:
    """Choose the most rows (fewest false candidates) that still find pairs at the threshold.

    0.8 gives 20 bands of 6 rows. Every candidate pair is verified, so a false candidate costs time
    while a missed pair costs quality. That is why datasketch's choice, which weighs both errors
    alike and misses a third of the pairs at the threshold, is not used.
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
