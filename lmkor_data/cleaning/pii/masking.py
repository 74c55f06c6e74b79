"""Apply the rules to text: a token in the place of what they find, or nothing."""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.character_table import MARK
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.cleaning.pii.links import LINK, PARTICLE
from lmkor_data.cleaning.pii.rule import Rule, RuleSet
from lmkor_data.cleaning.pii.rule_sets import ALL_RULES

#: Fullwidth digits, letters and signs, which the rules know as ASCII (the step `characters` maps
#: them anyway).
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULLWIDTH = re.compile("[０-９＠．－]")


def hide_personal_data(
    spans: SpanBuffer, documents: NDArray[np.int64], found: NDArray[np.uint32], *, mask: bool
) -> NDArray[np.int64]:
    """Replace personal data by its token (`mask`) or by nothing; links always go.

    `found` holds the triggers of every document (see `step_triggers`), by number.
    Returns the numbers of the documents that changed.
    """
    hide = functools.partial(masked, mask=mask)
    return spans.rewrite(documents, hide, found[documents].tolist())


def masked(text: str, triggers: int, *, mask: bool) -> str:
    """Apply the rule sets that one of `triggers` asks for."""
    before = text
    if _FULLWIDTH.search(text):
        text = text.translate(_ASCII)
    plain = text
    for rules in ALL_RULES:
        if triggers & rules.trigger:
            text = _apply(text, rules=rules, mask=mask)
    return before if text == plain else text


def _apply(text: str, *, rules: RuleSet, mask: bool) -> str:
    """The text without what the rules find; where something went without a token, a MARK is."""
    if rules.near is None:
        return _apply_here(text, rules, mask)
    parts: list[str] = []
    done = 0
    for first, last in _windows(text, rules):
        parts += text[done:first], _apply_here(text[first:last], rules, mask)
        done = last
    return "".join([*parts, text[done:]])


def _windows(text: str, rules: RuleSet) -> list[tuple[int, int]]:
    """The parts of the text around what `rules.near` finds; those that touch are one."""
    assert rules.near
    windows: list[tuple[int, int]] = []
    for found in rules.near.finditer(text):
        if not rules.promises(text, *found.span()):
            continue
        first, last = max(0, found.start() - rules.before), found.end() + rules.after
        if windows and first <= windows[-1][1]:
            first, _ = windows.pop()
        windows.append((first, last))
    return windows


def _apply_here(text: str, rules: RuleSet, mask: bool) -> str:
    digits = sum(map(str.isdecimal, text)) if rules.near else len(text)  # a window is short
    for rule in rules.rules:
        if digits >= rule.least:
            text = rule.pattern.sub(functools.partial(_replace, rule=rule, mask=mask), text)
    return text


def _replace(found: re.Match[str], rule: Rule, mask: bool) -> str:
    """Put the token in the place of the group `private`, or of the whole match without one."""
    group = "private" if "private" in found.re.groupindex else 0
    private = found[group]
    if not rule.check("".join(c for c in private if c.isdecimal()), found):
        return found[0]
    # A link leaves no token, unless a particle leans on it: [링크]에서 can be read.
    leaning = rule.token == LINK and PARTICLE.match(found.string, found.end())
    token = f"[{rule.token}]" if mask and (rule.token != LINK or leaning) else MARK
    first, last = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:first] + token + found[0][last:]
