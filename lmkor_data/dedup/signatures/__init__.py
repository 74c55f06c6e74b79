"""Fingerprints of documents: folded text, shingles, MinHash, band keys."""
