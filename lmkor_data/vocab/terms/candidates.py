"""Term candidates: whole nouns at the beginning of words, found by a morphological analyser.

A slot holds the beginning of a word: nouns and compounds (수분크림), roots (촉촉), names with Latin
letters and digits (spf50, 갤럭시s10); no particle, ending or partial noun. A prefix that the
analyser mostly ends at another place is rejected as a partial noun.
"""

from __future__ import annotations

import importlib.util
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tokenizers import pre_tokenizers

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.counting.character_classes import normalizer
from lmkor_data.vocab.terms.person_names import count_titled

METHODS = ("auto", "kiwi", "mecab")

#: Length of a term in characters. Longer runs are phrases written without spaces.
_SHORTEST, _LONGEST = 2, 12
#: Minimum words of the analysed texts in which a term is found whole, …
_LEAST_SEEN = 2
#: … and minimum share of the words there that begin with its letters.
_WHOLE = 0.6
#: Maximum share of them that continue with the same letter; above it the noun is longer (배변유도).
_SAME_LETTER = 0.75

#: Sejong tags, on which kiwipiepy and mecab-ko agree, as one letter each.
_CODES = {"NNG": "N", "NNP": "N", "XPN": "P", "XSN": "S", "XR": "R", "SL": "L", "SN": "D"}
_COUNTED = {"NNB", "NNBC", "NR"}  #: counters after a number: 3 + 년
_OTHER, _COUNTER = "x", "c"
_PROPER = "NNP"

#: Up to four nouns, a root, Latin letters and digits, or both together (갤럭시s10, led조명, 128gb).
_TERM = re.compile(r"P?N{1,4}S?|R|LD?L?|DL|N{1,2}(?:LD?|D)|LD?N{1,2}")

#: One-syllable tails that turn a noun into a phrase (감을때, 샴푸후, 길고양이들).
_TAILS = frozenset("들씩끼때것거꺼듯후중전시편쪽용급말등간당측내외밖점")
_LONG_TAILS = ("정도", "도중", "동안", "이후", "이전", "당시", "자체", "사용", "가능", "불가")
#: One-syllable determiners before a noun (울강쥐, 내피부).
_POINTING = frozenset("울내제네이그저")
#: One-syllable particles.
_PARTICLES = frozenset("이가은는을를도만에의로과와")
#: Words that shops put before and after product names.
_SHOPS = (
    "렌탈", "해외", "무료", "당일", "이벤트", "체험단", "선착순", "증정", "사은품", "할인", "특가",
    "쿠폰", "적립", "배송", "약정", "의무", "등록", "설치", "가입", "면제", "현금", "정품",
    "매장", "백화점", "공식", "판매", "구매", "구입", "주문", "리뷰", "티켓팅", "수령",
    "발매", "품절", "기획", "후기", "추천", "제품", "상품", "쿠팡", "로켓", "교환", "반품", "환불",
)  # fmt: skip
#: Shop branches (강남점), endings attached to typos (앏아요) and pack sizes (500ml, 100t). Device
#: ratings (128gb, 1600w) may be terms.
_NO_TERM = re.compile(r"..+점|.+(?:[아어해네세예에]요|니다)|\d+(?:[mk]?g|m?l|cc|oz|ea|[pt])")


class Morpheme(NamedTuple):
    """A tag and its character range in the text."""

    tag: str
    first: int
    last: int


Analyser = Callable[[Iterable[str]], Iterator[list[Morpheme]]]


def choose_method(method: str) -> str:
    """Resolve `auto`. Raises `LmkorError` if kiwi is requested but not installed."""
    installed = importlib.util.find_spec("kiwipiepy") is not None
    if method == "kiwi" and not installed:
        raise LmkorError(
            "kiwipiepy is not installed. `pip install 'lmkor-data[domain]'` installs it."
        )
    if method == "auto":
        return "kiwi" if installed else "mecab"
    return method


class Candidates(NamedTuple):
    """Term candidates, and how the analysed texts use them."""

    terms: set[str]
    whole: Counter[str]  #: occurrences of every noun as the beginning of a word
    proper: Counter[str]  #: of these, as proper nouns
    titled: Counter[str]  #: occurrences of candidates before a title (님, 교수)


