"""What may be a term: noun runs, by a morphological analyser or by the particles that follow."""

from __future__ import annotations

import importlib.util
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.particles import LONGEST_PARTICLE, TELLING, particles_after

#: kiwipiepy reads some 300 texts a second; so many show every noun that matters.
KIWI_TEXTS = 20_000

METHODS = ("auto", "kiwi", "particles")

#: Terms are Hangul of these lengths; longer runs are whole phrases without spaces.
_TERM = re.compile(r"[가-힣]{2,8}")

#: Tags of kiwipiepy: common and proper nouns, what is put before and behind them.
_RUN = {"NNG", "NNP", "XPN", "XSN"}
_LAST = {"NNG", "NNP", "XSN"}
_LONGEST_RUN = 3

#: Dependent nouns end phrases that are written without spaces (감을때, 쓰던것).
_DEPENDENT = ("때", "것", "거", "꺼", "듯", "하기", "할")
#: These do so behind another noun (샴푸후), and are part of many nouns besides (충전).
_BEHIND = ("후", "중", "전", "시", "편", "들", "쪽", "용")
#: What points at a noun is no part of it (다른샴푸, 이사료).
_POINTING = (
    "이",
    "그",
    "저",
    "제",
    "내",
    "새",
    "첫",
    "그런",
    "다른",
    "같은",
    "좋은",
    "많은",
    "우리",
)
_WITNESSES = 3


def is_term(text: str) -> bool:
    return bool(_TERM.fullmatch(text))


def choose_method(method: str) -> str:
    """The method that `auto` stands for here; a clear fault where kiwi is asked for but absent."""
    installed = importlib.util.find_spec("kiwipiepy") is not None
    if method == "kiwi" and not installed:
        raise LmkorError(
            "kiwipiepy is not installed. `pip install 'lmkor-data[domain]'` brings it."
        )
    if method == "auto":
        return "kiwi" if installed else "particles"
    return method


def noun_runs(texts: Iterable[str], least: int) -> set[str]:
    """Nouns and runs of them within an eojeol, as kiwipiepy sees them, in `least` texts or more."""
    from kiwipiepy import Kiwi  # an extra, and 100 MB

    found: Counter[str] = Counter()
    for morphemes in Kiwi(num_workers=1).tokenize(itertools.islice(texts, KIWI_TEXTS)):
        here: set[str] = set()
        run: list[str] = []
        end = -1
        for morpheme in morphemes:
            if morpheme.tag not in _RUN:
                run = []
                continue
            run = [*run, morpheme.form] if run and morpheme.start == end else [morpheme.form]
            end = morpheme.start + morpheme.len
            if len(run) <= _LONGEST_RUN and morpheme.tag in _LAST:
                here.add("".join(run))
        found.update(filter(is_term, here))
    return {term for term, texts_with in found.items() if texts_with >= least}


def stems_before_particles(words: Mapping[str, int], least: int) -> set[str]:
    """Stems that stand with several particles, as only nouns do, in at least `least` texts.

    A stem that is itself a noun and a particle (크림이) goes: the shorter one stands oftener.
    """
    followers: dict[str, set[str]] = defaultdict(set)
    weight: Counter[str] = Counter()
    for word, texts_with in words.items():
        for size in range(2, len(word) + 1):
            stem, particle = word[:size], word[size:]
            if len(particle) <= LONGEST_PARTICLE and is_term(stem):
                if particle and particle not in particles_after(stem):
                    continue
                followers[stem].add(particle)
                weight[stem] += texts_with
    nouns = {
        stem
        for stem, particles in followers.items()
        if weight[stem] >= least
        and not _is_phrase(stem, weight)
        and "" in particles
        and len(particles) > _WITNESSES
        and particles & TELLING
    }
    return {noun for noun in nouns if not _is_noun_and_particle(noun, weight)}


def _is_phrase(stem: str, weight: Mapping[str, int]) -> bool:
    def common(part: str) -> bool:
        return len(part) > 1 and weight.get(part, 0) > weight[stem]

    return (
        stem.endswith(_DEPENDENT)
        or (stem.endswith(_BEHIND) and common(stem[:-1]))
        or any(stem.startswith(p) and common(stem[len(p) :]) for p in _POINTING)
    )


def _is_noun_and_particle(noun: str, weight: Mapping[str, int]) -> bool:
    return any(
        noun[size:] in particles_after(noun[:size]) and weight.get(noun[:size], 0) > weight[noun]
        for size in range(2, len(noun))
    )
