"""Web addresses, with Hangul in the host or in the path too."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.rule import Rule, RuleSet

LINK = "링크"

#: Particles and endings that lean on a link; behind a blank, only those that mean nothing else.
PARTICLE = re.compile(
    r"[가-힣]|\s(?:에서[는도]?|으로[는도]?|로|에[는도]?|에게|을|를|은|는|의|까지|부터|보다|이?라[고는]|입니다|인데"
    r"|이에요|예요|이고|처럼)(?![가-힣])"
)

#: Brackets belong to a link behind _ or before = : wiki/Python_(language), page;vl(text)=1.
_URL = r"(?:[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]|(?<=_)\([A-Za-z0-9_%-]{1,60}\)|\(\w{1,30}\)(?==))"
_URL_END = r"(?:[A-Za-z0-9\-_~/#&=%]|(?<=_)\([A-Za-z0-9_%-]{1,60}\))"
#: A word in Hangul within a path or a query, without the particle that leans on it.
_LEANING = r"에서[는도]?|으로|로|에[는도]?|까지|부터|입니다|이?라[고는]|을|를|은|는|의|이|가|도"
_HANGUL = (
    rf"(?:(?<=[/=_+%&?#-])(?!(?:{_LEANING})(?![가-힣/]))[가-힣]{{1,40}}?(?=(?:에서[는도]?|으로|에[는도]|까지|부터"
    r"|입니다|이?라[고는]|을|를)?(?![가-힣])))"
)
_REST = rf"(?:(?:{_URL}|{_HANGUL})*(?:{_URL_END}|{_HANGUL}))?"

_LABEL = r"[가-힣A-Za-z0-9](?:[가-힣A-Za-z0-9-]{0,30}[가-힣A-Za-z0-9])?"
_HANGUL_HOST = (
    rf"(?:{_LABEL}\.){{1,4}}"
    r"(?:(?:한국|닷컴|닷넷)|(?:com|net|kr|org|shop|site|xyz|me|io)(?![A-Za-z]))"
)
_NAME = r"(?<![A-Za-z0-9@._-])[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"

LINKS = RuleSet(
    step_triggers.LINK,
    (
        Rule(
            LINK,
            re.compile(
                rf"(?:https?|ftp)://(?:{_HANGUL_HOST}(?::\d+)?)?{_REST}"
                rf"|www\.(?:{_HANGUL_HOST}{_REST}|{_URL}+{_URL_END})",
                re.I,
            ),
        ),
        Rule(
            LINK,
            re.compile(
                rf"{_NAME}(?:\.[A-Za-z0-9-]+)*\.(?:com|co\.kr|or\.kr|go\.kr|ac\.kr|pe\.kr|re\.kr|org|kr)"
                rf"(?![A-Za-z0-9-])(?!\.[A-Za-z])(?::\d+)?(?:/{_REST})?"
                rf"|{_NAME}(?:\.[A-Za-z0-9-]+)*\.(?:[a-z]{{2,6}})/{_URL}*{_URL_END}"
            ),
            lambda digits, found: bool(re.search(r"[A-Za-z]{2}", found[0])),
        ),
        Rule(
            LINK,  # 한글이름.com, 가나다.한국/라
            re.compile(
                rf"(?<![가-힣A-Za-z0-9@._-])(?=[A-Za-z0-9-]{{0,20}}[가-힣])[가-힣A-Za-z0-9-]{{2,12}}"
                rf"\.(?:한국|닷컴|(?:com|net|kr|co\.kr|shop)(?![A-Za-z0-9.-]))(?:/{_REST})?"
            ),
        ),
    ),
)
