"""The vocabulary models: WordPiece, byte-level BPE, unigram, and extension of a vocabulary."""
