"""Backslash escapes: set aside before the markup is read, put back after."""

from __future__ import annotations

import re

#: Plane 15 is private use: escaped characters wait there, where no markup looks.
_AWAY = 0xF0000
_ESCAPED = re.compile(r"\\([\x20-\uffff])")
_HIDDEN = re.compile("[\U000f0020-\U000fffff]")


def hide_escapes(text: str) -> str:
    r"""`\[` as a character that is no bracket."""
    return _ESCAPED.sub(lambda found: chr(_AWAY + ord(found[1])), text) if "\\" in text else text


def show_escapes(text: str) -> str:
    """The escaped characters as themselves."""
    return _HIDDEN.sub(lambda found: chr(ord(found[0]) - _AWAY), text)
