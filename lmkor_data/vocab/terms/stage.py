"""`add_domain_terms`: finds the terms of a category and fills free slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from pathlib import Path
from typing import Any

from tokenizers import pre_tokenizers

from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.character_classes import normalizer
from lmkor_data.vocab.counting.pretokenization import LONGEST_WORD
from lmkor_data.vocab.options import DROP
from lmkor_data.vocab.terms.candidates import choose_method, find_terms
from lmkor_data.vocab.terms.domain_texts import Domain, prefix_documents, read_domains
from lmkor_data.vocab.terms.misspellings import misspellings
from lmkor_data.vocab.terms.person_names import person_names
from lmkor_data.vocab.terms.term_selection import Frequency, Savings, Term, choose_terms
from lmkor_data.vocab.terms.term_slots import fill_slots, free_slots, with_terms
from lmkor_data.vocab.tokenizer.tokenizer_folder import read_vocabulary
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece

#: Minimum documents that contain a term, and minimum tokens it saves.
LEAST_DOCUMENTS = 3
LEAST_SAVED = 3

#: Maximum texts of a category to analyse; kiwipiepy processes some 600 per second.
ANALYSED = 20_000

ALL = "all"


@dataclass(frozen=True)
class TermOptions:
    """Parameters of `add_domain_terms`."""

    category: str = ALL  #: a category, or all, which divides the slots by tokens saved
    slots: int | None = None  #: number of terms (default: all free slots)
    method: str = "auto"  #: one of `candidates.METHODS`
    names: str = DROP  #: one of NAMES: what becomes of names of people


@dataclass
class TermReport:
    """Selected terms, and the tokens they save on held-out documents by category."""

    terms: list[Term]
    method: str
    tokens_before: dict[str, int] = field(default_factory=dict)
    tokens_after: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)  #: name of a person → documents
    misspellings: dict[str, str] = field(default_factory=dict)  #: term → what it should be

    def saved_share(self, *categories: str) -> float:
        """Return the share of tokens saved on held-out documents of these categories, 0 to 1."""
        before = sum(self.tokens_before[category] for category in categories)
        after = sum(self.tokens_after[category] for category in categories)
        return 1 - after / before if before else 0.0

    def elsewhere(self, category: str) -> list[str]:
        """Return the other categories."""
        return [other for other in self.tokens_before if other != category]

    def to_stage_report(self, folder: Path, options: TermOptions) -> StageReport:
        """Convert to the report format of all stages."""
        report = StageReport("domain-terms", str(folder), vars(options) | {"method": self.method})
        report.notes = self.notes
        report.facts = {
            "terms": [vars(term) for term in self.terms],
            "tokens_saved_on_held_out": {c: self.saved_share(c) for c in self.tokens_before},
            "names": self.names,
            "misspellings": self.misspellings,
        }
        if options.category != ALL:
            report.facts["saved_elsewhere"] = self.saved_share(*self.elsewhere(options.category))
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

    `candidates` is a user's list, which is ranked but not filtered. With `preview` nothing is
    written. Raises `LmkorError` if the category does not exist or slots are missing.
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
    method = choose_method(options.method) if candidates is None else "your list"
    given = None if candidates is None else _as_words(candidates)
    report = TermReport([], method)
    search = _Search(domains, entries, slots, report)
    needs: list[tuple[float, Term]] = []
    for category in chosen:
        if given is None:
            found, least = search.find(category, method, options.names), LEAST_SAVED
        else:
            found, least = search.frequencies(category, sorted(given - set(entries))), 0
        needs += search.choose(category, found, least)
    report.terms = terms = _share_out(needs, slots)
    if given and (there := given & set(entries)):
        report.notes.append(f"entries already: {', '.join(sorted(there))}")
    if len(terms) < slots and options.slots:
        report.notes.append(
            f"only {len(terms):,} of {slots:,} slots are filled: no other term saves enough"
        )
    _judge(report, domains, entries, with_terms(entries, terms))
    if terms and not preview:
        fill_slots(folder, terms)
    return report


def read_candidates(path: Path) -> list[str]:
    """Read a user's list: one term per line; text after a tab and lines with # are ignored."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    heads = (line.split("\t")[0].strip() for line in lines)
    return [head for head in heads if head and not head.startswith("#")]


