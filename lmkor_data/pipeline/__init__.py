"""The whole chain from one file: what `lmkor-data run pipeline.toml` does."""
