"""Mail addresses."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.rule import Rule, RuleSet

#: Providers, whose .com people leave out or spell in Hangul.
HOSTS = (
    "naver|daum|hanmail|gmail|nate|kakao|hotmail|outlook|yahoo|icloud|paran|korea|empal|dreamwiz"
)
#: Ends of file names and of Java packages, which no mail host has.
_FILE = "png|jpe?g|gif|svg|js|css|ts|tsx|jsx|json|html?|webp|md|py|java|xml|ya?ml|mp[34]|zip|pdf"

_LINK_BEFORE = re.compile(r"(?:https?|ftp)://[^\s가-힣<>\"']*$", re.I)


def _is_mail(digits: str, found: re.Match[str]) -> bool:
    """Not within a link, which goes whole, and not the address of a repository."""
    text, first = found.string, found.start()
    return not _LINK_BEFORE.search(text, max(0, first - 200), first) and not (
        found[0].startswith("git@") and text[found.end() : found.end() + 1] in (":", "/")
    )


MAIL = RuleSet(
    step_triggers.AT | step_triggers.LINK,  # (at)naver.com holds no @
    (
        Rule(
            "이메일",
            re.compile(
                r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)*"
                rf"[.,](?!(?:{_FILE})(?![A-Za-z]))[A-Za-z]{{2,}}"
            ),
            _is_mail,
        ),
        Rule(
            "이메일",
            re.compile(
                rf"[A-Za-z0-9][A-Za-z0-9._-]{{2,63}}\s?(?:@|골뱅이|앳(?=\s?[a-z])|[(\[]\s?(?:at|앳|골뱅이)\s?[)\]])\s?"
                rf"(?:{HOSTS}|네이버|다음|지메일|한메일|네이트|핫메일|카카오)(?![가-힣]*[가-힣]{{3}})"
                r"(?:\s?(?:[.,]|닷|점|쩜|dot)\s?(?:com|net|co\.kr|kr|컴|컴퍼니|넷))?",
                re.I,
            ),
            _is_mail,
        ),
    ),
)
