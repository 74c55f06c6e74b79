"""Trigger bits of a text, beside patterns that say the same."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.cleaning.normalize import step_triggers as on
from lmkor_data.cleaning.normalize.brackets import bracket_kinds
from lmkor_data.cleaning.normalize.character_table import KEEP, MARK, character_table
from lmkor_data.cleaning.normalize.spacing import longest_runs, tidy_spacing
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.text.buffers import text_buffers

#: The characters of Windows-1252 for the bytes 0x80 to 0x9F, as far as it has any.
_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_DOOR = "[0-9번주계은ABCDE]"
_REGION = r"[시군구읍면울산][ \n]|[0-9０-９번](?=길)|주소"
_PATTERNS = {
    on.ENTITY: "&",
    on.TAG: "<",
    on.LINK: r"//|[wW]\.|\.[A-Za-z]",
    on.AT: r"[@뱅]|[tT앳][)\]]",
    on.NUMBER: (
        r"[0-9０-９](?:[^0-9０-９]{0,3}[0-9０-９]){6}|[공영oO][0-9일하둘]|계좌|은행"
        r"|(?<![0-9０-９])[0-9０-９]{2,3}(?:[가-\uffff\U00010000-\U0010ffff]|[^0-9０-９]{1,2} )"
        r"(?<![0-9０-９])[0-9０-９]{4}"
        r"|(?<![0-9０-９])01[0-9０-９]"
    ),
    on.ADDRESS: (
        rf"(?:{_REGION}).*[로길동리가산][ \n]?[0-9０-９]|(?:{_DOOR}동|{_REGION}).*{_DOOR}호"
    ),
    on.BREAK: r"\n",
    on.HANJA: "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]",
    on.MOJIBAKE: f"[ìíëêãâï][\x80-\xbf{_WINDOWS}]",
    on.SOURCE: r"[`|]|[\[\]!][/(\[]|[{;][%{\n:]|\*\*|\\[ntru]|[#>][ #]",
}
_ANNOUNCED = re.compile("[카까깨오픈스텔라위코페이플iI][톡챗타레인드북터프채디친뒤dD]")
_LATIN = re.compile("[A-Za-z]")

TEXT = st.lists(
    st.sampled_from(
        [
            *"가힣ㅋ 톡카시로길동호공일하계좌은행주소번앳뱅0123456789０aiIdDAowtT.,/)]@&<(\n!大é😀",
            *("12가 3456", "010"),
            *(MARK, "\u0301"),
            *"ì•`|[*{;%\\n#> ",
        ]
    )
    | st.characters(exclude_categories=["Cs"])
).map("".join)


def triggers_twin(text: str) -> int:
    found = sum(bit for bit, p in _PATTERNS.items() if re.search(p, text, re.DOTALL))
    if _ANNOUNCED.search(text) and _LATIN.search(text):
        found |= on.HANDLE
    for character in text:
        action = character_table().action[ord(character)]
        found |= on.CHARACTERS * (action != KEEP and character != "\n")
        found |= on.BRACKET * (bracket_kinds()[ord(character)] != 0)
    white = re.search(rf"^[ \n]|[ \n]$|[ \n]{{2}}|{MARK}", text or "가")
    runs = re.finditer(r"(.)\1*", text, re.DOTALL)
    long = any(len(r[0]) > longest_runs()[ord(r[1])] > 0 for r in runs)
    return found | on.SPACING * bool(white or long)


def laid(*texts: bytes) -> SpanBuffer:
    spans = SpanBuffer()
    spans.load(text_buffers(pa.array(texts, pa.binary()).view(pa.string())))
    return spans


def triggers_of(spans: SpanBuffer) -> list[int]:
    found: list[int] = on.find_triggers(spans, np.arange(spans.count)).tolist()
    return found


@settings(max_examples=500, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_triggers_are_those_of_the_patterns(texts: list[str]) -> None:
    found = triggers_of(laid(*[text.encode() for text in texts]))
    asked = ~(on.COMPOSE | on.LOOSE)
    assert [f & asked for f in found] == [triggers_twin(text) for text in texts]
    for text, bits in zip(texts, found, strict=True):
        if unicodedata.normalize("NFC", text) != text:
            assert bits & (on.COMPOSE | on.CHARACTERS)  # what the table takes away needs no NFC


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=12) | TEXT.map(lambda text: text.encode()[:-1]))
def test_what_is_no_utf8_goes_to_the_step_for_it(text: bytes) -> None:
    try:
        text.decode()
    except UnicodeDecodeError:
        assert triggers_of(laid(text))[0] & on.COMPOSE


@settings(max_examples=1000, deadline=None)
@given(
    st.text("가로시 \n12.,/ㅋaw호동!", max_size=30)
    | st.from_regex(r"[0-9]{2}가[ \n]{1,3}[0-9]{4}"),
    st.booleans(),
)
def test_tidying_a_text_triggers_nothing_unless_it_was_loose(text: str, soft: bool) -> None:
    spans = laid(text.encode())
    (before,) = triggers_of(spans)
    tidy_spacing(spans, np.arange(1), np.array([soft]))
    (after,) = triggers_of(spans)
    if not before & on.LOOSE:
        assert after | on.BREAK | on.SPACING == before | on.BREAK | on.SPACING
        assert not after & on.SPACING
