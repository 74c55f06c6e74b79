"""What to do where a page's own main text seems to be missed: ask trafilatura."""

from __future__ import annotations

#: A container with less than this share of what the page says outside menus is doubtful.
DOUBTFUL = 0.25
#: Pages with fewer letters say too little to doubt.
_LEAST = 400
#: The second opinion must find so many times more.
_MORE = 2.0


def is_doubtful(letters: int, total: int) -> bool:
    """Whether a text of so many letters is little beside what the page holds outside menus."""
    return total >= _LEAST and letters < DOUBTFUL * total


def ask(html: str, url: str | None, letters: int) -> str | None:
    """The main text as trafilatura sees it, if it finds far more; else None."""
    import trafilatura  # takes half a second, which most crawls never spend

    try:
        text = trafilatura.extract(
            html, url=url, include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:
        return None
    if text and len(text) > _MORE * max(1, letters):
        return str(text)
    return None
