"""Clean Korean: a text column in; the cleaned column, and why documents went, out."""
