"""Wikipedia's XML dump, and its wikitext as plain text."""
