from __future__ import annotations

import io

from rich.console import Console

from lmkor_data.engine.counts import Counts
from lmkor_data.report.breakdown import breakdown


def shown(counts: Counts, by: str) -> list[list[str]]:
    out = io.StringIO()
    Console(file=out, width=160).print(breakdown(counts, by))
    return [line.split() for line in out.getvalue().splitlines()]


def test_each_source_tells_what_share_of_its_bytes_each_rule_took() -> None:
    counts = Counts()
    for source, size in (("shop", 1000), ("blog", 9000)):
        for category in ("food", "pet"):
            counts.add(category, source, "documents_in", 10)
            counts.add(category, source, "bytes_in", size)
            counts.add(category, source, "bytes_out", size - 250)
            counts.add(category, source, "dropped/copy", 2)
    counts.add("food", "shop", "bytes_dropped/copy", 480)
    counts.add("pet", "shop", "bytes_dropped/repeated sentences", 20)
    lines = shown(counts, "source")
    assert lines[0] == ["source", "documents", "text", "kept", "copy", "repeated", "sentences"]
    assert lines[1] == ["blog", "20", "18.0", "kB", "97.2", "%", "0.0", "%", "0.0", "%"]
    assert lines[2] == ["shop", "20", "2.0", "kB", "75.0", "%", "24.0", "%", "1.0", "%"]
    assert lines[-1] == ["shares", "of", "bytes"]


def test_without_bytes_the_shares_are_of_documents() -> None:
    counts = Counts()
    counts.add("food", "shop", "documents_in", 10)
    counts.add("food", "shop", "documents_out", 9)
    for place in range(8):
        counts.add("food", "shop", f"dropped/reason-{place}", 8 - place)
    lines = shown(counts, "category")
    assert lines[1] == [
        "food",
        "10",
        "0",
        "B",
        "90.0",
        "%",
        "80.0",
        "%",
        "70.0",
        "%",
        "60.0",
        "%",
        "50.0",
        "%",
        "40.0",
        "%",
        "30.0",
        "%",
        "30.0",
        "%",
    ]
    assert lines[0][-1] == "other"
