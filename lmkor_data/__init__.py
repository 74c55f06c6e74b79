"""Korean pretraining corpora: crawl, import, clean, deduplicate, build the vocabulary."""

__version__ = "0.1.0"
