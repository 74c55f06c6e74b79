"""Each family trains on packed sequences; skipped where the extra `pretraining` is absent."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest

from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.packing.families import FAMILIES
from lmkor_data.vocab.packing.stage import PackOptions, pack
from lmkor_data.vocab.stage import build_vocab
from tests.vocab.corpora import sentences, write_shard

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "pretrain.py"


@pytest.mark.parametrize("family", FAMILIES)
def test_three_steps(family: str, tmp_path: Path) -> None:
    for needed in ("torch", "datasets"):
        pytest.importorskip(needed, reason=f"the extra `pretraining` is absent: no {needed}")
    lines = sentences(400)
    write_shard(tmp_path / "dedup", "one", ["\n".join(lines[i : i + 4]) for i in range(0, 400, 4)])
    build_vocab(tmp_path / "dedup", tmp_path / "vocab", VocabOptions(size=300, unused=5))
    options = PackOptions(family, 64)
    pack(tmp_path / "dedup", tmp_path / "packed", tmp_path / "vocab", options)
    spec = importlib.util.spec_from_file_location("pretrain", EXAMPLE)
    assert spec
    assert spec.loader
    pretrain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pretrain)
    losses = list(pretrain.train(tmp_path / "packed", 3, 4, 1e-3, 1))
    assert len(losses) == 3
    assert all(math.isfinite(loss) for loss in losses)
