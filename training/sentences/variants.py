"""Variants of sentences: fewer and other marks, other endings, quotations, blanks left out."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from examples import Piece

_HERE = Path(__file__).parent
_TAIL = re.compile(r"[\s.!?~…^;♡♥ㅋㅎㅠㅜ]*$")
#: What may take the place of the marks behind a sentence.
_MARKS = (
    *(".", ".", "..", "...", "…", "!", "!!", "?", "??", "~", "~~", "~!", ";;", "^^", "♡", "ㅋㅋ"),
    *("ㅎㅎ", "ㅠㅠ", "ㅜㅜ", " ㅋㅋ", " ㅎㅎ", " ㅠㅠ", " ㅜㅜ", " ^^", " :)", " ㅎ", " ㅠ", "ㅋ"),
    *("!ㅋㅋ", "..ㅠㅠ", "~^^", " ㅠ.ㅠ", "ㅡㅡ", " -_-", "ㄷㄷ", " ㅎㄷㄷ", " >_<", ".ㅎㅎ", "♥"),
)
#: Short sentences that people put behind all others.
_SHORT = (
    *("굿", "굿굿", "강추", "비추", "추천", "최고", "짱", "대박", "만족", "대만족", "끝", "재구매"),
    *("감사합니다", "감사해요", "수고하세요", "최고예요", "번창하세요", "힘내세요", "화이팅"),
    *("별로", "실망", "강력추천"),
)
_SHORT_MARKS = ("", "", ".", "!", "!!", "~", "^^", "ㅎㅎ", "ㅋㅋ", " ㅠㅠ", "♡", "..")
#: What may stand before a sentence and belongs to it.
_OPENERS = (
    *("- ", "-", "--", "---", "==", "= ", "* ", "※ ", "※", "1. ", "2. ", "3) ", "① ", "> ", "→ "),
    *("+ ", "# "),
)
#: Last syllables of sentences that are known for such without any mark.
_VERBAL = frozenset(
    "다요죠까네지음함임됨듯냐라자군걸게래어아야해여용당슴염니데유쥬셈삼봄옴줌됩음움"
)
_POLITE = re.compile(r"(?:니다|[어아해여에예네세군구고래데게지까나가]요|[었았했겠]다|죠)$")
_HANGUL = 0xAC00


class Variants:
    """Draws variants of the pieces of a text by one random generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._endings, self._inside = read_endings(_HERE / "endings.tsv")
        self._quotes, self._cites = read_quotations(_HERE / "quotations.txt")

    def of(self, pieces: list[Piece], endings: float = 0.3) -> list[Piece]:
        """Other pieces of the same kind: each sentence may be varied in several ways.

        `endings` is the share of sentences that get another ending where there is one.
        """
        rng = self._rng
        varied: list[Piece] = []
        for number, piece in enumerate(pieces):
            last = number + 1 == len(pieces)
            draw = rng.random()
            if not last and piece.ends and draw < 0.07:
                new = self._cited(piece, quoted=draw < 0.03)
            elif draw < 0.085:
                new = self._inserted(piece, rng.choice(pieces))
            else:
                new = self._varied(piece, endings)
            before = varied[-1] if varied else None
            if before and before.ends and before.blank and rng.random() < 0.015:
                new.text, new.unsure = self._opened(new)
            varied.append(new)
        if varied and rng.random() < 0.04 and _POLITE.search(_TAIL.sub("", varied[-1].text)):
            varied[-1].blank = " "
            varied.append(type(varied[-1])(rng.choice(_SHORT) + rng.choice(_SHORT_MARKS), ""))
        return varied

    def _opened(self, piece: Piece) -> tuple[str, list[int]]:
        """The text and the unsure places of a piece with a mark or a number before it."""
        opener = self._rng.choice(_OPENERS)
        return opener + piece.text, [j + len(opener) for j in piece.unsure]

    def _inserted(self, piece: Piece, other: Piece) -> Piece:
        """The sentence with another one in brackets within it."""
        blanks = [j for j, c in enumerate(piece.text) if c == " "]
        core = _TAIL.sub("", other.text)
        if not blanks or not 4 <= len(core) <= 40 or "(" in piece.text + core or ")" in core:
            return piece
        at = self._rng.choice(blanks)
        mark = self._rng.choice(("", "", ".", "!", "?", " ㅋㅋ", "~"))
        more = f"{self._rng.choice((' ', ''))}({core}{mark})"
        inside = [j if j <= at else j + len(more) for j in piece.unsure]
        text = piece.text[:at] + more + piece.text[at:]
        return type(piece)(text, piece.blank, piece.ends, inside)

    def _varied(self, piece: Piece, endings: float) -> Piece:
        rng = self._rng
        core = _TAIL.sub("", piece.text)
        tail = piece.text[len(core) :]
        blank, ends = piece.blank, piece.ends
        if rng.random() < endings / 2:
            core = self._other_words(core)
        verbal = core[-1:] in _VERBAL
        if rng.random() < endings and ends:
            core = self._other_ending(core)
        draw = rng.random()
        if draw < 0.35 and verbal:
            tail = ""
        elif draw < 0.5 and (tail or verbal):
            tail = rng.choice(_MARKS)
        if blank and ends and not core.endswith("."):
            glued = 0.08 if tail else 0.04 if _POLITE.search(core) else 0.0
            if rng.random() < glued:
                blank = ""
        inside = [j for j in piece.unsure if j < len(core) - 4]
        return type(piece)(core + tail, blank, ends, inside)

    def _other_words(self, core: str) -> str:
        for word, others in self._inside.items():
            if word in core[:-3] and self._rng.random() < 0.7:
                core = core[:-3].replace(word, self._rng.choice(others)) + core[-3:]
        return core

    def _other_ending(self, core: str) -> str:
        for rule, (stem, joins) in stems(core).items():
            if rule in self._endings and self._rng.random() < 0.95:
                return attached(stem, self._rng.choice(self._endings[rule]), joins)
        return core

    def _cited(self, piece: Piece, *, quoted: bool) -> Piece:
        """The sentence in quotation marks (or none), with what people write behind it."""
        rng = self._rng
        core = _TAIL.sub("", piece.text)
        if len(core) > 60 or core[-1:] not in _VERBAL or '"' in core or "'" in core:
            return piece
        if quoted:
            first, last = rng.choice((('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’")))
            mark = rng.choice(("", "", ".", "!", "?", "~"))
            text = f"{first}{core}{mark}{last}{rng.choice(('', ' '))}{rng.choice(self._quotes)}"
            moved = 1
        else:
            text, moved = f"{core} {rng.choice(self._cites)}", 0
        inside = [j + moved for j in piece.unsure if j < len(core)]
        return type(piece)(text, piece.blank, False, inside)


def read_endings(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The endings by rule, and the words within sentences with what may replace them."""
    endings: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        rule, _, rest = line.partition("\t")
        if rule == "inside":
            pairs = (pair.split(":") for pair in rest.split())
            inside |= {word: others.split(",") for word, others in pairs}
        else:
            endings[rule] = with_phrases(rest.split())
    return endings, inside


def with_phrases(words: list[str]) -> list[str]:
    """`다 아이가` and `는 기라` are one ending each."""
    found: list[str] = []
    for word in words:
        if word in ("아이가", "기라") and found:
            found[-1] += " " + word
        else:
            found.append(word)
    return found


def read_quotations(path: Path) -> tuple[list[str], list[str]]:
    """What follows quoted words; and what follows words cited without quotation marks."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    lines = [line for line in lines if not line.startswith("#")]
    return [line.lstrip("*") for line in lines], [line for line in lines if line[0] != "*"]


def stems(core: str) -> dict[str, tuple[str, bool]]:
    """The rules that fit the end of a sentence: its stem, and whether a letter may join that."""
    found: dict[str, tuple[str, bool]] = {}
    last, before = core[-1:], core[-2:-1]
    if core.endswith("습니다"):
        found["long"] = core[:-3], False
    elif core.endswith("니다") and _final(core[-3:-2]) == 17:
        found["formal"] = core[:-3] + _without_final(core[-3]), True
    elif last == "다" and _final(before) == 20:
        found["past"] = core[:-1], False
    elif last == "다" and _final(before) == 4 and before not in "간단만반판전찬":
        found["plain"] = core[:-2] + _without_final(before), True
    elif last == "요" and len(core) > 2:
        found["polite"] = core[:-1], False
    return found


def attached(stem: str, ending: str, joins: bool) -> str:
    """The stem with the ending; a lone final consonant joins the stem's last syllable."""
    if joins and ending[0] in "ㄴㄹㅁ":
        final = {"ㄴ": 4, "ㄹ": 8, "ㅁ": 16}[ending[0]]
        return stem[:-1] + chr(ord(stem[-1]) + final) + ending[1:]
    return stem + ending


def _final(syllable: str) -> int:
    """The number of a syllable's final consonant: 4 ㄴ, 17 ㅂ, 20 ㅆ; 0 for none."""
    code = ord(syllable) - _HANGUL if syllable else -1
    return code % 28 if 0 <= code < 11172 else 0


def _without_final(syllable: str) -> str:
    return chr(ord(syllable) - _final(syllable))
