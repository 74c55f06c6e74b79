"""Mail addresses, and account names in messengers and social networks."""

from __future__ import annotations

import re

from lmkor_data.cleaning.normalize import step_triggers
from lmkor_data.cleaning.pii.rule import Rule, RuleSet

#: Providers, whose .com people leave out or spell in Hangul.
_HOSTS = (
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
                r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)*"
                rf"[.,](?!(?:{_FILE})(?![A-Za-z]))[A-Za-z]{{2,}}"
            ),
            _is_mail,
        ),
        Rule(
            "이메일",  # with blanks around @: not a @room.member
            re.compile(
                r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)*"
                r"[.,](?:com|net|kr|org|edu|jp|cn)(?![A-Za-z])",
                re.I,
            ),
            _is_mail,
        ),
        Rule(
            "이메일",
            re.compile(
                r"[A-Za-z0-9][A-Za-z0-9._-]{2,63}\s?"
                r"(?:@|골뱅이|앳(?=\s?[a-z])|[(\[]\s?(?:at|앳|골뱅이)\s?[)\]])\s?"
                rf"(?:{_HOSTS}|네이버|다음|지메일|한메일|네이트|핫메일|카카오)(?![가-힣]*[가-힣]{{3}})"
                r"(?:\s?(?:[.,]|닷|점|쩜|dot)\s?(?:com|net|co\.kr|kr|컴|컴퍼니|넷))?",
                re.I,
            ),
            _is_mail,
        ),
    ),
)

SPELLED_MAIL = RuleSet(
    step_triggers.AT,
    (
        Rule(
            "이메일",  # letter by letter: h o n g @ n a v e r . c o m
            re.compile(
                r"(?<![A-Za-z0-9])(?:[A-Za-z0-9] {1,2}){3,24}@(?: {1,2}[a-z]){3,10} {1,2}\."
                r"(?: {1,2}[a-z]){2,3}(?![A-Za-z])",
                re.I,
            ),
        ),
    ),
    near=re.compile("@ {1,2}[A-Za-z] "),
    before=80,
    after=60,
)

#: Behind these, whatever has a digit or a mark is a name.
_MESSENGER = (
    r"카\s?(?:카오\s?)?톡|[까깨]톡|카카오|텔레(?:그램)?|(?<![가-힣])텔(?=\s?[:@])|(?<!알파)인스타(?:그램)?"
    r"|insta(?:gram)?(?![A-Za-z])|kakao\s?talk(?![A-Za-z])|telegram|wechat|위챗|오픈챗|오픈채팅|스냅챗"
    r"|플러스친구|플친|틱톡"
)
#: Words that also mean something else (스플라인, 트위터 자전거): only 아이디 behind them counts.
_SITE = (
    r"(?<![가-힣])라인|페이스북|페북|트위터|스카이프|네이버|다음|블로그|(?<![가-힣])톡|디스코드|구글|애플|스팀|게임"
    r"|밴드|유튜브|스레드|쓰레드|(?<![A-Za-z])(?:line|kakao|facebook|twitter|skype|naver)|추천인|친구|본|제|내"
)
_NO_NAME = frozenset(
    (
        *("dm", "live", "app", "story", "reels", "feed", "pc", "bot", "the", "and", "for", "sdk"),
        *("api", "login", "ios", "android", "mobile", "web", "mac", "vpn", "pass", "pro", "plus"),
        *("max", "mini", "one", "lab", "labs", "official", "kakao", "insta", "instagram", "token"),
    )
)
_DO = r"(?:계정|친구추가|친추|친구|상담|문의|연락|채널|주소|아디)"
_ID = r"(?:아이디|아뒤|ID|id|Id|닉네임|닉)(?![A-Za-z어])"
_NAME = r"@?[A-Za-z0-9][A-Za-z0-9._-]{2,29}"
_MARKED = re.compile("[0-9_@]")
#: Models in a row, as those write who want to be found for all of them: 카톡 LCD15, SSD240, RAM8.
_LISTED = re.compile(r"\s?,\s?[A-Z0-9]{3}|\s?사\s?기")
_CODE_BEHIND = re.compile(r"[A-Za-z_]*\s?[=({<>;]|[가-힣]{0,2}\s?(?:컬럼|필드|값|변수|파라미터)")


