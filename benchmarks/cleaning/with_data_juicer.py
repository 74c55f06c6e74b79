"""data-juicer's nearest steps over texts; run by `speed.py` with a Python that has data-juicer.

    PYTHON with_data_juicer.py TEXTS

TEXTS is a file with a JSON string a line. Prints user seconds and the peak of memory in MB.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from data_juicer.ops.filter.character_repetition_filter import CharacterRepetitionFilter
from data_juicer.ops.filter.special_characters_filter import SpecialCharactersFilter
from data_juicer.ops.mapper.clean_email_mapper import CleanEmailMapper
from data_juicer.ops.mapper.clean_links_mapper import CleanLinksMapper
from data_juicer.ops.mapper.punctuation_normalization_mapper import PunctuationNormalizationMapper
from data_juicer.ops.mapper.whitespace_normalization_mapper import WhitespaceNormalizationMapper

_BATCH = 1000  # its own default
_MAPPERS = (
    WhitespaceNormalizationMapper(),
    PunctuationNormalizationMapper(),
    CleanLinksMapper(),
    CleanEmailMapper(),
)
_FILTERS = SpecialCharactersFilter(), CharacterRepetitionFilter()


def clean(texts: list[str]) -> None:
    batch = {"text": texts}
    for mapper in _MAPPERS:
        batch = mapper.process_batched(batch)
    batch["__dj__stats__"] = [{} for _ in batch["text"]]
    for step in _FILTERS:
        batch = step.compute_stats_batched(batch)
        list(step.process_batched(batch))


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line) for line in lines]
    clean(texts[:10])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for first in range(0, len(texts), _BATCH):
        clean(texts[first : first + _BATCH])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([usage.ru_utime - before, usage.ru_maxrss / 1024]))
