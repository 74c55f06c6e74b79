"""Input format of each model family: sequence length (those of LMkor) and second segment."""

from __future__ import annotations

from dataclasses import dataclass

NEXT, ORDER, CONTINUE = "next", "order", "continue"


@dataclass(frozen=True)
class Family:
    """Sequence format of a model family."""

    name: str
    max_length: int  #: tokens per sequence, including special tokens
    task: str = ""  #: task of the second segment: NEXT, ORDER, CONTINUE, or none


FAMILIES = {
    family.name: family
    for family in (
        Family("bert", 512, NEXT),  # next-sentence prediction (Devlin 2018)
        Family("albert", 256, ORDER),  # sentence-order prediction (Lan 2019)
        Family("electra", 512),
        Family("funnel", 512),
        Family("gpt", 2048),
        Family("bertshared", 512, CONTINUE),  # encoder-decoder that continues the text (Rothe 2019)
    )
}
