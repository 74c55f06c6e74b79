"""Candidates: documents that share a key, as edges, components and sorted runs of texts."""
