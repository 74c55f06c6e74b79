"""Importers of other packages: by `module:Class` and by entry point, with options of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.errors import LmkorError
from lmkor_data.importers.registry import OWN, find_importer, importer_names

FORUM = '''
from dataclasses import dataclass, field

from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.importer import Importer, ImportOptions


@dataclass(frozen=True, kw_only=True)
class ForumOptions(ImportOptions):
    source: str = "forum"
    separator: str = field(default="--", metadata={"help": "What stands between two posts."})


class ForumImporter(Importer):
    """Import a forum's export: posts with a line between them."""

    name = "forum"
    summary = "A forum's export."
    options = ForumOptions

    def read(self, piece, options, intake):
        posts = piece.path.read_text(encoding="utf-8").split(options.separator)
        yield from in_batches(self._found(posts, intake), options.source)

    def _found(self, posts, intake):
        for number, post in enumerate(posts, 1):
            if post.strip():
                yield Found(str(number), post.strip(), kind="comment")
            else:
                intake.drop("no text")
'''


@pytest.fixture
def forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "site"
    info = package / "forum_export-1.dist-info"
    info.mkdir(parents=True)
    (package / "forum_export.py").write_text(FORUM)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: forum-export\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[lmkor_data.importers]\nforum = forum_export:ForumImporter\n"
    )
    monkeypatch.syspath_prepend(str(package))
    monkeypatch.delitem(sys.modules, "forum_export", raising=False)
    dump = tmp_path / "dump.txt"
    dump.write_text("첫 글\n==\n \n==\n둘째 글", encoding="utf-8")
    return dump


@pytest.mark.parametrize("name", ["forum", "forum_export:ForumImporter"])
def test_an_importer_from_outside_reads_with_options_of_its_own(
    forum: Path, tmp_path: Path, name: str
) -> None:
    corpus = ["--corpus", str(tmp_path / "corpus"), "--workers", "1"]
    result = CliRunner().invoke(group, ["import", name, str(forum), "--separator", "==", *corpus])
    assert result.exit_code == 0, result.output
    found = shards(tmp_path / "corpus" / "raw")
    texts = [row["text"] for s in found for b in read_documents(s) for row in b.to_pylist()]
    assert sorted(texts) == ["둘째 글", "첫 글"]


def test_the_list_and_the_help_tell_of_it(forum: Path) -> None:
    listed = CliRunner().invoke(group, ["import", "--list"]).output
    assert "forum" in listed
    assert "A forum's export." in listed
    help = CliRunner().invoke(group, ["import", "forum", "--help"]).output
    assert "What stands between two posts." in help
    assert "posts with a line between them" in help


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tabels", "Did you mean `tables`?"),
        ("no_such_module:Importer", "cannot be loaded"),
        ("lmkor_data.importers.importer:Piece", "is not a subclass of"),
    ],
)
def test_what_is_no_importer_is_told(name: str, told: str) -> None:
    with pytest.raises(LmkorError, match=told.replace("?", r"\?")):
        find_importer(name)
    result = CliRunner().invoke(group, ["import", name, "x"])
    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())


def test_every_importer_of_ours_is_named_as_it_is_called() -> None:
    assert set(OWN) <= set(importer_names())
    assert {name: find_importer(name).name for name in OWN} == {name: name for name in OWN}
