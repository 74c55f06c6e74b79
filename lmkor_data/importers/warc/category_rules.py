"""URL → category by a small rule file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from lmkor_data.errors import LmkorError

#: Where no rule fits.
WEB = "web"


@dataclass(frozen=True)
class Rule:
    """Fits where the host ends in `host` and the path holds `path`; what is empty fits all."""

    category: str
    host: str = ""
    path: str = ""

    def fits(self, host: str, path: str) -> bool:
        """Whether the rule holds for an address, given in lower case."""
        ends = not self.host or host == self.host or host.endswith(f".{self.host}")
        return ends and self.path in path


@cache
def rules(path: Path | None = None) -> tuple[Rule, ...]:
    """The rules of a TOML file (`[[rule]]` with `category`, `host`, `path`), or our own."""
    try:
        text = (
            path.read_text(encoding="utf-8")
            if path
            else resources.files(__package__).joinpath("category_rules.toml").read_text("utf-8")
        )
        return tuple(Rule(**rule) for rule in tomllib.loads(text).get("rule", []))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as cause:
        raise LmkorError(
            f"{path} is not a rule file ({cause}). It holds [[rule]] tables with `category` "
            f"and `host` or `path`."
        ) from cause


def category(url: str, of: tuple[Rule, ...]) -> str:
    """The category of the first rule that fits."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return WEB
    host = (parts.hostname or "").lower()
    return next((rule.category for rule in of if rule.fits(host, parts.path)), WEB)
