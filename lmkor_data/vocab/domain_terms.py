"""`add_domain_terms`: find the terms of a category, fill free slots, say what it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.candidates import choose_method, noun_runs, stems_before_particles
from lmkor_data.vocab.characters import normalizer
from lmkor_data.vocab.domain_texts import Domain, prefix_documents, read_domains
from lmkor_data.vocab.term_choice import Savings, Term, choose_terms, log_likelihood
from lmkor_data.vocab.term_slots import fill_slots, free_slots, with_terms
from lmkor_data.vocab.tokenizer_folder import read_vocabulary
from lmkor_data.vocab.wordpiece import WordPiece

#: A term must be in so many documents, and save so many pieces.
LEAST_DOCUMENTS = 5
LEAST_SAVED = 5

ALL = "all"


@dataclass(frozen=True)
class TermOptions:
    """Parameters of `add_domain_terms`."""

    category: str = ALL  #: one category, or all with shares of the slots by need
    slots: int | None = None  #: how many terms; by default all free slots
    method: str = "auto"  #: one of `candidates.METHODS`


@dataclass
class TermReport:
    """The terms chosen, and the tokens they save on documents held back, by category."""

    terms: list[Term]
    method: str
    tokens_before: dict[str, int] = field(default_factory=dict)
    tokens_after: dict[str, int] = field(default_factory=dict)

    def saved_share(self, category: str) -> float:
        """Of the tokens of the held-back documents of a category, 0 to 1."""
        before = self.tokens_before[category]
        return 1 - self.tokens_after[category] / before if before else 0.0

    def to_stage_report(self, folder: Path, options: TermOptions) -> StageReport:
        report = StageReport("domain-terms", str(folder), vars(options) | {"method": self.method})
        report.facts = {
            "terms": [vars(term) for term in self.terms],
            "tokens_saved_on_held_back": {c: self.saved_share(c) for c in self.tokens_before},
        }
        return report


def add_domain_terms(
    folder: Path,
    source: Path,
    options: TermOptions,
    *,
    candidates: Sequence[str] | None = None,
    preview: bool = False,
) -> TermReport:
    """Fill `[unusedK]` entries of `folder` with terms from the documents below `source`.

    `candidates` is a human's list, which is ranked but not sifted. With `preview` nothing is
    written. Raises `LmkorError` where the category or free slots are missing.
    """
    entries = read_vocabulary(folder)
    free = len(free_slots(entries))
    slots = free if options.slots is None else options.slots
    if slots > free:
        raise LmkorError(f"{folder} has {free:,} free slots, not {slots:,}. Ask for fewer --slots.")
    domains = read_domains(source)
    if options.category not in (ALL, *domains):
        raise LmkorError(
            f"{source} has no category `{options.category}`; it has {', '.join(domains)}."
        )
    chosen = list(domains) if options.category == ALL else [options.category]
    method = choose_method(options.method)
    given = None if candidates is None else _normalised(candidates)
    lists = {
        category: _terms_of(category, domains, entries, slots, method, given) for category in chosen
    }
    terms = _share_out(lists, slots)
    report = TermReport(terms, method)
    _judge(report, domains, entries, with_terms(entries, terms))
    if terms and not preview:
        fill_slots(folder, terms)
    return report


def read_candidates(path: Path) -> list[str]:
    """A human's list: one term a line, what follows a tab is passed over, # begins a comment."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    heads = (line.split("\t")[0].strip() for line in lines)
    return [head for head in heads if head and not head.startswith("#")]


def _normalised(terms: Sequence[str]) -> list[str]:
    normalise = normalizer()
    plain = [normalise.normalize_str(term).strip() for term in terms]
    broken = [term for term in plain if len(term.split()) != 1]
    if broken:
        raise LmkorError(f"A term is one word without spaces; this is none: {broken[0]!r}.")
    return list(dict.fromkeys(plain))


def _terms_of(
    category: str,
    domains: Mapping[str, Domain],
    entries: Sequence[str],
    slots: int,
    method: str,
    given: list[str] | None,
) -> list[Term]:
    domain, known = domains[category], set(entries)
    if given is not None:
        found = set(given)
    elif method == "kiwi":
        found = noun_runs(domain.texts, LEAST_DOCUMENTS)
    else:
        found = stems_before_particles(domain.documents, LEAST_DOCUMENTS)
    found -= known
    terms = sorted(found)
    others = [other for other in domains.values() if other is not domain]
    inside, outside = prefix_documents([domain], terms), prefix_documents(others, terms)
    size = sum(domain.documents.values())
    size_outside = sum(sum(other.documents.values()) for other in others)

    def typicality(term: str) -> float:
        if given is not None or not size_outside:
            return float("inf")
        return log_likelihood(inside[term], size, outside[term], size_outside)

    savings = Savings(domain.documents, entries)
    least = 0 if given is not None else LEAST_SAVED
    return choose_terms(found, slots, category, savings, typicality, least)


def _share_out(lists: Mapping[str, list[Term]], slots: int) -> list[Term]:
    """Slots by need: the terms that save most, of whatever category; no term twice."""
    best: dict[str, Term] = {}
    for term in sorted(
        (term for terms in lists.values() for term in terms), key=lambda t: (-t.saved, t.term)
    ):
        best.setdefault(term.term, term)
    return list(best.values())[:slots]


def _judge(
    report: TermReport, domains: Mapping[str, Domain], before: Sequence[str], after: Sequence[str]
) -> None:
    encoders: dict[str, Any] = {"before": WordPiece(before), "after": WordPiece(after)}
    for category, domain in domains.items():
        texts = text_buffers(pa.array(domain.held_back, pa.string()))
        report.tokens_before[category] = len(encoders["before"].encode(texts).ids)
        report.tokens_after[category] = len(encoders["after"].encode(texts).ids)
