"""The formats of `lmkor-data import`, one file each."""
