"""What each family of models reads: LMkor's lengths, and how a sequence is put together."""

from __future__ import annotations

from dataclasses import dataclass

NEXT, ORDER, CONTINUE = "next", "order", "continue"


@dataclass(frozen=True)
class Family:
    """How sequences of a family look."""

    name: str
    max_length: int  #: tokens of a sequence, the special ones among them
    task: str = ""  #: what the second segment is for: NEXT, ORDER, CONTINUE, or no second one


FAMILIES = {
    family.name: family
    for family in (
        Family("bert", 512, NEXT),  # next-sentence prediction (Devlin 2018)
        Family("albert", 256, ORDER),  # sentence-order prediction (Lan 2019)
        Family("electra", 512),
        Family("funnel", 512),
        Family("gpt", 2048),
        Family("bertshared", 512, CONTINUE),  # the decoder writes what follows (Rothe 2019)
    )
}
