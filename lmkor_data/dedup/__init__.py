"""Deduplication: copies, near copies and repeated sentences, and decontamination."""
