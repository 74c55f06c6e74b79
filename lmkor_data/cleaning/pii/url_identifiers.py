"""Identifiers and credentials within web addresses: user:pass@, sessions, tokens, mail addresses.

What remains leads to the same page for everybody. Names of parameters that mostly choose a page
(`id`, `uid`, `no`, `sid`) stay, as do account names that are part of a path (blog.naver.com/NAME).
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_ALWAYS = re.compile(
    r"(?:.*_)?(?:php|j|asp)?sess(?:ion)?[_-]?(?:id|key|token)?|aspsessionid\w*|cfid|cftoken"
    r"|(?:[a-z0-9]+[_-]?)?token|auth|authkey|auth[_-]?code|authorization|(?:api|access|secret|private)[_-]?key(?:[_-]?id)?"
    r"|awsaccesskeyid|googleaccessid|(?:client|app)?[_-]?secret|pass|passwd|password|pwd|pw|signature|sig|hmac|jwt|otp|ticket|sso\w*"
    r"|x-amz-\w+(?:-\w+)*|x-goog-\w+|credentials?|csrf\w*|xsrf\w*|_csrf"
    r"|e?[_-]?mail(?:[_-]?addr(?:ess)?)?|user[_-]?(?:id|name|no|key|email)|username|login(?:[_-]?id)?|member[_-]?(?:id|no|srl)"
    r"|mem[_-]?(?:id|no)|mb[_-]?(?:id|no)|cust(?:omer)?[_-]?(?:id|no)|phone(?:[_-]?(?:no|number))?|tel|mobile|hp|cell|birth(?:day|date)?"
    r"|jumin|ssn|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|igsh|mc_eid|_ga|_gl|napm|device[_-]?id|uuid|idfa|adid",
    re.I,
)
#: Names that are a key only with a long value: Naver's sid chooses a section.
_IF_LONG = frozenset({"sid", "key", "code", "hash", "state", "nonce", "s", "k", "t"})
_LONG = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9._~+/=-]{20,}")

_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PERSON = re.compile(
    rf"{_MAIL.pattern}|(?<!\d)(?:\+?82-?|0)1[016789]-?\d{{3,4}}-?\d{{4}}(?!\d)|(?<!\d)\d{{6}}-[1-8]\d{{6}}(?!\d)"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"
)

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_PATH_SESSION = re.compile(
    r";[A-Za-z]*sess(?:ion)?(?:id)?=[^/;?#]*|/\(S\([A-Za-z0-9]+\)\)(?=/)", re.I
)
#: A mail address within a path, as it is or with %40.
_PATH_MAIL = re.compile(r"[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.I)


def strip_identifiers(url: str) -> str:
    """Strip from an address whatever names a visitor or lets somebody in; the rest stays as it is.

    User and password before the host, session identifiers in path, query and fragment, tokens,
    keys and signatures, click identifiers, and parameters that hold a mail address, a telephone or
    a resident number. A mail address within a path becomes `-`. Never raises, whatever `url` is.
    """
    found = _PARTS.fullmatch(url)
    if found is None:
        return url
    scheme, authority, path, query, fragment = (part or "" for part in found.groups())
    if scheme.lower() in ("mailto:", "tel:", "sms:"):
        return scheme
    if "@" in authority:
        authority = "//" + authority.rpartition("@")[2]
    path = _PATH_SESSION.sub("", path)
    if "@" in path or "%40" in path:
        path = _PATH_MAIL.sub("-", path)
    return scheme + authority + path + _kept("?", query) + _kept("#", fragment)


def _kept(sign: str, part: str) -> str:
    """A query or fragment without the parameters that go; nothing where none is left."""
    if not part or (sign == "#" and "=" not in part and not _PERSON.search(unquote(part))):
        return part
    pieces = re.split(r"([&;])", part[1:])
    kept: list[str] = []
    for number in range(0, len(pieces), 2):
        if not _goes(pieces[number]):
            kept += (*pieces[number - 1 : number], pieces[number]) if kept else (pieces[number],)
    return sign + "".join(kept) if kept else ""


def _goes(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = unquote(name).strip().lower(), unquote(value)
    if name.startswith("amp;"):
        name = name[4:]
    if value and _ALWAYS.fullmatch(name):
        return True
    if name in _IF_LONG and _LONG.fullmatch(value):
        return True
    return bool(_PERSON.search(value or name))
