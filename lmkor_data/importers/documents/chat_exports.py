"""Chats as messengers export them: KakaoTalk of every platform and language, LINE, WhatsApp.

Names of speakers are dropped; what the messenger itself says (photos, joins, deletions) too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CLOCK = (
    r"(?:(?:오전|오후|AM|PM|午前|午後)\s?)?\d{1,2}[:.]\d{2}(?::\d{2})?"
    r"(?:\s?(?:AM|PM|am|pm|오전|오후))?"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    r"(?:\d{4}\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일|\d{4}年\s?\d{1,2}月\s?\d{1,2}日"
    r"|\d{2,4}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}\.?"
    rf"|{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{_MONTH},?\s\d{{4}})"
)
_WEEKDAY = (
    r"(?:\s?[(（]?(?:[월화수목금토일]요일|[월화수목금토일]|[月火水木金土日]曜日|[月火水木金土日]"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[)）]?)"
)
#: `2024년 3월 5일 오후 2:30, 홍길동 : 안녕`; with a dash in place of the comma: WhatsApp.
_DATED = re.compile(
    rf"^\[?(?P<day>{_DAY})(?:,|\sat)?\s(?P<clock>{_CLOCK})\]?(?:\s?[,-]\s|\s)"
    r"(?P<name>[^\n]{1,60}?)\s?:\s(?P<text>.*)$"
)
_DATED_EVENT = re.compile(rf"^\[?{_DAY}(?:,|\sat)?\s{_CLOCK}\]?\s?(?:[,-]\s.*)?$")
#: `[홍길동] [오후 2:30] 안녕`.
_BRACKETED = re.compile(rf"^\[(?P<name>[^\]\n]{{1,60}})\]\s\[(?P<clock>{_CLOCK})\]\s(?P<text>.*)$")
#: `14:30<tab>홍길동<tab>안녕`: LINE.
_TABBED = re.compile(rf"^(?P<clock>{_CLOCK})\t(?P<name>[^\t\n]{{1,60}})\t(?P<text>.*)$")
_TABBED_EVENT = re.compile(rf"^{_CLOCK}\t")
_DAY_LINE = re.compile(
    rf"^\s*-*\s*(?P<day>{_DAY}{_WEEKDAY}?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s{_DAY})\s*-*\s*$"
)
_HEAD = re.compile(
    r"카카오톡 대화|저장한 날짜|KakaoTalk Chats?|Date Saved|トーク|\[LINE\]|님과의? 대화|保存日時"
)

#: Messages that hold nothing a person wrote.
_NO_WORDS = re.compile(
    r"^(?:<?(?:사진|동영상|이모티콘|음성메시지|지도|연락처|파일|선물|스티커|삭제된 메시지입니다\.?"
    r"|Photos?|Videos?|Emoticons?|Sticker|File|Voice ?Note|This message was deleted\.?"
    r"|写真|動画|スタンプ|絵文字|Media omitted|미디어 제외됨)(?:\s?\d+\s?(?:장|개|photos?))?"
    r"(?: 읽지 않음)?>?"
    r"|\[(?:사진|동영상|스티커|이모티콘|Photo|Video|Sticker)\]"
    r"|파일: .*|File: .*|(?:보이스톡|페이스톡|라이브톡|그룹콜)(?: 해요| 취소| 부재중)?.{0,20}"
    r"|채팅방 관리자가 메시지를 가렸습니다\.?|운영정책을 위반한 메시지로.*|샵검색: ?#?.*)$"
)
#: What the messenger says of people, under PC's brackets or behind a date.
_EVENT = re.compile(
    r"(?:님이 (?:들어왔|나갔|초대)|님을 (?:초대|내보냈)|님께서 .* 되었습니다"
    r"|left this chat|joined this chat|invited |메시지를 가렸습니다|님이 .*님을 초대했습니다)"
)
_MENTION = re.compile(r"@\S+")

_CSV_HEADS = (["date", "user", "message"], ["날짜", "사용자", "메시지"], ["날짜", "이름", "내용"])


@dataclass
class Message:
    """What somebody wrote; `speaker` only tells turns apart."""

    when: str  #: as the export writes it: day and time of day
    speaker: str
    text: str


@dataclass
class Conversation:
    """The messages of one day."""

    day: str
    messages: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        """A line a message."""
        return "\n".join(message.text for message in self.messages)


def is_chat(text: str) -> bool:
    """Whether a text is the export of a chat: most of its first lines are messages."""
    lines = [line for line in text[:40_000].replace("\r", "").split("\n")[:200] if line.strip()]
    if lines and _csv_head(lines[0]):
        return True
    marks = sum(bool(_message(line)) or bool(_DAY_LINE.match(line)) for line in lines)
    told = any(_HEAD.search(line) for line in lines[:4])
    return marks >= 2 and (marks >= 0.3 * len(lines) or (told and marks >= 0.1 * len(lines)))


def conversations(text: str) -> Iterator[Conversation]:
    """Yield the conversations of an export, one a day."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    messages = _of_csv(text) if _csv_head(first) else _of_lines(text)
    held: Conversation | None = None
    speakers: set[str] = set()
    for day, message in messages:
        speakers.add(message.speaker)
        if held is None or day != held.day:
            if held is not None and held.messages:
                yield held
            held = Conversation(day)
        plain = _plain(message.text, speakers)
        if plain:
            held.messages.append(Message(message.when, message.speaker, plain))
    if held is not None and held.messages:
        yield held


def _csv_head(line: str) -> bool:
    cells = [cell.strip().strip('"').lower() for cell in line.strip("\ufeff\r\n ").split(",")]
    return cells in _CSV_HEADS


def _of_csv(text: str) -> Iterator[tuple[str, Message]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows, None)
    for row in rows:
        if len(row) >= 3 and not _EVENT.search(row[2]):
            day = row[0].split(" ")[0]
            yield day, Message(row[0], row[1], row[2])


def _of_lines(text: str) -> Iterator[tuple[str, Message]]:
    day, held = "", None
    for line in text.split("\n"):
        found = _message(line)
        if found is None and not _event(line) and held is not None and not _DAY_LINE.match(line):
            held.text += f"\n{line}"
            continue
        if held is not None:
            yield day, held
            held = None
        if found is not None:
            groups = found.groupdict()
            day = groups.get("day") or day
            held = Message(f"{day} {groups['clock']}".strip(), groups["name"], groups["text"])
        elif separator := _DAY_LINE.match(line):
            day = separator["day"]
    if held is not None:
        yield day, held


def _message(line: str) -> re.Match[str] | None:
    return _BRACKETED.match(line) or _DATED.match(line) or _TABBED.match(line)


def _event(line: str) -> bool:
    """A line of the messenger itself."""
    return bool(_DATED_EVENT.match(line) or _TABBED_EVENT.match(line) or _is_notice(line))


def _is_notice(line: str) -> bool:
    return (
        len(line) < 100
        and bool(_EVENT.search(line))
        and line.rstrip().endswith(("다.", "chat.", "."))
    )


def _plain(text: str, speakers: set[str]) -> str:
    """The words of a message: no placeholders, no names of those who are spoken to."""
    lines = []
    for line in text.strip().split("\n"):
        line = line.strip()
        if not line or _NO_WORDS.match(line):
            continue
        for name in speakers:
            if f"@{name}" in line:
                line = line.replace(f"@{name}", "")
        lines.append(" ".join(_MENTION.sub("", line).split()) if "@" in line and "." not in line
                     else line.strip())  # fmt: skip
    return "\n".join(filter(None, lines))
