"""Files that phases hand to each other: arrays, partitions, and where they lie."""