def _is_no_word(digits: str, found: re.Match[str]) -> bool:
    name = found["private"].lstrip("@").strip("._-").lower()
    return name not in _NO_NAME and len(name) > 2


def _is_marked(digits: str, found: re.Match[str]) -> bool:
    """Only with a digit, an underscore or @: 카톡 PC버전 names no account."""
    listed = _LISTED.match(found.string, found.end()) and found["private"].isupper()
    return bool(_MARKED.search(found["private"])) and not listed and _is_no_word(digits, found)


def _is_told(digits: str, found: re.Match[str]) -> bool:
    """Marked, or letters alone that stand in no code."""
    return _is_no_word(digits, found) and (
        bool(_MARKED.search(found["private"])) or not _CODE_BEHIND.match(found.string, found.end())
    )


#: Directly before @name, nothing else is meant.
_CLOSE = re.compile(
    r"(?:인스타(?:그램)?|insta(?:gram)?|트위터|twitter|유튜브|youtube|틱톡|tiktok|텔레(?:그램)?|telegram|카톡|카카오톡"
    r"|플친|플러스친구|threads|페이스북|facebook|sns|리그램|repost)[\s:：(\[/|=은는→>-]{0,4}$",
    re.I,
)
#: Before these too, unless it is written as a Java annotation is.
_CREDIT = re.compile(
    r"(?:스레드|쓰레드|계정|아이디|(?<![A-Za-z_])ID|팔로우|출처|사진|photo|\bby|디엠|\bdm|문의|\big|credit|모델|작가|협찬)[\s:：(\[/|=은는→>-]{0,4}$",
    re.I,
)
_SOCIAL = re.compile(
    r"인스타|insta|트위터|twitter|sns|팔로우|팔로|맞팔|텔레그램|카톡|카카오톡|페이스북|리그램|유저|디엠",
    re.I,
)
_BEHIND = re.compile(
    r"\s?(?:님|씨(?![가-힣])|계정|라는\s(?:유저|계정|분|아이디)|유저|으?로\s?(?:연락|문의|디엠|DM)|팔로우)"
)
_CODE_SIGN = re.compile(r"[`{};=<>\"'|*#\\/+]")
_NOT_PEOPLE = re.compile(
    r"@(?:media|import|charset|keyframes|font-face|supports|param|return|returns|throws|see|since|author|version"
    r"|deprecated|link|code|override|autowired|test|bean|component|service|repository|controller|entity|id|data"
    r"|property|staticmethod|classmethod|dataclass|app|type|types|babel|angular|vue|everyone|here|channel|echo"
    r"|pytest[a-z0-9_.]*)(?![a-z0-9_])|@(?:\d+(?:[a-z%]{1,4}|원|개)?$|v?\d+(?:\.\d+)+)",
    re.I,
)
_HOST = re.compile(
    rf"@(?:{_HOSTS})(?:\.|$)|\.(?:com|net|org|co\.kr|or\.kr|go\.kr|ac\.kr|py|js|ts|md|gz|txt|\d+)$",
    re.I,
)
_MIXED = re.compile(r"[A-Za-z](?!\d+\.\d).*[0-9_.][A-Za-z0-9_]|[0-9].*[A-Za-z]{3}|_[A-Za-z]{2}")
_CONSTANT = re.compile(r"@[A-Z0-9]+_[A-Z0-9_]+")
#: A line that ends behind the name, and Latin letters on the next: a decorator.
_DECORATED = re.compile(r"[ \t]*(?:\n\s*[A-Za-z@_]|$)")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")
_CAMEL = re.compile(r"@[A-Z][a-z]+(?:[A-Z]|$|\d[a-z]$)")


