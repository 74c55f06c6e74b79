"""Category names in one form, whatever a table writes."""

from __future__ import annotations

import unicodedata

#: A longer name cannot be a folder's: 85 Hangul letters fill the 255 bytes of a file name.
_LONGEST_BYTES = 200


def category_name(name: str) -> str:
    """The name composed (NFC) and without spaces around it; one that is too long is cut."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    while len(plain.encode()) > _LONGEST_BYTES:
        plain = plain[:-1]
    return plain
