"""Sentence splitting: one sentence a line, by kss or by the package's own model."""
