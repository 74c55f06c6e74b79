"""Mail addresses, links, and account names in messengers and social networks."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.rule import Rule, Rules

LINK = "링크"

#: Brackets belong to a link behind _ or before = : wiki/Python_(language), page;vl(text)=1.
_URL = r"(?:[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]|(?<=_)\([A-Za-z0-9_%-]{1,60}\)|\(\w{1,30}\)(?==))"
_URL_END = r"(?:[A-Za-z0-9\-_~/#&=%]|(?<=_)\([A-Za-z0-9_%-]{1,60}\))"
_NAME = r"(?<![A-Za-z0-9@._-])[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"

_HOSTS = (
    "naver|daum|hanmail|gmail|nate|kakao|hotmail|outlook|yahoo|icloud|paran|korea|empal|dreamwiz"
)

_MESSENGER = (
    "카(?:카오)?톡|카카오|텔레(?:그램)?|(?<!알파)인스타(?:그램)?|insta(?:gram)?(?![A-Za-z])|위챗|오픈챗"
    "|오픈채팅|스냅챗|디스코드"
)
#: Words that also mean something else (스플라인, 트위터 자전거): only 아이디 behind them counts.
_SITE = "(?<![가-힣])라인|페이스북|페북|트위터|스카이프|네이버|다음"
_NO_NAME = {"dm", "live", "app", "story", "reels", "feed", "pc", "bot", "the", "and"}

MAIL = Rules(
    step_triggers.AT | step_triggers.LINK,  # (at)naver.com holds no @
    (
        Rule(
            "이메일",
            re.compile(
                r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)*"
                r"[.,][A-Za-z]{2,}"
            ),
        ),
        Rule(
            "이메일",
            re.compile(
                rf"[A-Za-z0-9][A-Za-z0-9._-]{{2,63}}\s?(?:@|골뱅이|[(\[]\s?(?:at|앳|골뱅이)\s?[)\]])\s?"
                rf"(?:{_HOSTS}|네이버|다음|지메일|한메일)"
                r"(?:\s?(?:[.,]|닷|점|dot)\s?(?:com|net|co\.kr|kr|컴|넷))?",
                re.I,
            ),
        ),
    ),
)

LINKS = Rules(
    step_triggers.LINK,
    (
        Rule(
            LINK,
            re.compile(rf"(?:https?|ftp)://(?:{_URL}*{_URL_END})?|www\.{_URL}+{_URL_END}", re.I),
        ),
        Rule(
            LINK,
            re.compile(
                rf"{_NAME}(?:\.[A-Za-z0-9-]+)*\.(?:com|co\.kr|or\.kr|go\.kr|ac\.kr|org|kr)"
                rf"(?![A-Za-z0-9-])(?!\.[A-Za-z])(?::\d+)?(?:/(?:{_URL}*{_URL_END})?)?"
                rf"|{_NAME}(?:\.[A-Za-z0-9-]+)*\.(?:[a-z]{{2,6}})/{_URL}*{_URL_END}"
            ),
            lambda digits, found: bool(re.search(r"[A-Za-z]{2}", found[0])),
        ),
    ),
)


def _is_handle(digits: str, found: re.Match[str]) -> bool:
    """@seoul_eats77 beside Hangul, or alone; @2x, @v1.2, and words of code are none."""
    first, last = found.span()
    around = found.string[max(0, first - 8) : first] + found.string[last : last + 4]
    return bool(
        re.search(r"[a-z](?!\d+\.\d).*[0-9_.][a-z0-9_]|[0-9].*[a-z]{3}", found[0])
        and (re.search("[가-힣]", around) or not re.search("[A-Za-z]", around))
    )


_NAME_LETTER = re.compile("[A-Za-z0-9]")


def _a_name_follows(text: str, first: int, last: int) -> bool:
    """Whether a letter or digit of a name, or of ID, stands close behind."""
    return _NAME_LETTER.search(text, last, last + 25) is not None


NAMES = Rules(
    step_triggers.HANDLE | step_triggers.AT,
    (
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER}|{_SITE})\s?(?:계정|친구추가|친추|상담)?\s?(?:아이디|ID|id|Id)(?![A-Za-z])"
                r"[\s:.은는=-]{0,4}(?P<private>@?[A-Za-z0-9][A-Za-z0-9._-]{2,29})"
            ),
            lambda digits, found: found["private"].lower() not in _NO_NAME,
        ),
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER})\s?(?:계정|친구추가|친추|상담)?\s?[:=]"
                r"[\s:=-]{0,3}(?P<private>@?[A-Za-z0-9][A-Za-z0-9._-]{2,29})"
            ),
            lambda digits, found: found["private"].lower() not in _NO_NAME,
        ),
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER})\s{{0,2}}[(\[]?(?P<private>@?[A-Za-z][A-Za-z0-9._-]{{3,29}})(?![A-Za-z0-9])"
            ),
            lambda digits, found: bool(re.search(r"[0-9_@]", found["private"])),
        ),
        Rule(
            "아이디",
            re.compile(
                r"아이디(?:는|가|도|:| :)?\s?(?![A-Za-z0-9._-]{0,20}[A-Z])"
                r"(?P<private>(?=[a-z._-]{0,19}\d)(?=[0-9._-]{0,19}[a-z])[a-z0-9._-]{4,20})(?![a-z0-9*])"
            ),
        ),
        Rule(
            "아이디",
            re.compile(
                r"(?<![A-Za-z0-9._@/])@[a-z0-9_][a-z0-9._]{2,29}(?![A-Za-z0-9@])(?!\s?\()(?!\.[A-Z])"
            ),
            _is_handle,
        ),
    ),
    near=re.compile(
        "카톡|카카오|텔레|인스타|insta|위챗|오픈챗|오픈채팅|스냅챗|디스코드|라인|페이스북|페북|트위터"
        "|스카이프|네이버|다음|아이디|@"
    ),
    before=10,
    after=64,
    promises=_a_name_follows,
)
