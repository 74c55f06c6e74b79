"""Presidio's recognisers for Korea on labelled items: what they find, what they mask falsely.

    python benchmarks/cleaning/pii_forms.py --json > ITEMS
    PRESIDIO_PYTHON benchmarks/cleaning/with_presidio.py < ITEMS

Reads a JSON list of `kind`, `text`, `thing`, `private` from standard input. Runs in a Python of its
own that has `pip install presidio-analyzer` (2.2.366 with spaCy but without any model: names of
people and places, which need one, are not asked for).
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from presidio_analyzer import RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    PhoneRecognizer,
    UrlRecognizer,
)


def recognizers() -> list:
    """All recognisers that need no model: those for everywhere, and every one for Korea."""
    from presidio_analyzer import predefined_recognizers as known

    korean = [getattr(known, name)() for name in dir(known) if name.startswith("Kr")]
    return [
        EmailRecognizer(),
        UrlRecognizer(),
        CreditCardRecognizer(),
        PhoneRecognizer(supported_regions=("KR",)),
        *korean,
    ]


def masked(text: str, every: list, least: float) -> str:
    """`text` without what the recognisers find with a score of at least `least`."""
    nothing = NlpArtifacts([], None, [], [], None, "en")
    found: list[RecognizerResult] = []
    for recognizer in every:
        found += recognizer.analyze(text, recognizer.supported_entities, nothing) or []
    for result in sorted(found, key=lambda r: -r.start):
        if result.score >= least:
            text = text[: result.start] + "[]" + text[result.end :]
    return text


def main() -> None:
    items = json.load(sys.stdin)
    every = recognizers()
    for least in (0.0, 0.4):
        counts: Counter[tuple[str, bool, bool]] = Counter()
        for item in items:
            gone = item["thing"] not in masked(item["text"], every, least)
            counts[item["kind"], item["private"], gone] += 1
        print(f"score {least} or more: kind, recall, masked of what only looks like it")
        for kind in dict.fromkeys(item["kind"] for item in items):
            hits, misses = counts[kind, True, True], counts[kind, True, False]
            false, right = counts[kind, False, True], counts[kind, False, False]
            recall = f"{hits / (hits + misses):.3f} of {hits + misses}" if hits + misses else "-"
            print(f"{kind}: {recall}, {false} of {false + right}")


if __name__ == "__main__":
    main()
