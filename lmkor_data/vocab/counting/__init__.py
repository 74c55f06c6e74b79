"""Word counts of a corpus: pre-tokenization, hash table, files on disk."""
