"""The embedded demo site and its own, self-written texts."""
