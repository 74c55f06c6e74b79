"""The rules of the house, held against the imports in the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lmkor_data"
ROOMS = {"crawlers", "importers", "cleaning", "dedup", "vocab"}
FOUNDATION = {"text", "corpus", "engine"}


def place(module: str) -> str:
    """`lmkor_data.corpus.files` → `corpus`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def imports() -> set[tuple[str, str]]:
    """Every (module, imported module) inside the package, wherever the import stands."""
    found: set[tuple[str, str]] = set()
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{a.name}" for a in node.names]
            found |= {(module, _module(n)) for n in names if n.startswith("lmkor_data.")}
    return found


def _module(name: str) -> str:
    """The module that an imported name lives in."""
    while not (ROOT / name.replace(".", "/")).with_suffix(".py").exists():
        if (ROOT / name.replace(".", "/")).is_dir():
            return name
        name = name.rpartition(".")[0]
    return name


IMPORTS = imports()
ARROWS = {(place(a), place(b)) for a, b in IMPORTS if place(a) != place(b)}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_no_room_imports_another(room: str) -> None:
    others = {b for a, b in ARROWS if a == room}
    assert others <= FOUNDATION | {"errors", "lmkor_data"}


def test_the_foundation_knows_no_room() -> None:
    assert {b for a, b in ARROWS if a == "text"} <= {"errors", "lmkor_data"}
    assert {b for a, b in ARROWS if a == "corpus"} <= {"text", "errors", "lmkor_data"}
    assert {b for a, b in ARROWS if a == "engine"} <= {"corpus", "errors", "lmkor_data"}


def test_nobody_imports_the_command_line() -> None:
    assert {a for a, b in ARROWS if b == "cli"} <= {"__main__"}
    assert {a for a, b in ARROWS if b == "commands"} <= set()


def test_no_circles_between_modules() -> None:
    graph: dict[str, set[str]] = {}
    for a, b in IMPORTS:
        graph.setdefault(a, set()).add(b)
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"circle: {' → '.join([*way, module])}"
        if module not in done:
            for following in graph.get(module, set()):
                visit(following, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_drawing_in_the_docs_is_true() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^ +(\w+) --> (\w+)$", text, re.MULTILINE))
    true = {(a, b) for a, b in ARROWS if not {a, b} & {"errors", "lmkor_data", "__main__"}}
    lines = "\n".join(f"    {a} --> {b}" for a, b in sorted(true))
    assert drawn == true, f"docs/architecture.md should draw\n{lines}"


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 320
    }
    assert not long
