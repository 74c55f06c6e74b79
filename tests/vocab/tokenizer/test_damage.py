"""A vocabulary whose two files differ is refused, not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.errors import DamagedFileError
from lmkor_data.vocab.tokenizer.tokenizer_folder import (
    SPECIAL,
    VOCABULARY,
    read_vocabulary,
    write_tokenizer,
)


def test_a_truncated_vocabulary_is_refused(tmp_path: Path) -> None:
    entries = [*SPECIAL, "배송", "##이", "포장", "[unused0]"]
    write_tokenizer(tmp_path, entries, "bert", 512)
    assert read_vocabulary(tmp_path) == entries
    whole = (tmp_path / VOCABULARY).read_bytes()
    (tmp_path / VOCABULARY).write_bytes(whole[:-8])
    with pytest.raises(DamagedFileError, match="cut off or edited"):
        read_vocabulary(tmp_path)
