"""Every example of docs/api.md runs, and every public name is told of there."""

from __future__ import annotations

from pathlib import Path

import pytest

import lmkor_data

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    in_example, code = False, []
    for line in PAGE.splitlines():  # every line keeps its number, for the traceback
        in_example = line.startswith("```python") or (in_example and not line.startswith("```"))
        code.append(line if in_example and not line.startswith("```") else "")
    assert sum(map(bool, code)) > 60
    exec(compile("\n".join(code), "docs/api.md", "exec"), {})


@pytest.mark.parametrize("name", lmkor_data.__all__)
def test_every_public_name_can_be_had_and_has_a_docstring(name: str) -> None:
    value = getattr(lmkor_data, name)
    if name != "__version__":
        assert value.__doc__


def test_nothing_heavy_is_loaded_before_it_is_asked_for() -> None:
    import subprocess
    import sys

    code = "import sys, lmkor_data; print({'numba', 'pyarrow', 'kss'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
