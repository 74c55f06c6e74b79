"""What still stands above and below a text once furniture is gone: its own date, tags, links on."""

from __future__ import annotations

import re

from lmkor_data.extraction.body.rendering import Line

#: So many lines at each end are looked at.
_TOP, _BOTTOM = 8, 8
_LONGEST = 120
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[./년-]\s*\d{1,2}\s*[./월-]\s*\d{1,2}\s*[일.]?|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?"
    r"(?:\s+(?:19|20)\d{2})?|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)\d{2}|"
    r"\d{1,2}:\d{2}(?::\d{2})?|[+-]\d{4}\b|\b[ap]m\b|오전|오후",
    re.IGNORECASE,
)
_FACTS = re.compile(
    r"\d[\d,.]*\s*(?:min(?:ute)?s?(?:\s+read)?|words?|분|자|views?|회|단어|초|시간)|"
    r"min(?:ute)?s?\s+read|reading time|read|조회(?:수)?|작성(?:일|자)?|게시(?:일)?|등록(?:일)?|"
    r"수정(?:일)?|입력|published|posted|updated?|last|on|by|written|author|date|created|at|"
    r"읽는\s*데|읽는\s*시간|소요|예상|약|공감|좋아요|댓글|in|views?|words?|kst|utc|mon|tue|wed|thu|fri|sat|sun|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|[월화수목금토일]요일",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BELOW = re.compile(
    r"^\W*(?:(?:이전|다음)\s*(?:글|포스트|기사)?|목록(?:으로|보기)?|공유(?:하기)?|구독(?:하기)?|스크랩|인쇄|신고|"
    r"좋아요\s*\d*|공감\s*\d*|댓글\s*\d*|태그|관련\s*(?:글|기사)|맨\s*위로|prev(?:ious)?|next|newer|older|share|"
    r"tags?|comments?|categories|category|edit this page|back to top|이 글 공유하기|저작자표시.*|"
    r"전체\s*댓글.*|top|copyright\b.*|©.*|all rights reserved.*|무단\s*전재.*|저작권자.*)\W*$",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"^(?:(?:tags?|태그)\s*[:：]\s*)?(?:#\s?[^\s#]{1,30}[\s,·|]*){2,}$", re.IGNORECASE
)
_POINTS = re.compile(
    r"^\W*(?:(?:이전|다음)\s*(?:글|포스트|기사)|prev(?:ious)?(?:\s+post)?|next(?:\s+post)?)\s*[:：»›→]",
    re.IGNORECASE,
)


def trim(lines: list[Line], title: str | None) -> list[Line]:
    """Cut the headline block off the top and the links on off the bottom.

    A bare first-level heading stays: the author set it. Lines in the middle are never touched.
    """
    kept = list(lines)
    top = 0
    while top < min(_TOP, len(kept)):
        line = kept[top]
        if line.code or len(line.text) > _LONGEST:
            break
        if _is_fact(line.text) or (_is_title(line, title) and not line.heading):
            del kept[top]
            continue
        if not line.heading:
            break
        top += 1
    for _ in range(_BOTTOM):
        if not kept or kept[-1].code or len(kept[-1].text) > _LONGEST:
            break
        text = kept[-1].text.lstrip("- ")
        if not (_BELOW.match(text) or _TAGS.match(text) or _POINTS.match(text)):
            break
        kept.pop()
    return kept


def _is_title(line: Line, title: str | None) -> bool:
    return title is not None and line.text == title


def _is_fact(text: str) -> bool:
    """A line of a date, a reading time, an author: little is left once those are taken out."""
    rest, dates = _DATE.subn(" ", text)
    rest = _FACTS.sub(" ", rest)
    if not dates and not re.search(r"\d\s*(?:min|분|words|views?|회)", text, re.IGNORECASE):
        return not _LETTERS.search(text) and len(text) < 30
    return len("".join(_LETTERS.findall(rest))) <= (14 if dates else 2)
