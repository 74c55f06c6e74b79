"""Body of a blog post in the markup styles of common blog editors."""

from collections.abc import Callable
from html import escape

from lmkor_data.demo.content.posts import Post


def article_body(post: Post) -> str:
    """Render the post's body without its title; the slug chooses the markup style."""
    write = _STYLES[int(post.slug[-3:]) % len(_STYLES)]
    parts = [f'<p class="disclosure">{post.sponsored}</p>'] if post.sponsored else []
    for section in post.sections:
        if section.heading:
            parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [write(escape(text).replace("\n", "<br>")) for text in section.paragraphs]
    if post.table:
        parts.append(_table(post))
    return "\n".join(parts)


def _plain(text: str) -> str:
    return f"<p>{text}</p>"


def _nested(text: str) -> str:
    """Render as visual editors do: nested spans with inline styles, empty paragraphs."""
    return (
        '<p style="text-align: center;"><span style="font-size: 16px;"><span style="color: #333;">'
        f"{text}</span></span></p>\n<p><span>&nbsp;</span></p>"
    )


def _unclosed(text: str) -> str:
    return f"<p>{text}"


def _broken_lines(text: str) -> str:
    return f"<div>{text}<br><br></div>"


_STYLES: tuple[Callable[[str], str], ...] = (_plain, _nested, _plain, _unclosed, _broken_lines)


def _table(post: Post) -> str:
    rows = "".join(f"<tr><th>{name}<td>{escape(value)}" for name, value in post.table)
    return f'<table border="1" style="width:100%">{rows}</table>'
