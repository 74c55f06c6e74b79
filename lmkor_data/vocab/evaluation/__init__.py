"""How well vocabularies fit a text."""