def find_terms(texts: Iterable[str], method: str) -> Candidates:
    """Find the term candidates of the texts with `method` (kiwi or mecab), lower-cased."""
    normalise, cut = normalizer(), pre_tokenizers.BertPreTokenizer()
    plain = [normalise.normalize_str(text) for text in texts]
    whole: Counter[str] = Counter()
    proper: Counter[str] = Counter()
    words: Counter[str] = Counter()
    of_texts: list[list[str]] = []
    for text, morphemes in zip(plain, _ANALYSERS[method](plain), strict=True):
        spans = cut.pre_tokenize_str(text)
        of_texts.append([word for word, _ in spans])
        words.update(of_texts[-1])
        for term, is_proper in _beginnings(text, dict(span for _, span in spans), morphemes):
            whole[term] += 1
            proper[term] += is_proper
    seen = sorted(term for term, times in whole.items() if times >= _LEAST_SEEN)
    ordered = sorted(words.items())
    terms = {
        term
        for term in seen
        if len(term) >= _SHORTEST
        and not _with_particle(term, whole)
        and _ends(whole[term], _continued(term, ordered))
    }
    titled: Counter[str] = Counter()
    for of_text in of_texts:
        titled.update(count_titled(of_text, terms))
    return Candidates(terms, whole, proper, titled)


def _beginnings(
    text: str, ends: dict[int, int], morphemes: Iterable[Morpheme]
) -> Iterator[tuple[str, bool]]:
    """Yield the terms at the beginning of the words of a text, and whether they are proper nouns.

    `ends`: word start → end.
    """
    begin, end, tags, lasts = 0, 0, list[str](), list[int]()
    for morpheme in (*morphemes, Morpheme("", -1, -1)):
        if morpheme.last > end or morpheme.first in ends or morpheme.first < 0:
            codes = "".join(_code(tag) for tag in tags)
            for number, term in _terms(text, begin, codes, lasts):
                yield term, all(tag == _PROPER for tag in tags[:number])
            begin, end = morpheme.first, ends.get(morpheme.first, 0)
            tags, lasts = [], []
        if morpheme.last <= end:
            tags.append(morpheme.tag)
            lasts.append(morpheme.last)


def _code(tag: str) -> str:
    return _COUNTER if tag in _COUNTED else _CODES.get(tag, _OTHER)


def _terms(text: str, begin: int, codes: str, lasts: list[int]) -> Iterator[tuple[int, str]]:
    """Yield (number of morphemes, term) for each beginning that may be a term."""
    for number, last in enumerate(lasts, 1):
        term = text[begin:last]
        if not _TERM.fullmatch(codes[:number]) or len(term) > _LONGEST:
            continue
        # 의무약정3 + 년, 갤럭시s + 10: a number is not split from its counter or name.
        if codes[number - 1] in "DL" and codes[number : number + 1] in ("D", "L", "N", _COUNTER):
            continue
        if not _is_phrase(term, begin, lasts[:number]) and not _is_no_name(term):
            yield number, term


def _is_phrase(term: str, begin: int, lasts: list[int]) -> bool:
    if len(lasts) < 2:
        return False
    last = term[lasts[-2] - begin :]
    tail = (len(last) == 1 and last in _TAILS) or last in _LONG_TAILS
    return tail or (lasts[0] - begin == 1 and term[0] in _POINTING)


def _is_no_name(term: str) -> bool:
    if _NO_TERM.fullmatch(term):
        return True
    return term.startswith(_SHOPS) or term.endswith(_SHOPS)


def _with_particle(term: str, whole: Counter[str]) -> bool:
    """Tell whether the term is a more frequent noun plus a particle (반려견이)."""
    return term[-1] in _PARTICLES and whole[term[:-1]] > whole[term]


def _continued(term: str, ordered: list[tuple[str, int]]) -> Counter[str]:
    """Count the letters that follow the term in the sorted words that begin with it."""
    letters: Counter[str] = Counter()
    for number in range(bisect_left(ordered, (term,)), len(ordered)):
        word, times = ordered[number]
        if not word.startswith(term):
            break
        letters[word[len(term) : len(term) + 1]] += times
    return letters


def _ends(times: int, letters: Counter[str]) -> bool:
    """Tell whether a term found whole so many times ends there in most words."""
    begun = letters.total()
    same = max((n for letter, n in letters.items() if letter), default=0)
    return times >= _WHOLE * begun and same <= _SAME_LETTER * begun


def _kiwi(texts: Iterable[str]) -> Iterator[list[Morpheme]]:
    from kiwipiepy import Kiwi  # an extra, and 100 MB

    for found in Kiwi(num_workers=1).tokenize(texts):
        yield [Morpheme(m.tag, m.start, m.start + m.len) for m in found]


def _mecab(texts: Iterable[str]) -> Iterator[list[Morpheme]]:
    from mecab import MeCab  # half a second

    tagger = MeCab()
    for text in texts:
        yield [Morpheme(m.feature.pos, m.span.start, m.span.end) for m in tagger.parse(text)]


_ANALYSERS: dict[str, Analyser] = {"kiwi": _kiwi, "mecab": _mecab}
