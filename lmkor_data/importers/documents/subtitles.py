"""Subtitles (SubRip, WebVTT, SAMI, Advanced SubStation) as lines of speech."""

from __future__ import annotations

import html
import re

_TIMES = re.compile(
    r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}.*$",
    re.M,
)
_SAMI = re.compile(r"<sync\s+start\s*=\s*[\"']?(-?\d+)", re.I)
_PARAGRAPH = re.compile(r"<p\b[^>]*?class\s*=\s*[\"']?(\w+)[^>]*>", re.I)
_BREAK = re.compile(r"<br\s*/?>|\\N|\\n", re.I)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>|\{\\[^{}]*\}|\{[a-z]+:[^{}]*\}")
_SPEAKER = re.compile(r"^\s*[-–—]\s*(?=\S)|^<v\s+[^>]*>", re.I)
_SOUND = re.compile(r"^[\[(（][^\])）]{1,30}[\])）]$|^[♪♬#\s]+$")
_COUNTER = re.compile(r"^\s*\d+\s*$")


def is_subtitle(text: str) -> bool:
    """Whether a text is a subtitle file: several time marks near its beginning."""
    head = text[:8000].lstrip("\ufeff \n\r")
    if head[:500].lower().lstrip().startswith(("<sami", "webvtt")) or _SAMI.search(head):
        return True
    return len(_TIMES.findall(head)) >= 2 or "\n[Events]" in head.replace("\r", "")


def subtitle_text(text: str) -> str:
    """The speech, a line a subtitle; times, styles and sounds in brackets go.

    Of several languages in one file the Korean one is taken. A subtitle that stays over several
    time marks counts once.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if _SAMI.search(text):
        cues = _sami(text)
    elif "[Events]" in text:
        cues = _substation(text)
    else:
        cues = _timed(text)
    lines: list[str] = []
    for cue in cues:
        line = _words(cue)
        if line and (not lines or line != lines[-1]):
            lines.append(line)
    return "\n".join(lines)


def _timed(text: str) -> list[str]:
    """SubRip and WebVTT: what follows each line of times, up to the next counter or note."""
    parts = _TIMES.split(text)[1:]
    cues = []
    for number, part in enumerate(parts):
        lines = part.strip("\n").split("\n")
        if number + 1 < len(parts) and lines and (_COUNTER.match(lines[-1]) or len(lines) > 1):
            blank = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
            lines = lines[:blank] if blank < len(lines) else _without_counter(lines)
        else:
            blank = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
            lines = lines[:blank]
        cues.append("\n".join(lines))
    return cues


def _without_counter(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and _COUNTER.match(lines[-1]) else lines


def _sami(text: str) -> list[str]:
    cues: list[tuple[str, str]] = []
    starts = [found.start() for found in _SAMI.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        block = text[start:end].partition(">")[2]
        places = list(_PARAGRAPH.finditer(block))
        if not places:
            cues.append(("", block))
        for at, place in enumerate(places):
            stop = places[at + 1].start() if at + 1 < len(places) else len(block)
            cues.append((place[1].upper(), block[place.end() : stop]))
    languages = {language for language, _ in cues}
    korean = {name for name in languages if name.startswith(("KR", "KO"))}
    chosen = korean or languages
    return [" ".join(cue.split("\n")) for language, cue in cues if language in chosen]


def _substation(text: str) -> list[str]:
    cues = []
    for line in text.partition("[Events]")[2].split("\n"):
        if line.startswith("Dialogue:"):
            cues.append(line.split(",", 9)[-1])
    return cues


def _words(cue: str) -> str:
    parts = []
    for part in _BREAK.sub("\n", cue).split("\n"):
        plain = html.unescape(_TAG.sub("", _SPEAKER.sub("", part))).replace("\u00a0", " ")
        plain = _SPEAKER.sub("", " ".join(plain.split()))
        if plain and not _SOUND.match(plain):
            parts.append(plain)
    return " ".join(parts)
