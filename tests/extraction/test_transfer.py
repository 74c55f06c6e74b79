"""HTTP's chunks and compression are undone where the bytes show them, and only there."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.extraction.decoding.transfer import decode_transfer
from tests.extraction.pages import post

PAGE = post().encode()


def chunked(content: bytes, size: int = 700) -> bytes:
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)),
        ("zstd", zstandard.compress(PAGE)),
        ("identity", PAGE),
        ("gzip", PAGE),  # an archive undid it and kept the header
        ("br", PAGE),
    ],
)
def test_content_codings(coding: str, packed: bytes) -> None:
    assert decode_transfer(packed, {"Content-Encoding": coding}) == PAGE


def test_brotli() -> None:
    brotli = pytest.importorskip("brotli")
    assert decode_transfer(brotli.compress(PAGE), {"content-encoding": "br"}) == PAGE


def test_two_codings_and_chunks_at_once() -> None:
    packed = chunked(gzip.compress(zlib.compress(PAGE)))
    headers = {"Transfer-Encoding": "chunked", "Content-Encoding": "deflate, gzip"}
    assert decode_transfer(packed, headers) == PAGE


def test_chunks_without_a_header_are_seen_by_their_sizes() -> None:
    assert decode_transfer(chunked(PAGE)) == PAGE


def test_a_header_of_chunks_over_a_whole_body_changes_nothing() -> None:
    assert decode_transfer(PAGE, {"Transfer-Encoding": "chunked"}) == PAGE


def test_a_gzip_file_cut_off_gives_its_beginning() -> None:
    content = b"<html>" + bytes(range(256)) * 400
    found = decode_transfer(gzip.compress(content)[:-40], {"Content-Encoding": "gzip"})
    assert len(found) > 100
    assert content.startswith(found)


@given(st.binary(max_size=400), st.integers(1, 90))
def test_chunking_any_page_and_undoing_it_gives_it_back(tail: bytes, size: int) -> None:
    content = b"<html>" + tail
    assert decode_transfer(chunked(content, size), {"transfer-encoding": "chunked"}) == content
