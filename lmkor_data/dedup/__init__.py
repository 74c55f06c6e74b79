"""Takes repeats out of a corpus: copied documents, nearly copied ones, repeated sentences."""
