"""Automaton over UTF-8 bytes that accepts the beginnings of Hangul words.

A merge of byte-level BPE is allowed for the extension of a vocabulary where the joined bytes are an
optional space and Hangul syllables, the last of which may be incomplete, with at least two bytes of
a syllable (EA B0 to ED 9E, U+AC00 to U+D7BF). No text without Hangul holds these bytes, so no such
merge can change how it is tokenized.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Nothing yet; a space alone; complete syllables; after one of the four lead bytes of a first
#: syllable, and of a further one; after two bytes of a syllable.
START, SPACED, FULL, FIRST, MORE, SECOND = 0, 1, 2, 3, 7, 11
STATES = 12
#: No transition.
DEAD = -1

_SPACE = 0x20
#: Lead byte → its second bytes.
_SYLLABLES = {
    0xEA: range(0xB0, 0xC0),
    0xEB: range(0x80, 0xC0),
    0xEC: range(0x80, 0xC0),
    0xED: range(0x80, 0x9F),
}
_CONTINUATION = range(0x80, 0xC0)


def _byte_flows() -> NDArray[np.int8]:
    """Return the transition of every byte from every state, shape (256, STATES)."""
    flows = np.full((256, STATES), DEAD, np.int8)
    flows[_SPACE, START] = SPACED
    for number, (lead, seconds) in enumerate(_SYLLABLES.items()):
        flows[lead, [START, SPACED]] = FIRST + number
        flows[lead, FULL] = MORE + number
        for second in seconds:
            flows[second, [FIRST + number, MORE + number]] = SECOND
    flows[_CONTINUATION, SECOND] = FULL
    return flows


def token_flows(tokens: Sequence[bytes], room: int) -> NDArray[np.int8]:
    """Return the transition of every token from every state, with `room` rows."""
    of_byte = _byte_flows()
    flows = np.full((room, STATES), DEAD, np.int8)
    for number, token in enumerate(tokens):
        states = np.arange(STATES)
        for byte in token:
            states = np.where(states == DEAD, DEAD, of_byte[byte, states])
        flows[number] = states
    return flows


def is_restricted(token: bytes) -> bool:
    """Tell whether a token holds nothing but an allowed beginning of a Hangul word."""
    end = int(token_flows([token], 1)[0, START])
    return end == FULL or end >= MORE
