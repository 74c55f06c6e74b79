"""WordPiece for encoders (BERT, ELECTRA, ALBERT, Funnel) and LMkor's GPT."""

from __future__ import annotations

from pathlib import Path

from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.counting.word_table import BERT
from lmkor_data.vocab.evaluation.corpus_fit import Fit, fit_of_corpus
from lmkor_data.vocab.models.base import Learned, VocabularyModel, id_ranges
from lmkor_data.vocab.models.name_entries import rare_names
from lmkor_data.vocab.options import DROP, VocabOptions
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, unused, write_tokenizer
from lmkor_data.vocab.training.alphabet import choose_alphabet
from lmkor_data.vocab.training.trainers import find_trainer
from lmkor_data.vocab.training.word_sampling import Survey, WeightedCounts

#: Entries that `--names drop` left out.
NAMES_FILE = "names_left_out.tsv"

#: Minimum number of entries learned beyond the size, to stand in for names left out.
_SPARE = 200

#: Maximum share of single characters among the learned entries.
_ALPHABET_SHARE = 0.5

#: Conjoining jamo (NFD text), and the share of them that old Korean words may explain.
_LOOSE_JAMO = range(0x1100, 0x1200)
_MOST_LOOSE_JAMO = 0.001


class WordPieceModel(VocabularyModel):
    """Lower-cased words cut by the longest entry first (Devlin 2018)."""

    pretokenizer = BERT

    def __init__(self, options: VocabOptions) -> None:
        super().__init__(options)
        self._trainer = find_trainer(options.trainer)
        self._entries: list[str] = []
        self._names: dict[str, int] = {}

    def learn(self, counts: WeightedCounts, seen: Survey) -> Learned:
        """Learn the entries with the trainer of the options."""
        options = self.options
        room = options.size - len(SPECIAL)
        alphabet = choose_alphabet(seen.initial, seen.inner, int(room * _ALPHABET_SHARE))
        drawn, facts = self.draw(counts, seen)
        spare = max(_SPARE, room // 50) if options.names == DROP else 0
        least = options.min_count * drawn.unit
        pieces = self._trainer.learn(drawn, alphabet, room + spare, least)
        names = rare_names(pieces, counts.counts) if options.names == DROP else {}
        pieces = [piece for piece in pieces if piece not in names][
            : max(room, len(alphabet.tokens))
        ]
        self._entries = [*SPECIAL, *pieces, *(unused(slot) for slot in range(options.unused))]
        learned = len(pieces) + len(SPECIAL)
        facts |= {
            "characters": int((alphabet.initial >= 0).sum()),
            "learned_entries": learned,
            "unused_entries": options.unused,
            "vocabulary": learned + options.unused,
        }
        self._names = names
        if names:
            facts["names_left_out"] = len(names)
        notes = []
        if (loose := seen.share(_LOOSE_JAMO)) > _MOST_LOOSE_JAMO:
            notes.append(
                f"{loose:.1%} of the characters are jamo of decomposed Hangul (NFD, as macOS "
                f"writes it); entries learned from it match no composed text. `lmkor-data clean` "
                f"composes it."
            )
        if learned < options.size:
            notes.append(
                f"The corpus gave {learned:,} of {options.size:,} learned entries: no remaining "
                f"pair of pieces occurs {options.min_count} times. The unused entries follow "
                f"directly; a larger corpus fills the rest."
            )
        if alphabet.left_out:
            notes.append(
                f"{alphabet.left_out:,} rare characters ({alphabet.left_out_share:.4%} of the "
                f"text) did not fit: half of --size is reserved for longer pieces."
            )
        last = unused(options.unused - 1)
        ids = id_ranges(
            (len(SPECIAL), ", ".join(f"`{name}`" for name in SPECIAL)),
            (len(pieces), "learned: characters, then pieces in order of merging"),
            (
                options.unused,
                f"`{unused(0)}` to `{last}`, for `domain-terms`",
            ),
        )
        return Learned(ids, facts, notes)

    def write(self, folder: Path) -> None:
        """Write vocab.txt, tokenizer.json and the configuration; the names left out, if any."""
        write_tokenizer(folder, self._entries, self.options.style, self.options.max_length)
        if self._names:
            rows = "".join(f"{name}\t{number}\n" for name, number in self._names.items())
            (folder / NAMES_FILE).write_text(f"entry\toccurrences\n{rows}", encoding="utf-8")

    def fit(self, counts: WordCounts) -> dict[str, Fit]:
        """Return the fit to each category of the corpus."""
        return fit_of_corpus(counts, self._entries)
