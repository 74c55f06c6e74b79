"""The Markdown source of a post as gold: what a reader of the built page should see of it."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import lxml.html
import yaml
from markdown_it import MarkdownIt

WORD = re.compile(r"\w+")

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|$)", re.DOTALL)
_TOML_FIELD = re.compile(r"^(\w+)\s*=\s*(.+?)\s*$", re.MULTILINE)
#: `{% highlight java %}`, `{% codeblock %}`: fences of Jekyll and Hexo.
_LIQUID_CODE = re.compile(
    r"\{%-?\s*(?:highlight|codeblock|code)\b[^%]*%\}[ \t]*\r?\n?(.*?)\r?\n?[ \t]*"
    r"\{%-?\s*end(?:highlight|codeblock|code)\s*-?%\}",
    re.DOTALL,
)
#: Commands to the generator, which no reader sees.
_COMMANDS = re.compile(
    r"\{%.*?%\}|\{\{[<%].*?[%>]\}\}|\{\{.*?\}\}|\{:\s*[^}\n]*\}|^\s*\[{1,2}toc\]{1,2}\s*$|"
    r"^\s*@\[toc\].*$|^\s*!{3,}.*$|^\s*:{3,}.*$|^\s*\* ?toc\s*$|^\s*[*-] this .*unordered list.*$",
    re.IGNORECASE | re.MULTILINE,
)
_MDX = re.compile(r"^(?:import|export)\s.+$", re.MULTILINE)
_FENCE = re.compile(
    r"^([ \t]*(?:>[ \t]*)*)(`{3,}|~{3,})(.*?)^[ \t]*(?:>[ \t]*)*\2[`~]*[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:?")

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass
class Gold:
    """One post as its author wrote it."""

    path: Path
    title: str
    published: date | None
    words: list[str]
    code_lines: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)  #: alt texts, names of languages: no fault
    front: dict[str, Any] = field(default_factory=dict)


def read_gold(path: Path) -> Gold | None:
    """Read a Markdown file with front matter; None where it has no body worth comparing."""
    text = path.read_text("utf-8", "replace").lstrip("\ufeff")
    found = _FRONT.match(text)
    front = _fields(found[1], found[2]) if found else {}
    body = text[found.end() :] if found else text
    if str(front.get("draft", "")).lower() == "true" or front.get("published") is False:
        return None
    title = str(front.get("title") or "").strip()
    if not title:
        heading = re.search(r"^#\s+(.+)$", body, re.MULTILINE)
        title = heading[1].strip() if heading else path.stem
    words, code, optional = rendered(body, mdx=path.suffix == ".mdx")
    if len(words) < 30:
        return None
    return Gold(path, title, _day(front.get("date"), path), words, code, optional, front)


def rendered(body: str, *, mdx: bool = False) -> tuple[list[str], list[str], list[str]]:
    """Words, code lines and optional words of a Markdown text, its marks left out."""
    html = _CONTROL.sub("", _MARKDOWN.render(_prepared(body, mdx)))
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    optional: list[str] = []
    for block in list(tree.iter("code")):
        if "mermaid" in (block.get("class") or ""):
            optional.append(block.text_content())  # drawn in the browser, or not
            block.getparent().drop_tree()
    optional += [image.get("alt") or "" for image in tree.iter("img")]
    optional += [image.get("title") or "" for image in tree.iter("img")]
    optional += [m[3].split("\n")[0] for m in _FENCE.finditer(body)]
    for ordered in tree.iter("ol"):
        for number, item in enumerate(ordered.findall("li"), int(ordered.get("start") or 1)):
            item.text = f"{number}. {item.text or ''}"
    for node in list(tree.iter()):
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            node.drop_tree()  # keeps the text behind it
    code = [line for pre in tree.iter("pre") for line in _code_lines(pre)]
    for node in tree.iter():
        if node.tag in _BLOCKS:
            node.tail = "\n" + (node.tail or "")
    text = unicodedata.normalize("NFC", tree.text_content())
    return WORD.findall(text.lower()), code, WORD.findall(" ".join(optional).lower())


def _code_lines(pre: lxml.html.HtmlElement) -> list[str]:
    """What a reader sees of a block: no diagrams, nor the lines that mdBook hides (`# use …`)."""
    block = pre.find("code")
    kind = (block.get("class") or "") if block is not None else ""
    if "mermaid" in kind or "plantuml" in kind:
        return []
    lines = code_block_lines(pre.text_content())
    if kind.startswith("language-rust"):
        lines = [line for line in lines if not re.match(r"\s*#(?: |$)", line)]
    return lines


def code_block_lines(text: str) -> list[str]:
    """Lines of a block as they are compared: common indentation, tabs and blank ends aside."""
    text = textwrap.dedent(text.replace("\xa0", " ").expandtabs(4))
    return [line.rstrip() for line in text.split("\n") if line.strip()]


_UNSEEN = ("img", "script", "style", "iframe", "svg")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "tr",
        "pre",
        "blockquote",
        "br",
        "dt",
        "dd",
        "summary",
    ]
)


def _prepared(body: str, mdx: bool) -> str:
    """The text without the generator's commands, code left as it is."""
    body = _LIQUID_CODE.sub(lambda m: f"\n```\n{m[1]}\n```\n", body)
    pieces, end = [], 0
    for fence in _FENCE.finditer(body):
        pieces += [_prose(body[end : fence.start()], mdx), fence[0]]
        end = fence.end()
    return "".join([*pieces, _prose(body[end:], mdx)])


def _prose(text: str, mdx: bool) -> str:
    text = _COMMANDS.sub("", text)
    text = _FOOTNOTE.sub(r" \1 ", text)
    return _MDX.sub("", text) if mdx else text


def _fields(mark: str, text: str) -> dict[str, Any]:
    if mark == "+++":
        return {key: value.strip("\"'") for key, value in _TOML_FIELD.findall(text)}
    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        fields = dict(re.findall(r"^(\w+)\s*:\s*[\"']?(.+?)[\"']?\s*$", text, re.MULTILINE))
    return fields if isinstance(fields, dict) else {}


def _day(told: Any, path: Path) -> date | None:
    """The day of the front matter, as the author wrote it (in Korea); else of the file's name."""
    if isinstance(told, datetime):
        return told.date()
    if isinstance(told, date):
        return told
    for text in (str(told or ""), path.name):
        found = re.match(r"\D*(\d{4})[-./](\d{1,2})[-./](\d{1,2})", text)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
    return None
