"""Real data beside the checkout, for tests that need it; absent, they skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def samples(name: str) -> Path:
    """A file or folder of the sample data; skips the test, saying so, where there is none."""
    path = Path(os.environ.get("LMKOR_DATA_SAMPLES", _BESIDE)) / name
    if not path.exists():
        pytest.skip(f"sample data {name} is not here (looked at {path})")
    return path
