"""The table of kinds of text: what cleaning, deduplication, importers and recipes need to know.

A document's column `kind` names its row here; a word that is not in the table counts as OTHER.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a single line break means. "soft": a blank, for people break lines in mid-sentence;
#: "hard": the end of a sentence, as in dumps, well-made pages and turns of a conversation.
LineBreak = Literal["soft", "hard"]

#: What deduplication does by default with a sentence that other documents hold too. "once": it
#: stays where it came first; "keep": every document keeps it.
RepeatRule = Literal["once", "keep"]


@dataclass(frozen=True)
class Kind:
    """One kind of text."""

    name: str
    profile: str  #: the thresholds of cleaning, a table of `profiles.toml`
    line_break: LineBreak
    repeats: RepeatRule


KINDS = (
    Kind("review", "reviews", "soft", "once"),
    Kind("comment", "comments", "soft", "once"),
    Kind("chat", "comments", "soft", "once"),
    Kind("question", "comments", "soft", "once"),
    Kind("conversation", "comments", "hard", "keep"),  # a line is a turn; 네. belongs to many
    Kind("messenger", "comments", "hard", "keep"),
    Kind("subtitle", "comments", "hard", "keep"),
    Kind("blog", "blogs", "soft", "once"),
    Kind("forum", "blogs", "soft", "once"),
    Kind("web", "blogs", "hard", "once"),
    Kind("news", "news", "hard", "keep"),
    Kind("petition", "news", "hard", "once"),
    Kind("law", "news", "hard", "keep"),
    Kind("book", "news", "hard", "keep"),
    Kind("paper", "encyclopedia", "hard", "keep"),
    Kind("encyclopedia", "encyclopedia", "hard", "keep"),
)

#: For documents of no kind, or of a kind that the table does not have.
OTHER = Kind("other", "reviews", "soft", "once")

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(name: str | None) -> Kind:
    """The row of a kind; OTHER where there is none."""
    return _BY_NAME.get(name or "", OTHER)
