"""From packed bytes to numbered lines: nothing lost before damage, memory bounded."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.importers.content import lines, unpacking
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.lines import whole_lines
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.intake import DamagedError, Intake

PACKERS = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".zst": zstandard.compress,
    ".xz": lzma.compress,
    "": bytes,
}


@pytest.mark.parametrize("suffix", list(PACKERS))
def test_several_streams_are_one_content(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(PACKERS[suffix](b"one\n" * 999) + PACKERS[suffix](b"two\n" * 999_999))
    assert b"".join(unpacked(path)) == b"one\n" * 999 + b"two\n" * 999_999


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
def test_a_cut_is_told_after_what_came_before_it(tmp_path: Path, suffix: str) -> None:
    content = "\n".join(str(n * n) for n in range(400_000)).encode()
    path = tmp_path / f"a.txt{suffix}"
    packed = PACKERS[suffix](content)
    path.write_bytes(packed[: len(packed) * 3 // 4])
    blocks: list[bytes] = []
    with pytest.raises(DamagedError, match="cut off"):
        blocks.extend(unpacked(path))
    given = b"".join(blocks)
    assert content.startswith(given)
    assert len(given) > len(content) // 3


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
def test_other_bytes_under_a_packed_name_are_damage(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"not packed at all")
    with pytest.raises(DamagedError, match="damaged"):
        list(unpacked(path))


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst", ".xz"])
def test_a_bomb_is_stopped_and_told(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "BOMB_BYTES", 4 << 20)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(PACKERS[suffix](bytes(1 << 26)))
    sizes = []
    with pytest.raises(DamagedError, match="unpacks to more than 500 times its size"):
        sizes.extend(map(len, unpacked(path)))
    assert max(sizes, default=0) < 100 << 20
    assert sum(sizes) < 50 << 20


@given(st.binary(max_size=300), st.integers(1, 50))
def test_lines_are_numbered_and_none_is_lost(content: bytes, size: int) -> None:
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK_BYTES", 20)
        found = list(whole_lines(iter(blocks), Intake("s")))
    assert b"".join(block.data for block in found) == content
    assert all(block.data.endswith(b"\n") for block in found[:-1])
    assert [b.first for b in found] == [
        1 + sum(b.number for b in found[:at]) for at in range(len(found))
    ]


def test_an_endless_line_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK_BYTES", 10)
    monkeypatch.setattr(lines, "LINE_BYTES", 30)
    intake = Intake("s")
    content = b"one\ntwo\n" + b"x" * 95 + b"\nlast\n"
    blocks = iter([content[at : at + 7] for at in range(0, len(content), 7)])
    found = list(whole_lines(blocks, intake))
    assert b"".join(block.data for block in found) == b"one\ntwo\nlast\n"
    assert found[-1].first == 4
    assert intake.places == {"a line of more than 64 MB": ["line 3"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-be"])
def test_encodings_are_found(encoding: str) -> None:
    text = "번호,내용\n" + "1,진달래가 곱게 피었습니다 똠방각하\n" * 50
    content = text.encode(encoding)
    blocks = [content[at : at + 7] for at in range(0, len(content), 7)]
    found = detect(iter(blocks))
    assert b"".join(as_utf8(iter(blocks), found)).decode() == text


def test_an_english_head_does_not_mislead() -> None:
    content = b"id,text\n" * 300_000 + "1,한글\n".encode("cp949")
    blocks = [content[at : at + 65_536] for at in range(0, len(content), 65_536)]
    assert detect(iter(blocks)) == "cp949"


def test_foreign_bytes_stay_no_utf8() -> None:
    content = "한글".encode("cp949") + b"\xff\n"
    utf8 = b"".join(as_utf8(iter([content]), "cp949"))
    with pytest.raises(UnicodeDecodeError):
        utf8.decode()
