"""Names of people among term candidates, which are left out unless the user asks for them.

Two kinds of evidence, neither of them a list of full names: mecab-ko's dictionary marks known names
(semantic class 인명), of which those of a surname and two syllables count; and a term is a name if
a title such as 님, 쌤 or 교수 often follows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

#: What follows a person's name, attached or as the next word.
_TITLES = (
    "님", "씨", "쌤", "샘", "선생", "강사", "교수", "박사", "작가", "감독", "배우", "가수", "기자",
    "대표", "의원", "원장", "선수", "코치", "아나운서", "언니", "오빠", "누나",
)  # fmt: skip
#: Minimum share of a name's occurrences with a title, and minimum number of them.
_TITLED = 0.1
_LEAST_TITLED = 2
#: The commonest surnames: without them, brands in mecab's dictionary (에르메스) would be names too.
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진엄채원방공현함변"
)
#: Syllables of nearly all full names.
_FULL = 3
#: Names with a title have two to four syllables.
_NAME = re.compile("[가-힣]{2,4}")
_HANGUL = re.compile("[가-힣]+")
#: Semantic class of names in mecab-ko-dic.
_PERSON = "인명"


def count_titled(words: Sequence[str], wanted: Set[str]) -> Counter[str]:
    """Count how often each wanted noun of one text stands before a title.

    `words` are the words of the text in order, lower-cased. A title may be attached to the name
    (`name님`) or be the next word (`name 교수님`).
    """
    titled: Counter[str] = Counter()
    for number, word in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else ""
        for size in range(2, min(4, len(word)) + 1):
            term, rest = word[:size], word[size:]
            title = rest or following
            if term in wanted and title.startswith(_TITLES):
                titled[term] += 1
    return titled


def person_names(
    candidates: Iterable[str],
    seen: Mapping[str, int],
    titled: Mapping[str, int],
    proper: Mapping[str, int],
) -> set[str]:
    """Return the candidates that are names of people.

    `seen` counts a candidate as a whole noun in the texts, `titled` before a title, and `proper` as
    a proper noun, by the analyser that found the candidates: mecab's dictionary takes some common
    nouns (이유식) for names.
    """
    proper_nouns = [
        term for term in candidates if 2 * proper.get(term, 0) > max(1, seen.get(term, 0))
    ]
    known = known_names(filter(is_full_name, proper_nouns))
    found = {word for word, name in known.items() if word == name}
    for term in proper_nouns:
        least = max(_LEAST_TITLED, _TITLED * seen.get(term, 0))
        if _NAME.fullmatch(term) and titled.get(term, 0) >= least:
            found.add(term)
    return found


def is_full_name(word: str) -> bool:
    """Tell whether a word has the form of a surname and a given name."""
    return len(word) == _FULL and word[0] in _SURNAMES


def known_names(words: Iterable[str]) -> dict[str, str]:
    """Map each word that mecab's dictionary takes for a name, particles or not, to the name."""
    from mecab import MeCab  # half a second

    tagger = MeCab()
    found = {}
    for word in filter(_HANGUL.fullmatch, words):
        name, *rest = tagger.parse(word)
        is_name = name.feature.semantic == _PERSON and _NAME.fullmatch(name.surface)
        if is_name and all(morpheme.feature.pos[0] == "J" for morpheme in rest):
            found[word] = name.surface
    return found
