"""Read Hanja in Korean sentences: 韓美 정상 → 한미 정상, 漢江(한강) → 한강.

What explains the word before it stays for the bracket step to remove: 대한민국(大韓民國), (世宗,
1397년). Readings come from the order of KS X 1001, which sorts its Hanja by reading:
`hanja_readings.tsv` holds the first Hanja of each reading. Words in which a Hanja has another one
are in `hanja_words.tsv`. The initial-sound rule (두음법칙: 女 is 녀, but 여 at the beginning of a
word) is §10 to §12 of the Korean orthography.
"""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.character_table import table_file
from lmkor_data.cleaning.normalize.mojibake import is_mojibake
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer

HANJA_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))

_HANJA = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_KANA = "[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f々〆]"
_RUN = re.compile(rf"{_HANJA}+")
_BRACKET = re.compile(r"[(\[（〔［][^()\[\]（）〔〕［］\n]{0,200}[)\]）〕］]")
_SEPARATOR = re.compile(r"[,;:/·‧ㆍ、。]|\.(?= |$)")
#: The reading of a run in a bracket behind it: 漢江(한강), 人蔘[인삼].
_GLOSSED = re.compile(rf"({_HANJA}+)\s?[(\[（〔]\s?([가-힣]+)\s?[)\]）〕]")
_HANGUL = re.compile("[가-힣ㄱ-ㅣ]")
_LEANING = re.compile(rf"{_HANJA}[가-힣]|[가-힣]{_HANJA}")
#: Hanja in a row that are a Chinese sentence unless Hangul leans on them.
_SENTENCE = 9

_FIRST_SOUND = {  # initial and medial of a syllable whose initial changes at the beginning
    **{(2, medial): 11 for medial in (2, 6, 12, 17, 20, 3, 7)},  # ㄴ before ㅑ ㅕ ㅛ ㅠ ㅣ ㅒ ㅖ
    **{(5, medial): 11 for medial in (2, 6, 7, 12, 17, 20)},  # ㄹ before ㅑ ㅕ ㅖ ㅛ ㅠ ㅣ
    **{(5, medial): 2 for medial in (0, 1, 8, 11, 13, 18)},  # ㄹ before ㅏ ㅐ ㅗ ㅚ ㅜ ㅡ
}


def read_hanja(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Replace Hanja by their readings; returns the documents that changed."""
    return spans.rewrite(documents, read)


def read(text: str) -> str:
    """Return the text with Hanja read, but for glosses and sentences that are not Korean.

    A text that is mojibake becomes empty.
    """
    if is_mojibake(text):
        return ""
    return "\n".join(_read_line(line) for line in text.split("\n"))


def _read_line(line: str) -> str:
    if not _RUN.search(line):
        return line
    line = _GLOSSED.sub(lambda g: g[2] if len(g[1]) == len(g[2]) else g[0], line)
    if not _is_korean(line):
        return line
    glosses = [span for bracket in _BRACKET.finditer(line) for span in _glosses(bracket)]
    parts: list[str] = []
    done = 0
    for run in _RUN.finditer(line):
        if not any(first <= run.start() < last for first, last in glosses):
            parts += line[done : run.start()], _reading_of(run)
            done = run.end()
    return "".join([*parts, line[done:]])


def _is_korean(line: str) -> bool:
    """Whether the Hanja stand in a Korean sentence: Hangul leans on one, or outnumbers them."""
    hanja = sum(map(len, _RUN.findall(line)))
    return len(_HANGUL.findall(line)) >= hanja or _LEANING.search(line) is not None


def _glosses(bracket: re.Match[str]) -> list[tuple[int, int]]:
    """The items of a bracket that hold no Hangul: they explain, and nothing leans on them."""
    first, last = bracket.start() + 1, bracket.end() - 1
    spans = []
    while first <= last:
        found = _SEPARATOR.search(bracket.string, first, last)
        end = found.start() if found else last
        if not _HANGUL.search(bracket.string, first, end):
            spans.append((first, end))
        first = found.end() if found else last + 1
    return spans


def _reading_of(run: re.Match[str]) -> str:
    """The reading of a run of Hanja; the run itself beside kana, or where one is not Korean."""
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    if re.match(_KANA, before) or re.match(_KANA, after):
        return run[0]
    if len(run[0]) >= _SENTENCE and not _HANGUL.match(after):
        return run[0]
    glued = before.isalnum()
    return reading(run[0], initial=not glued, alone=not glued and not _HANGUL.match(after))


def reading(run: str, *, initial: bool = True, alone: bool = False) -> str:
    """Return the reading of a run of Hanja, or the run itself where one of them has none.

    `initial`: a word begins with it, so that the initial-sound rule holds; `alone`: nothing stands
    beside it, as with the family name in 金 사장님.
    """
    of_character, words, longest = readings()
    if alone and run in _NAMES:
        return _NAMES[run]
    read: list[str] = []
    k = 0
    while k < len(run):
        for width in range(min(longest, len(run) - k), 1, -1):
            if run[k : k + width] in words:
                read.append(words[run[k : k + width]])
                k += width
                break
        else:
            if run[k] not in of_character:
                return run
            begins = (k == 0 and initial) or (k == 2 and len(run) == 4 and len(read) == 2)
            read.append(_sounded(of_character[run[k]], "".join(read), run[k + 1 : k + 2], begins))
            k += 1
    return "".join(read)


#: Family names that are read otherwise in words.
_NAMES = {"金": "김"}


def _sounded(syllable: str, before: str, following: str, begins: bool) -> str:
    """The syllable as it sounds at its place; `following` is the next Hanja."""
    if syllable == "불" and following:  # 不, before ㄷ and ㅈ
        of_character, _, _ = readings()
        initial = (ord(of_character.get(following, "가")) - 0xAC00) // 588
        return "부" if initial in (3, 12) else "불"
    code = ord(syllable) - 0xAC00
    initial, medial, final = code // 588, code // 28 % 21, code % 28
    if begins and (initial, medial) in _FIRST_SOUND:
        initial = _FIRST_SOUND[initial, medial]
    elif syllable in "렬률" and before:
        last = (ord(before[-1]) - 0xAC00) % 28
        if last in (0, 4):  # behind a vowel or ㄴ
            initial = 11
    return chr(0xAC00 + initial * 588 + medial * 28 + final)


@functools.cache
def readings() -> tuple[dict[str, str], dict[str, str], int]:
    """Return the reading of each Hanja, those of words, and the length of the longest word."""
    first = dict(line.split("\t")[::-1] for line in _lines("hanja_readings.tsv"))
    of_character: dict[str, str] = {}
    current = ""
    for lead in range(0xCA, 0xFE):
        for trail in range(0xA1, 0xFF):
            hanja = bytes([lead, trail]).decode("euc_kr")
            if not "\uf900" <= hanja <= "\ufaff":  # second places of Hanja with several readings
                current = first.get(hanja, current)
                of_character[hanja] = current
    words = dict(line.split("\t") for line in _lines("hanja_words.tsv"))
    of_character |= {word: read for word, read in words.items() if len(word) == 1}
    return of_character, words, max(map(len, words))


def _lines(name: str) -> list[str]:
    content = table_file(name).splitlines()
    return [line for line in content if line and not line.startswith("#")]
