"""Edit and flip the files of a small corpus at random; whatever happens, it must be told.

    python benchmarks/trust/damage.py --edits 1000 --flips 300

An *edit* changes a record (a manifest, a plan, a list of hashes): a byte replaced, a line cut,
doubled or swapped, a value exchanged. A *flip* turns one bit of any file. After each, `status`,
`verify` and a run of every stage must end with an exit code and a sentence; a traceback counts,
and so does a stage that used damaged bytes (its output differs, exit code 0, no note of it).
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import click
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.errors import LmkorError

RECORDS = ("*.jsonl", "*.json", "finished")
COMMANDS = (
    ["status"],
    ["verify"],
    ["clean", "--sentences", "none", "--workers", "1"],
    ["dedup", "--workers", "1"],
    ["build-vocab", "--size", "300", "--unused", "5", "--workers", "1"],
)


def build(root: Path) -> None:
    """A corpus of 200 made-up reviews, in two batches so that the index is asked."""
    draw = random.Random(1)
    syllables = (
        "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후"
    )
    for batch in range(2):
        rows = [
            {"text": " ".join("".join(draw.sample(syllables, 3)) for _ in range(12)) + " 좋아요."}
            for _ in range(100)
        ]
        file = root.parent / f"batch{batch}.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        invoke(root, ["import", "tables", str(file), "--source", "made", "--workers", "1"])
        for command in COMMANDS[2:] if not batch else COMMANDS[2:4]:
            invoke(root, command)
    invoke(root, [*COMMANDS[4], "--overwrite"])


def invoke(root: Path, command: list[str]) -> tuple[int, str]:
    """(exit code, what was told); raises what would be a traceback."""
    result = CliRunner().invoke(group, [*command, "--corpus", str(root)])
    fault = result.exception
    if fault is None or isinstance(fault, SystemExit | click.ClickException):
        return result.exit_code, result.output
    if isinstance(fault, LmkorError | OSError):
        return 1, str(fault)
    raise fault


def edited(content: bytes, draw: random.Random) -> bytes:
    """One random edit of a text file."""
    lines = content.split(b"\n")
    kind = draw.choice(["byte", "cut", "double", "swap", "value", "number", "path"])
    if kind == "byte" and content:
        at = draw.randrange(len(content))
        return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
    if kind == "cut":
        return content[: draw.randrange(len(content) + 1)]
    if kind == "double":
        return b"\n".join([*lines, draw.choice(lines)])
    if kind == "swap":
        draw.shuffle(lines)
        return b"\n".join(lines)
    words = content.split(b'"')
    if len(words) < 4:
        return content + b"{"
    at = draw.randrange(1, len(words) - 1, 1)
    words[at] = {"value": b"null", "number": b"-1e99", "path": b"../../../victim.txt"}[kind]
    return b'"'.join(words)


def flipped(content: bytes, draw: random.Random) -> bytes:
    """One bit turned."""
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def data_of(root: Path) -> dict[str, bytes]:
    """The bytes of every data file of the last stages."""
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in sorted((root / "dedup").rglob("*.parquet"))
    }


def campaign(sound: Path, number: int, flips: bool) -> Counter[str]:
    """Damage copies of a sound corpus `number` times."""
    counted: Counter[str] = Counter()
    expected = data_of(sound)
    for seed in range(number):
        draw = random.Random(seed)
        with tempfile.TemporaryDirectory() as place:
            root, victim = Path(place) / "a" / "corpus", Path(place) / "victim.txt"
            shutil.copytree(sound, root)
            victim.write_text("mine")
            pattern = ["*"] if flips else RECORDS
            files = sorted(
                p for g in pattern for p in root.rglob(g) if p.is_file() and p.stat().st_size
            )
            path = draw.choice(files)
            change = flipped if flips else edited
            path.write_bytes(change(path.read_bytes(), draw))
            verdict = _verdict(root, counted, f"{seed} {path.relative_to(root)}")
            if data_of(root) != expected and verdict == "nothing told":
                verdict = "USED SILENTLY"
            if victim.read_text() != "mine":
                verdict = "FOREIGN FILE CHANGED"
            counted[verdict] += 1
            if verdict.isupper():
                print(verdict, seed, path.relative_to(root))
    return counted


def _verdict(root: Path, counted: Counter[str], what: str) -> str:
    told = "nothing told"
    for command in COMMANDS:
        try:
            code, _ = invoke(root, list(command))
        except Exception as fault:
            counted[f"traceback {type(fault).__name__}"] += 1
            print("TRACEBACK", what, command[0], type(fault).__name__, fault)
            return "TRACEBACK"
        if code:
            told = "told"
    return told


@click.command()
@click.option("--edits", default=1000, help="Random edits of records.")
@click.option("--flips", default=300, help="Random bits turned in any file.")
def main(edits: int, flips: int) -> None:
    """Run both campaigns and print what became of each damage."""
    with tempfile.TemporaryDirectory() as place:
        sound = Path(place) / "sound" / "corpus"
        sound.parent.mkdir()
        build(sound)
        print("edits", dict(campaign(sound, edits, flips=False)))
        print("flips", dict(campaign(sound, flips, flips=True)))


if __name__ == "__main__":
    main()
