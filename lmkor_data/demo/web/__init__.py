"""HTML pages of the demo shop and blog."""
