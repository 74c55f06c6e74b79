"""What the user says about an import of 모두의 말뭉치."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModuOptions:
    """The category of a document is that of its corpus unless one is given for all."""

    source: str = "modu"
    category: str | None = None  #: None: news, written, web, spoken, messenger
    mask: str = "○○"  #: stands where names and numbers were masked
    limit: int | None = None  #: documents of each task
