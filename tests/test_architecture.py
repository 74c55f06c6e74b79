"""The rules of the house, held against the imports in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lmkor_data"
ROOMS = {"crawlers", "importers", "cleaning", "dedup", "vocab"}
FOUNDATION = {"text", "corpus", "engine"}
SHARED = {"extraction"}  # rooms that others may import: not stages of their own
#: Files beside the rooms that everybody may read: they import nothing but each other.
TABLES = {"errors", "stage_table", "kind_table", "categories", "extensions", "lmkor_data"}


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
    assert others <= FOUNDATION | SHARED | TABLES


def test_the_foundation_knows_no_room() -> None:
    reach = {"text": set(), "corpus": {"text"}, "engine": {"corpus"}, "extraction": {"text"}}
    for room, below in reach.items():
        assert {b for a, b in ARROWS if a == room} <= below | TABLES
    for table in TABLES - {"lmkor_data"}:
        assert {b for a, b in ARROWS if a == table} <= TABLES


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
    true = {(a, b) for a, b in ARROWS if not {a, b} & (TABLES | {"__main__"})}
    lines = "\n".join(f"    {a} --> {b}" for a, b in sorted(true))
    assert drawn == true, f"docs/architecture.md should draw\n{lines}"


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_a_folder_can_be_taken_in_at_a_glance() -> None:
    files: dict[str, int] = {}
    for path in _modules():
        if path.name != "__init__.py":
            folder = str(path.parent.relative_to(ROOT))
            files[folder] = files.get(folder, 0) + 1
    assert {folder: n for folder, n in files.items() if n > 16} == {}


def test_a_name_stands_once_in_a_room() -> None:
    held: dict[tuple[str, str], list[str]] = {}
    for path in _modules():
        parts = path.relative_to(PACKAGE).parts
        if len(parts) > 1 and path.name not in ("__init__.py", "stage.py") and parts[0] in ROOMS:
            held.setdefault((parts[0], path.name), []).append("/".join(parts))
    assert [paths for paths in held.values() if len(paths) > 1] == []


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """(place, function, whether it is a click callback) of every function and method."""
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{path.relative_to(ROOT)}:{node.name}"
                click = any("command" in ast.unparse(d) for d in node.decorator_list)
                yield where, node, click


def test_no_function_takes_more_than_eight_parameters() -> None:
    def number(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        arguments = node.args
        names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return len([a for a in names if a.arg not in ("self", "cls")])

    assert [where for where, node, click in _functions() if not click and number(node) > 8] == []


def test_every_public_function_has_a_docstring() -> None:
    """Of a module's own functions and of the methods of its public classes."""
    bare = []
    for path in _modules():
        module = ast.parse(path.read_text(encoding="utf-8"))
        public: list[ast.AST] = list(module.body)
        for node in module.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                protocol = any("Protocol" in ast.unparse(base) for base in node.bases)
                public += [] if protocol else node.body
        for node in public:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            short = isinstance(node, ast.FunctionDef) and any(
                "property" in ast.unparse(d) or "overload" in ast.unparse(d)
                for d in node.decorator_list
            )
            if not node.name.startswith("_") and not short and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert bare == []


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 320
    }
    assert not long
