"""A learned signal of quality: does a text consist of sentences? See `scorer`."""
