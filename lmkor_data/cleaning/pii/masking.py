"""Apply the rules of the room to text: a token in the place of what they find, or nothing."""

from __future__ import annotations

import functools
import re

import numpy as np

from lmkor_data.cleaning.normalize.character_table import MARK
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.cleaning.pii.account_numbers import NUMBERS, PAPERS
from lmkor_data.cleaning.pii.email_and_handles import LINK, LINKS, MAIL, NAMES
from lmkor_data.cleaning.pii.postal_addresses import DOORS, HOUSES
from lmkor_data.cleaning.pii.rule import Rule, Rules

#: In the order they are tried: a mail address before the link in it.
ALL_RULES = (MAIL, LINKS, NUMBERS, PAPERS, HOUSES, DOORS, NAMES)


def hide_personal_data(
    spans: SpanBuffer, documents: np.ndarray, found: np.ndarray, *, mask: bool
) -> np.ndarray:
    """Links go; personal data becomes its token (`mask`) or goes too.

    `found` holds the triggers of each document (see `step_triggers`). Returns what changed.
    """
    hide = functools.partial(_without_private, mask=mask)
    return spans.rewrite(documents, hide, found[documents].tolist())


def _without_private(text: str, found: int, *, mask: bool) -> str:
    for rules in ALL_RULES:
        if found & rules.trigger:
            text = hidden(text, rules=rules, mask=mask)
    return text


def hidden(text: str, *, rules: Rules, mask: bool) -> str:
    """The text without what the rules find; where something went without a token, a MARK is."""
    if rules.near is None:
        return _hidden_here(text, rules, mask)
    parts: list[str] = []
    done = 0
    for first, last in _windows(text, rules):
        parts += text[done:first], _hidden_here(text[first:last], rules, mask)
        done = last
    return "".join([*parts, text[done:]])


def _windows(text: str, rules: Rules) -> list[tuple[int, int]]:
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


def _hidden_here(text: str, rules: Rules, mask: bool) -> str:
    digits = sum(map(str.isdigit, text)) if rules.near else len(text)  # a window is short
    for rule in rules.rules:
        if digits >= rule.least:
            text = rule.pattern.sub(functools.partial(_replace, rule=rule, mask=mask), text)
    return text


def _replace(found: re.Match[str], rule: Rule, mask: bool) -> str:
    """Put the token in the place of the group `private`, or of the whole match without one."""
    group = "private" if "private" in found.re.groupindex else 0
    private = found[group]
    if not rule.check("".join(c for c in private if c.isdigit()), found):
        return found[0]
    # A link leaves no token, unless a particle leans on it: [링크]에서 can be read.
    leaning = "가" <= found.string[found.end() : found.end() + 1] <= "힣"
    token = f"[{rule.token}]" if mask and (rule.token != LINK or leaning) else MARK
    first, last = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:first] + token + found[0][last:]
