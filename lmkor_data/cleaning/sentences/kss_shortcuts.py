"""Shorter ways through kss 6.0.6 to the very same sentences.

kss asks every rule about every syllable, most of which can only say no, and looks each character
up in some two dozen tables. Here its functions are wrapped: a question whose answer is known from
the syllable alone is not asked; what remains goes to kss's own code, untouched.
`benchmarks/cleaning/kss_shortcuts.py` measures both ways and holds them against each other.
"""

from __future__ import annotations

import functools
import gc
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

#: The version of kss whose code this was written for; with another one, kss goes its own way.
SHORTENED = "6.0.6"

#: Texts that kss's corrections of tags begin with; no other syllable is ever corrected.
_CORRECTED = frozenset("이네까을였구엇쥬어떄")
#: kss's rules for a sentence's end demand one of these in a syllable's tag, or 다 or 듯.
_ENDS = ("SF", "EF", "ETN", "ETM")


def take_shortcuts() -> None:
    """Wrap kss's functions in this process; kss must have been imported. Once is enough."""
    from kss._modules.morphemes.analyzers import MecabAnalyzer
    from kss._modules.sentences.embracing_processor import EmbracingProcessor
    from kss._modules.sentences.sentence_postprocessor import SentencePostprocessor
    from kss._modules.sentences.sentence_preprocessor import SentencePreprocessor
    from kss._modules.sentences.sentence_processor import SentenceProcessor
    from kss._modules.sentences.sentence_splitter import SentenceSplitter

    if hasattr(SentenceSplitter, "shortened"):
        return
    SentenceSplitter.shortened = True
    _shorten_tagging(MecabAnalyzer, SentencePreprocessor)
    _shorten_rules(SentenceSplitter)
    EmbracingProcessor.empty = lambda self: not (self.single_stack or self.double_stack)
    _shorten_replacing(SentenceProcessor)
    SentencePostprocessor._remove_empty_sentence = staticmethod(_without_blank)
    gc.freeze()  # kss's syllables are circles: each collection would go through all modules too


def _shorten_tagging(analyzer: Any, preprocessor: Any) -> None:
    from kss._elements.subclasses import Syllable
    from mecab.utils import create_lattice

    corrections = tuple(preprocessor._correction.items())

    @functools.lru_cache(1 << 16)
    def tag_of(character: str, tag: str) -> str:
        return next((new for test, new in corrections if test(character, tag)), tag)

    def tagged(text: str) -> list[tuple[str, str]]:
        lattice = create_lattice(text)
        if not tagger.parse(lattice):
            raise ValueError(tagger.what())
        return [(node.surface, node.feature.split(",", 1)[0]) for _, node in lattice]

    def syllables_of(self: Any, morphemes: Iterable[tuple[str, str]]) -> list[Any]:
        last = Syllable(" ", "SP", 0)
        syllables = [last]
        for surface, tag in morphemes:
            for character in surface:
                syllable = Syllable(character, tag_of(character, tag), len(syllables))
                syllable._prev, last._next = last, syllable
                syllables.append(syllable)
                last = syllable
        return syllables

    correct, space = preprocessor._correct_wrong_tags, preprocessor._append_space_before_emoji

    def corrected(self: Any, syllables: list[Any]) -> list[Any]:
        correct(self, [syllable for syllable in syllables if syllable.text in _CORRECTED])
        return syllables

    def spaced(syllables: list[Any]) -> list[Any]:
        return space(syllables) if any("EMOJI" in s.pos for s in syllables) else syllables

    tagger = analyzer._analyzer._tagger
    analyzer._analyzer.pos = tagged
    preprocessor._convert_morphemes_to_syllables = syllables_of
    preprocessor._correct_wrong_tags = corrected
    preprocessor._append_space_before_emoji = staticmethod(spaced)


def _shorten_rules(splitter: Any) -> None:
    start = splitter.check_split_start

    @functools.lru_cache(1 << 16)
    def may_end(text: str, tag: str) -> bool:
        return (
            any(end in tag for end in _ENDS)
            or (text == "다" and "EC" in tag)
            or (text == "듯" and "NNB" in tag)
        )

    def starts(self: Any) -> bool:
        return may_end(self.syllable.text, self.syllable.pos) and start(self)

    def follows(self: Any) -> bool:
        after = self.syllable.next_skip(*self._all_s_poses, exclude=self._all_s_exclude)
        return _begins_with(after, unavailable)

    def preceded(self: Any, *texts: str) -> bool:
        node, back = self.syllable, 0
        for length, words in _by_length(texts):
            while back < length:
                node, back = node.prev, back + 1
            if _begins_with(node, {length: words}):
                return True
        return False

    unavailable = dict(_by_length(tuple(splitter.unavailable_next)))
    splitter.check_split_start = starts
    splitter._check_next_is_unavailable_split = follows
    splitter._check_multiple_prev_texts_from_before = preceded


@functools.lru_cache(8)
def _by_length(texts: tuple[str, ...]) -> list[tuple[int, frozenset[str]]]:
    found = defaultdict(set)
    for text in texts:
        found[len(text)].add(text)
    return [(length, frozenset(found[length])) for length in sorted(found)]


def _begins_with(node: Any, words: dict[int, frozenset[str]]) -> bool:
    """Whether one of the words, by length from the shortest, begins at the syllable."""
    text = ""
    for length, candidates in words.items():
        while len(text) < length:
            if not node.text:  # behind the last syllable
                return False
            text += node.text
            node = node.next
        if text in candidates:
            return True
    return False


def _shorten_replacing(processor: Any) -> None:
    quotes = {word[1] for words in processor._heavy_backup.values() for word in words}
    replace = processor._replace

    def backup(self: Any, inputs: str) -> str:
        self._add_url_or_email(inputs)
        inputs = replace(inputs, self._normal_backup)
        if not any(quote in inputs for quote in quotes):
            return inputs
        for letter, words in self._heavy_backup.items():
            if letter in inputs:
                inputs = replace(inputs, words, restore=False)
        return inputs

    def restore(self: Any, outputs: str, inputs: str) -> str:
        if not long_number(outputs):
            return outputs
        return original(self, outputs, inputs)

    original = processor.restore
    numbers = [*processor._normal_backup.values()]
    numbers += [n for words in processor._heavy_backup.values() for n in words.values()]
    long_number = re.compile(f"[0-9]{{{min(map(len, numbers))}}}").search
    processor.backup = backup
    processor.restore = restore


def _without_blank(sentences: list[list[Any]]) -> list[list[Any]]:
    return [s for s in sentences if any(syllable.text.strip() for syllable in s)]