def _is_handle(digits: str, found: re.Match[str]) -> bool:
    """Whether @name is somebody's: by what stands before it, or by digits or marks in it.

    @2x, @v1.2, @Override, @media and the words of code are nobody's, nor is the host of a mail
    address whose first part is missing.
    """
    name, text, (first, last) = found[0], found.string, found.span()
    if _NOT_PEOPLE.match(name) or _HOST.search(name):
        return False
    before, after = text[max(0, first - 25) : first], text[last : last + 20]
    if _CLOSE.search(before) or (_CREDIT.search(before) and not _CAMEL.match(name)):
        return True
    if _CODE_SIGN.search(before[-2:] + after.lstrip(" ")[:1]) or _CONSTANT.fullmatch(name):
        return False
    if _DECORATED.match(text, last) and text[:first].rpartition("\n")[2].strip() == "":
        return False
    hangul = _HANGUL.search(before[-8:] + after[:4])
    if _BEHIND.match(after) or (_SOCIAL.search(before) and not _CAMEL.match(name)):
        return True
    if _CAMEL.match(name):
        return False
    return bool(_MIXED.search(name) and (hangul or not _LATIN.search(before[-8:] + after[:4])))


_NAME_LETTER = re.compile("[A-Za-z0-9]")


def _a_name_follows(text: str, first: int, last: int) -> bool:
    """Whether a letter or digit of a name, or of ID, stands close behind; no word ends in ID."""
    if text[first] in "iI" and text[first - 1 : first].isalpha() and text[first - 1].isascii():
        return False
    return _NAME_LETTER.search(text, last, last + 25) is not None


HANDLES = RuleSet(
    step_triggers.HANDLE | step_triggers.AT,
    (
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER})\s?{_DO}?\s?{_ID}[\s:：.,은는이가도=→>)\]-]{{0,4}}(?P<private>{_NAME})",
                re.I,
            ),
            _is_no_word,
        ),
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_SITE})\s?{_DO}?\s?{_ID}\s?(?:[:：.,은는이가도→)\]-]\s?[:：]?|(?=\s)|(?<=\s)|(?=[a-z0-9]*\d))\s?"
                rf"(?P<private>{_NAME})",
                re.I,
            ),
            _is_told,
        ),
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER})\s?{_DO}?\s?[:：=→]\s?[\s:=@-]{{0,3}}(?P<private>{_NAME})", re.I
            ),
            _is_told,
        ),
        Rule(
            "아이디",
            re.compile(
                rf"(?:{_MESSENGER})\s?{_DO}?(?:은|는)?\s{{0,2}}[(\[]?(?P<private>@?[A-Za-z][A-Za-z0-9._-]{{3,29}}|"
                rf"@[A-Za-z0-9._]{{3,30}}|[0-9]{{1,4}}[a-z][a-z0-9._-]{{3,29}})(?![A-Za-z0-9])",
                re.I,
            ),
            _is_marked,
        ),
        Rule(
            "아이디",
            re.compile(
                r"(?:아이디|아뒤)(?:는|가|도|:| :)?\s?(?![A-Za-z0-9._-]{0,20}[A-Z])"
                r"(?P<private>(?=[a-z._-]{0,19}\d)(?=[0-9._-]{0,19}[a-z])[a-z0-9._-]{4,20})(?![a-z0-9*])"
            ),
        ),
        Rule(
            "아이디",
            re.compile(
                r"(?<![A-Za-z0-9._@/가-힣)])@[A-Za-z0-9_][A-Za-z0-9._]{1,28}[A-Za-z0-9_](?![A-Za-z0-9@/]|-[a-z]|\s?\()"
                r"(?!\.[A-Z])|(?<=[가-힣])@(?=[a-zA-Z._]*[0-9_])[A-Za-z][A-Za-z0-9._]{2,28}[A-Za-z0-9_](?![A-Za-z0-9@/])"
                r"|(?<=insta)@[A-Za-z0-9_][A-Za-z0-9._]{2,29}|(?<=[그램타])@[A-Za-z0-9_][A-Za-z0-9._]{2,29}"
            ),
            _is_handle,
        ),
    ),
    near=re.compile(
        "카톡|카 톡|까톡|깨톡|카카오|텔레|텔 ?[:@]|인스타|insta|Insta|INSTA|위챗|오픈챗|오픈채팅"
        "|스냅챗|디스코드"
        "|라인|페이스북|페북|트위터|스카이프|네이버|다음|아이디|아뒤|플친|플러스친구|틱톡|유튜브|스레드|쓰레드|블로그"
        "|닉네임|톡|@|kakao|Kakao|KAKAO|telegram|Telegram|wechat|Wechat|WeChat|id(?![a-z])|Id(?![a-z])|ID(?![A-Z])"
    ),
    before=30,
    after=64,
    promises=_a_name_follows,
)
