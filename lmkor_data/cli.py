"""`lmkor-data`: the commands by name; each lives in a file of `commands/` and loads when called."""

from __future__ import annotations

import difflib
import errno
import importlib
import keyword
import sys

import click

from lmkor_data import __version__
from lmkor_data.errors import LmkorError
from lmkor_data.stage_table import STAGES

#: Commands that look and change nothing.
INSPECT = {
    "sites": "List the site recipes; show what one reads from a page.",
    "duplicates": "Show clusters of duplicates with differences marked.",
    "evaluate-vocab": "Compare vocabularies on a held-out text.",
    "why": "Show what became of a document, stage by stage.",
    "status": "Show every stage: documents, tokens, unfinished or stale.",
    "verify": "Check every file against what was written.",
}

#: Command → one line for the overview: the stages in their order, then what looks at them.
COMMANDS = {
    "demo": "Run the whole pipeline on the embedded demo site.",
    "init": "Write a pipeline file for the data in a folder.",
    "run": "Run a pipeline file: every stage that is needed.",
    **{stage.name: stage.summary for stage in STAGES},
    **INSPECT,
}


class _Overview(click.Group):
    """Lists commands without importing them, so that --help is quick."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            near = difflib.get_close_matches(name, COMMANDS, 1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"There is no command `{name}`.{hint}", context)
        file = name.replace("-", "_") + "_" * keyword.iskeyword(name)
        room = "commands.inspect" if name in INSPECT else "commands"
        module = importlib.import_module(f"lmkor_data.{room}.{file}")
        command: click.Command = module.command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Overview, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lmkor-data")
def group() -> None:
    """Korean pretraining corpora, from web site to vocabulary.

    \b
    lmkor-data import reviews.csv --source myshop    files → raw/
    lmkor-data clean                                 normalize, mask, filter → clean/
    lmkor-data dedup                                 duplicates and repeats → dedup/
    lmkor-data build-vocab                           42,000 WordPiece entries → vocab/
    lmkor-data run pipeline.toml                     all of it from one file

    Every stage reads and writes Parquet in one corpus folder (--corpus, or the environment
    variable LMKOR_DATA_CORPUS, or ./corpus), and resumes when it is run again.
    """


#: No room, no permission, or a file, a loop or a long name where a folder should be.
_MENDABLE = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EACCES,
    errno.EROFS,
    errno.EEXIST,
    errno.ENOTDIR,
    errno.EPERM,
    errno.ELOOP,
    errno.ENAMETOOLONG,
)


def main() -> None:
    """Run the command line; what the user can mend ends with one clear line and exit code 1."""
    try:
        group.main(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_say("Stopped. Run the same command again and it goes on from here.", 130))
    except LmkorError as fault:
        sys.exit(_say(str(fault), 1))
    except OSError as fault:
        if fault.errno not in _MENDABLE:
            raise
        where = f": {fault.filename}" if fault.filename else ""
        again = "Mend that and run the same command again; what is finished stays."
        sys.exit(_say(f"{fault.strerror}{where}. {again}", 1))


def _say(message: str, code: int) -> int:
    click.echo(f"lmkor-data: {message}", err=True)
    return code
