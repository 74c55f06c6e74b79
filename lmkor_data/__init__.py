"""Korean pretraining corpora: crawl, import, clean, deduplicate, build the vocabulary."""

from pathlib import Path

from lmkor_data.kernel_cache import forget_stale_kernels

__version__ = "0.1.0"

forget_stale_kernels(Path(__file__).parent)