def _as_words(terms: Sequence[str]) -> set[str]:
    """Normalize the terms as the tokenizer does. Raises `LmkorError` for phrases."""
    normalise, cut = normalizer(), pre_tokenizers.BertPreTokenizer()
    words = set()
    for term in terms:
        seen = [word for word, _ in cut.pre_tokenize_str(normalise.normalize_str(term))]
        if len(seen) != 1 or len(seen[0]) > LONGEST_WORD:
            raise LmkorError(
                f"A term is one word of up to {LONGEST_WORD} letters and digits, but the "
                f"tokenizer splits {term!r} into {seen}."
            )
        words.add(seen[0])
    return words


@dataclass
class _Search:
    """The search for terms in one category after another."""

    domains: Mapping[str, Domain]
    entries: Sequence[str]
    slots: int
    report: TermReport

    def find(self, category: str, method: str, names: str) -> dict[str, Frequency]:
        """Find the typical terms of a category; names of people and misspellings are noted."""
        candidates = find_terms(self.domains[category].sample(ANALYSED), method)
        new = sorted(candidates.terms - set(self.entries))
        people = person_names(new, candidates.whole, candidates.titled, candidates.proper)
        wrong = misspellings(new, candidates.whole)
        dropped = wrong.keys() | (people if names == DROP else set())
        every = self.frequencies(category, new)
        typical = {
            term: seen
            for term, seen in every.items()
            if seen.inside >= LEAST_DOCUMENTS and seen.is_typical()
        }
        self.report.names |= {
            term: typical[term].inside for term in sorted(people & typical.keys())
        }
        self.report.misspellings |= {term: wrong[term] for term in sorted(wrong.keys() & typical)}
        return {term: seen for term, seen in typical.items() if term not in dropped}

    def frequencies(self, category: str, terms: Sequence[str]) -> dict[str, Frequency]:
        """Count the terms in the category and in the others."""
        domain = self.domains[category]
        others = [other for other in self.domains.values() if other is not domain]
        inside, outside = prefix_documents([domain], terms), prefix_documents(others, terms)
        size, size_outside = domain.running(), sum(other.running() for other in others)
        return {term: Frequency(inside[term], size, outside[term], size_outside) for term in terms}

    def choose(
        self, category: str, frequencies: Mapping[str, Frequency], least: int
    ) -> list[tuple[float, Term]]:
        """Return (relative saving, term) of the best terms of a category."""
        domain = self.domains[category]
        savings = Savings(domain.word_documents(), self.entries)
        pieces = savings.all_pieces()
        chosen = choose_terms(set(frequencies), self.slots, category, savings, frequencies, least)
        held_out = domain.held_out_documents([term.term for term in chosen])
        # Dividing by the root of a category's size keeps large categories from taking every slot.
        return [
            (term.saved / sqrt(pieces or 1), replace(term, held_out=held_out[term.term]))
            for term in chosen
        ]


def _share_out(needs: Sequence[tuple[float, Term]], slots: int) -> list[Term]:
    """Return the terms with the highest relative saving over all categories, without duplicates."""
    best: dict[str, Term] = {}
    for _, term in sorted(needs, key=lambda pair: (-pair[0], pair[1].term)):
        best.setdefault(term.term, term)
    return list(best.values())[:slots]


def _judge(
    report: TermReport, domains: Mapping[str, Domain], before: Sequence[str], after: Sequence[str]
) -> None:
    encoders: dict[str, Any] = {"before": WordPiece(before), "after": WordPiece(after)}
    for category, domain in domains.items():
        texts = text_buffers(domain.held_out.combine_chunks())
        report.tokens_before[category] = len(encoders["before"].encode(texts).ids)
        report.tokens_after[category] = len(encoders["after"].encode(texts).ids)
