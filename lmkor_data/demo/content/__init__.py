"""The demo site's reviews and posts, generated from texts/*.toml."""
