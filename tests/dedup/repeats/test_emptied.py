"""removed/ tells where the survivor that it names was removed too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dedup.corpora import document, rows, run, write_clean

FIRST, SECOND = "배송이 정말 빨라서 좋았습니다", "포장도 꼼꼼해서 마음에 들어요"


def test_a_survivor_that_lost_all_its_sentences_is_marked(tmp_path: Path) -> None:
    made = [document("a", FIRST), document("b", SECOND), document("c", f"{FIRST}\n{SECOND}")]
    made += [
        document("d", f"{FIRST}\n{SECOND}!"),
        document("e", "다른 글"),
        document("f", "다른글"),
    ]
    write_clean(tmp_path / "clean", "x", made)
    run(tmp_path, near=False)
    removed = rows(tmp_path / "removed")
    assert {i: (r["survivor"], r["also_gone"]) for i, r in removed.items()} == {
        "c": ("d", True),
        "d": (None, None),
        "f": ("e", False),
    }


@pytest.mark.parametrize("sentences", ["auto", "off"])
def test_the_next_run_knows_which_survivors_were_removed(tmp_path: Path, sentences: str) -> None:
    made = [document("a", FIRST), document("b", SECOND), document("c", f"{FIRST}\n{SECOND}")]
    write_clean(tmp_path / "clean", "x", made)
    run(tmp_path, near=False, sentences=sentences)
    later = [document("d", f"{FIRST}\n{SECOND}"), document("e", f"{FIRST}!")]
    write_clean(tmp_path / "clean", "y", later)
    run(tmp_path, near=False, sentences=sentences)
    removed = rows(tmp_path / "removed")
    assert (removed["d"]["survivor"], removed["d"]["also_gone"]) == ("c", sentences == "auto")
    assert (removed["e"]["survivor"], removed["e"]["also_gone"]) == ("a", False)
