"""Archive of fetched pages: WARC 1.1 (ISO 28500), a gzip member a record, in `raw/_archive/`.

`lmkor-data import warc raw/_archive/*.warc.gz` reads the pages again, so that a better extractor
needs no second visit to the site.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import uuid
from http import HTTPStatus
from pathlib import Path

from lmkor_data import __version__
from lmkor_data.crawlers.parsing.page_response import PageResponse

#: Below `raw/`; the underscore keeps readers of Parquet from looking into it.
FOLDER = "_archive"

_LARGEST = 1 << 30
_LINES = re.compile(r"[\r\n]+")
#: Headers that described the body on its way; it is stored unpacked.
_OF_TRANSFER = {"content-encoding", "transfer-encoding", "content-length", "set-cookie"}


class WarcArchive:
    """Append responses to the archive of one site.

    Each run begins a file of its own, and a record is written with one call, so a killed run
    leaves whole records. Pages that are fetched again after a kill are there twice; `import warc`
    takes a URL once.
    """

    def __init__(self, raw: Path, site: str) -> None:
        self._folder = raw / FOLDER
        self._site = site
        self._written = 0
        self._path: Path | None = None

    def add(self, response: PageResponse) -> None:
        """Store one response."""
        if self._path is None or self._written > _LARGEST:
            self._begin()
        self._write("response", _http(response), {
            "WARC-Target-URI": response.url,
            "WARC-Date": f"{response.at:%Y-%m-%dT%H:%M:%SZ}",
            "Content-Type": "application/http;msgtype=response",
        })  # fmt: skip

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        names = [path.name for path in self._folder.glob(f"{self._site}-*.warc.gz")]
        numbers = [int(n) for name in names for n in re.findall(r"-(\d{5})\.warc\.gz$", name)]
        number = max(numbers, default=-1) + 1
        self._path = self._folder / f"{self._site}-{number:05d}.warc.gz"
        self._written = 0
        fields = f"software: lmkor-data/{__version__}\r\nformat: WARC File Format 1.1\r\n"
        self._write("warcinfo", fields.encode(), {"Content-Type": "application/warc-fields"})

    def _write(self, kind: str, block: bytes, headers: dict[str, str]) -> None:
        digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
        told = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
            **headers,
            "WARC-Block-Digest": f"sha1:{digest}",
            "Content-Length": str(len(block)),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        record = b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"
        member = gzip.compress(record, 6)
        assert self._path is not None
        with self._path.open("ab", buffering=0) as file:
            file.write(member)
        self._written += len(member)


def _http(response: PageResponse) -> bytes:
    """The response as HTTP would send it without compression."""
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {response.status} {phrase}"]
    for name, value in response.headers.items():
        if name not in _OF_TRANSFER:
            lines.append(f"{name}: {_LINES.sub(' ', value)}")
    lines.append(f"content-length: {len(response.body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + response.body
