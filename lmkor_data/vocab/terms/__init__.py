"""Domain terms for the unused slots of a vocabulary."""
