"""Korean particles (josa): what follows a noun in its eojeol, and after which sound."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLOSED = _words("이 은 을 과 으로 이랑 이나 이라 이라도 이고 이다 이네요 이라서 이라고")
_OPEN = _words("가 는 를 와 로 랑 나 라 라도 예요 고 다 네요 라서 라고")
_EITHER = _words(
    "도 만 의 에 에서 에게 에도 에는 까지 부터 처럼 보다 마다 밖에 조차 마저 하고 한테 께서 뿐 "
    "들 들이 들은 들을 만의 만은 만이 까지도 에서는 에서도 입니다 인데 이며 였어요 이에요 인지"
)

#: Particles that no verb ending is spelt like: where they follow, a noun stands before.
TELLING = _words("을 를 의 에서 까지 부터 처럼 보다 마다 밖에 입니다 와 과 으로 랑 이랑 에는 에도")

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
_RIEUL = 8


def particles_after(noun: str) -> frozenset[str]:
    """The particles that can follow `noun`: 수분크림 + 을 but not + 를."""
    code = ord(noun[-1])
    if not _FIRST <= code <= _LAST:
        return _ANY
    final = (code - _FIRST) % _FINALS
    if final == 0:
        return _AFTER_VOWEL
    return _AFTER_RIEUL if final == _RIEUL else _AFTER_CONSONANT


_AFTER_VOWEL = _OPEN | _EITHER
_AFTER_CONSONANT = _CLOSED | _EITHER
_AFTER_RIEUL = (_AFTER_CONSONANT - {"으로"}) | {"로"}
_ANY = _AFTER_VOWEL | _AFTER_CONSONANT

LONGEST_PARTICLE = max(map(len, _ANY))
