"""Namumark inside a line: links, footnotes, macros, styles."""

from __future__ import annotations

import re

from lmkor_data.importers.namuwiki.namuwiki_options import Rendering

#: Links that show a picture or file a page under a category instead of words.
_SILENT = re.compile(r"(?:파일|분류|이미지|file|image|category)\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

#: Brackets that open or close something; a run of closing ones closes what is open, inside first.
_BRACKET = re.compile(r"\[\[|\]+|\[\*|\[")

_MACRO = re.compile(
    r"""\s*(?:
        (?P<name>
            목차|tableofcontents|각주|footnote|br|clearfix|date|datetime|pagecount|
            include|anchor|age|dday|youtube|kakaotv|nicovideo|navertv|vimeo|tvpot|
            ruby|math|문단|toc|펼접|접기
        )
        (?:\((?P<arguments>.*)\))?
    )\s*$""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_STYLES = re.compile(
    r"""'''(?P<bold>.+?)'''(?!') | ''(?P<italic>.+?)''(?!') | __(?P<under>.+?)__
        | \^\^(?P<above>.+?)\^\^ | ,,(?P<below>.+?),,""",
    re.VERBOSE,
)
#: A power: 10^^6^^ must not become 106.
_RAISED = re.compile(r"(?<=\d)\^\^([-+]?\d+)\^\^")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

#: `--` after a Latin letter or a sign is no mark: `C++--`, `i--`, `-- a dash --`.
_STRIKE = re.compile(
    r"~~(?!~)(.+?)(?<!~)~~(?!~)|(?<![-A-Za-z0-9+])--(?![-\s])(.+?)(?<![-\s])--(?!-)"
)

#: Formulas that read as text: a number, a letter with a sign.
_PLAIN_FORMULA = re.compile(r"[\w\s.,+\-=<>()/%]*")


def render_inline(line: str, rendering: Rendering) -> str:
    """The words of a line (marks of a stash stay)."""
    line = _brackets(line, rendering)
    line = _STRIKE.sub(r"\1\2" if rendering.strike else "", line)
    line = _RAISED.sub(lambda raised: raised[1].translate(_SUPERSCRIPTS), line)
    for _ in range(4):  # styles inside styles
        line, changed = _STYLES.subn(lambda m: next(g for g in m.groups() if g is not None), line)
        if not changed:
            break
    return line


def _brackets(text: str, rendering: Rendering) -> str:
    """Links, footnotes and macros, innermost first, in one pass."""
    levels: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    for token in _BRACKET.finditer(text):
        levels[-1][1].append(text[at : token.start()])
        at = token.end()
        if token[0] in ("[[", "[*", "["):
            levels.append((token[0], []))
        else:
            _close(len(token[0]), levels, rendering)
    levels[-1][1].append(text[at:])
    return "".join(opened + "".join(inside) for opened, inside in levels)


def _close(run: int, levels: list[tuple[str, list[str]]], rendering: Rendering) -> None:
    """Close what a run of `]` closes: two for a link, one for a footnote or a macro."""
    while run:
        opened = levels[-1][0]
        if not opened or (opened == "[[" and run == 1):
            levels[-1][1].append("]" * run)
            return
        parts = levels.pop()[1]
        levels[-1][1].append(_content(opened, "".join(parts), rendering))
        run -= 2 if opened == "[[" else 1


def _content(opened: str, inside: str, rendering: Rendering) -> str:
    if opened == "[[":
        return _link(inside)
    if opened == "[*":
        return _footnote(inside) if rendering.footnotes else ""
    return _macro(inside)


def _footnote(inside: str) -> str:
    """`[*이름 글]`: a name may stand before the text."""
    return f"({inside.partition(' ')[2].strip() or inside.strip()})"


def _link(inside: str) -> str:
    target, bar, shown = inside.partition("|")
    if _SILENT.match(target.strip()):
        return ""
    if bar:
        return shown
    target = target.strip()
    if _ADDRESS.match(target):
        return ""
    page, _, anchor = target.removeprefix(":").partition("#")
    return page.removeprefix("..").strip("/") or page or anchor


def _macro(inside: str) -> str:
    found = _MACRO.match(inside)
    if not found:
        return f"[{inside}]"
    name, arguments = found["name"].lower(), found["arguments"] or ""
    if name == "br":
        return "\n"
    if name == "ruby":
        return arguments.split(",")[0].strip()
    if name == "math":
        return arguments.strip() if _PLAIN_FORMULA.fullmatch(arguments) else ""
    return ""
