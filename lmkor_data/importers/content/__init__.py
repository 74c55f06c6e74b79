"""Reading helpers that every importer shares: unpacking, encodings, lines, JSON objects."""
