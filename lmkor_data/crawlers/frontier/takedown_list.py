"""Takedown list of a corpus: what may not be crawled, and is removed where it was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

#: Below `raw/`. A line is a document's id, a URL (with everything below it), or a host.
NAME = "_takedowns.txt"


class TakedownList:
    """Match documents and URLs against a list of requests for removal.

    | line | removes |
    |---|---|
    | `3f2a9c0d11e4b7a8` | the document of that id |
    | `https://blog.example/2024/` | every page below this address |
    | `blog.example` | every page of the host |
    | `# asked on 2026-11-28` | nothing: a remark |
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._ids: set[str] = set()
        self._hosts: set[str] = set()
        self._addresses: tuple[str, ...] = ()
        for line in (line.partition("#")[0].strip() for line in lines):
            if "://" in line:
                self._addresses += (line.partition("://")[2].lower(),)
            elif "." in line:
                self._hosts.add(line.lower())
            elif line:
                self._ids.add(line.lower())

    @classmethod
    def load(cls, raw: Path) -> TakedownList:
        """Read the list of a corpus; without the file nothing is taken down."""
        path = raw / NAME
        return cls(path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else ())

    def __bool__(self) -> bool:
        return bool(self._ids or self._hosts or self._addresses)

    def covers(self, url: str, document: str = "") -> bool:
        """Tell whether a page, or the document of an id, is taken down."""
        if document in self._ids:
            return True
        if not (self._hosts or self._addresses):
            return False
        address = url.partition("://")[2].lower()
        try:
            host = urlsplit(url).netloc.lower()
        except ValueError:
            return False
        return host in self._hosts or address.startswith(self._addresses)
