"""`lmkor-data init`: a pipeline file for what lies in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.errors import LmkorError
from lmkor_data.pipeline.template import pipeline_for


@click.command()
@click.argument(
    "folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="File to write (FOLDER/pipeline.toml)."
)
def command(folder: Path, output: Path | None) -> None:
    """Write pipeline.toml for the files in FOLDER, with a comment on every line.

    \b
    lmkor-data init
    lmkor-data run --dry-run

    Looks at each file as `import` does: what it is, and which columns would be read. A file that
    exists is never replaced.
    """
    target = output or folder / "pipeline.toml"
    if target.exists():
        raise LmkorError(f"{target} exists. Give another --output, or remove it first.")
    content, told = pipeline_for(folder)
    target.write_text(content, encoding="utf-8")
    for line in told:
        click.echo(line)
    click.echo(f"written to {target}; `lmkor-data run {target} --dry-run` shows what it would do")
