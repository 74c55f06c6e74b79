"""Which language a text is in, told by its words and not by its script alone."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from lmkor_data.extraction.name_sets import name_set


class Language(NamedTuple):
    """What a text is written in."""

    code: str  #: ISO 639-1 (`ko`, `ja`, `zh`, `en`, …), or `und` where too little tells
    korean: float  #: share of the letters that stand in Korean lines, code aside
    hangul: int  #: Hangul syllables
    running: float  #: share of Hangul words that carry a particle or an ending: prose, not names


#: A Korean text has this many syllables, in Korean lines with this share of the letters.
SYLLABLES, SHARE = 100, 0.2
#: Korean prose has particles or endings on half its words and more, lists of names on few.
_RUNNING = 0.15

#: Letters that are looked at; a longer text does not change its language.
_SAMPLE = 30_000
_HANGUL = re.compile(r"[가-힣]+")
_KANA = re.compile(r"[\u3041-\u30fa\u30fc-\u30ff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_JAMO = re.compile(r"[\u1100-\u11ff]")
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
#: Particles and endings at the end of a word of two syllables and more.
_ENDINGS = re.compile(
    r"(?:은|는|이|가|을|를|의|에|도|로|와|과|만|다|요|고|서|면|지|게|며|까|죠|네|데|던|한|할|된|될|들|나|니|든|듯|야|라|자|해|했|함|음|됨)$"
)
_WORDS = {
    "en": name_set("the of and to in is that for it with as on are this be by you not or from"),
    "de": name_set("der die und das ist nicht mit ein eine zu den von für auf sich auch"),
    "fr": name_set("le la les des est et que une dans pour pas qui sur avec il nous"),
    "es": name_set("el los que una por con para las del como está pero su más"),
    "pt": name_set("que não uma para com os por mais dos como mas das são em"),
    "it": name_set("che di il per una sono con non del della gli anche più nel"),
    "vi": name_set("của và là có không được cho một các với người trong đã này"),
    "id": name_set("yang dan di untuk dengan pada ini dari tidak dalam adalah itu"),
    "tr": name_set("bir ve bu için ile da de olarak daha çok gibi olan"),
}  # fmt: skip


def identify_language(text: str) -> Language:
    """The main language of a text, and how much of it is Korean. Code between fences is passed."""
    text = _FENCED.sub("", text[:_SAMPLE])
    if _JAMO.search(text):
        text = unicodedata.normalize("NFC", text)
    words = _HANGUL.findall(text)
    hangul = sum(map(len, words))
    letters = sum(map(len, _LETTERS.findall(text)))
    if not letters:
        return Language("und", 0.0, hangul, 0.0)
    kana = sum(map(len, _KANA.findall(text)))
    if not hangul:
        return Language(_foreign(text, letters, kana), 0.0, 0, 0.0)
    long = [word for word in words if len(word) > 1]
    running = sum(1 for word in long if _ENDINGS.search(word)) / max(1, len(long))
    korean = _korean_letters(text) / letters
    if running >= _RUNNING and korean >= SHARE and kana <= hangul:
        return Language("ko", korean, hangul, running)
    return Language(_foreign(text, letters, kana), korean, hangul, running)


def is_korean(text: str) -> bool:
    """Whether a text is Korean prose of 100 syllables and more, a fifth of its letters."""
    found = identify_language(text)
    return found.code == "ko" and found.hangul >= SYLLABLES


def _korean_letters(text: str) -> int:
    """Letters in lines of which Hangul makes up a fifth and more; Hanja in them count as Korean."""
    total = 0
    for line in text.split("\n"):
        hangul = sum(map(len, _HANGUL.findall(line)))
        if hangul:
            letters = sum(map(len, _LETTERS.findall(line)))
            if hangul >= SHARE * letters:
                total += letters
    return total


def _foreign(text: str, letters: int, kana: int) -> str:
    han = sum(map(len, _HAN.findall(text)))
    if kana >= 0.05 * letters:
        return "ja"
    if han >= 0.3 * letters:
        return "zh"
    words = re.findall(r"[^\W\d_]+", text.lower())
    best, share = "und", 0.04
    for code, common in _WORDS.items():
        found = sum(1 for word in words if word in common) / max(1, len(words))
        if found > share:
            best, share = code, found
    return best


_UTF_8, _CP949 = b"\xea\xeb\xec\xed", bytes(range(0xB0, 0xC9))
_ENTITIES = re.compile(rb"&#(?:x[A-Da-d][0-9A-Fa-f]{3}|4[4-9]\d{3}|5[0-5]\d{3});")
_DECOMPOSED = re.compile(rb"\xe1[\x84-\x87]")


def may_be_korean(content: bytes, syllables: int = SYLLABLES) -> bool:
    """A look at the bytes alone, so that pages in other languages cost little.

    False only where no encoding makes Korean of them: not UTF-8 (EA to ED begin a syllable),
    cp949 (B0 to C8), Johab, UTF-16, ISO-2022-KR, numeric entities or decomposed letters.
    """
    if len(content) - len(content.translate(None, _UTF_8)) >= syllables:
        return True
    if len(content) - len(content.translate(None, _CP949)) >= syllables and not _is_utf8(content):
        return True
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x1b$)C" in content[:4096]:
        return True
    if b"\0" in content[:256]:
        return True
    if b"&#" in content and len(_ENTITIES.findall(content)) >= syllables:
        return True
    if b"\xe1\x84" in content and len(_DECOMPOSED.findall(content)) >= syllables:
        return True
    return b"johab" in content[:4096].lower()


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
