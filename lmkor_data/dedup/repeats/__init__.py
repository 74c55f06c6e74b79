"""Repeated sentences: which occurrence of each sentence is kept."""
