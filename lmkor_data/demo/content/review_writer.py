"""Generates the reviews of one department: opening, aspects, story, verdict, one speech level."""

from typing import Literal

from lmkor_data.demo.content.seeded_random import FrameDeck, SeededRandom
from lmkor_data.demo.content.site_texts import Category, Product, banks, fitting, load, slots
from lmkor_data.demo.content.typing_habits import apply_typing_habits
from lmkor_data.demo.language.sentence_templates import Composer, Slots, joins, narrowed

NO_SPACES = 0.04
"""Share of authors who omit all spaces."""

Mood = Literal["happy", "mixed", "unhappy"]

_MOODS: dict[Mood, int] = {"happy": 70, "mixed": 18, "unhappy": 12}
_STARS: dict[Mood, dict[int, int]] = {
    "happy": {5: 8, 4: 2},
    "mixed": {4: 3, 3: 5, 2: 1},
    "unhappy": {3: 1, 2: 4, 1: 5},
}
_SPEECHES = {"해요체": 52, "합쇼체": 20, "반말": 12, "음슴체": 16}
_LENGTHS = {"quick": 30, "usual": 42, "long": 22, "list": 6}
_KEPT = {"누구": 2}
_COMMON = load("common")
_COMMON_SLOTS = slots(_COMMON["slots"])
_COMMON_BANKS = banks(_COMMON["banks"])


class Reviewer:
    """Generates reviews of the products of one category."""

    def __init__(self, category: Category, random: SeededRandom) -> None:
        self._category, self._random = category, random
        self._decks: dict[tuple[str, str], FrameDeck] = {}
        self._used: set[str] = set()

    def slots(self, product: Product) -> Slots:
        """Return the slot values for one review of `product`."""
        mine = _COMMON_SLOTS | dict(self._category.slots) | {"물건": (product.call,)}
        return narrowed(mine, self._random, _KEPT | dict.fromkeys(self._category.fixed, 1))

    def write(self, product: Product) -> tuple[str, int]:
        """Generate a review; returns its text and stars."""
        random = self._random
        self._used.clear()
        mood, speech = random.weighted(_MOODS), random.weighted(_SPEECHES)
        length = random.weighted(_LENGTHS)
        slots = self.slots(product)
        composer = Composer(random, slots, speech)
        if length == "list":
            text = self._list(product, Composer(random, slots, "음슴체"), mood)
        else:
            sentences = self._sentences(product, composer, mood, length)
            polite = speech == "해요체"
            cheerful = mood == "happy" or (mood == "mixed" and random.chance(0.7))
            text = apply_typing_habits(sentences, random, happy=cheerful, polite=polite)
            if random.chance(NO_SPACES):
                text = text.replace(" ", "")
        return text, random.weighted(_STARS[mood])

    def _sentences(
        self, product: Product, composer: Composer, mood: Mood, length: str
    ) -> list[str]:
        random = self._random
        verdict = {"happy": "good", "mixed": "mixed", "unhappy": "bad"}[mood]
        said = []
        if length != "quick" or random.chance(0.15):
            why = self._deal(product, "why", own=0, category=0.4)
            said.append(composer.sentence(f"{why} {self._deal(product, 'how')}"))
        aspects = {"quick": 1, "usual": random.between(1, 2), "long": random.between(2, 3)}[length]
        for _ in range(aspects):
            said.append(self._aspect(product, composer, mood, opens=not said))
        if length == "long" or random.chance(0.1):
            story = self._deal(product, "story", own=0.5, category=0.5)
            said.insert(random.between(1, len(said)), composer.sentence(story))
        if mood == "happy" and random.chance(0.1):
            said.append(composer.sentence(self._deal(product, "special")))
        if length != "quick" or random.chance(0.5):
            said.append(composer.sentence(self._deal(product, f"verdict_{verdict}")))
        return said

    def _aspect(self, product: Product, composer: Composer, mood: Mood, opens: bool) -> str:
        """Generate a sentence about one or two aspects, with the conjunction that fits the mood."""
        random = self._random
        first, second = {
            "happy": ("good", "good"),
            "mixed": ("bad", "good") if random.chance(0.4) else ("good", "bad"),
            "unhappy": ("bad", "bad"),
        }[mood]
        one, two = self._two(product, first, second)
        join = "고" if first == second else random.pick(("지만", "는데"))
        if mood == "happy" and random.chance(0.2):
            two, join = self._deal(product, "result"), "아서"
        if joins(one, join) and (mood == "mixed" or random.chance(0.6)):
            return f"{composer.clause(one, join)} {composer.sentence(two)}"
        if opens and random.chance(0.3):
            one = f"{self._deal(product, 'opener')} {one}"
        return composer.sentence(one)

    def _two(self, product: Product, first: str, second: str) -> tuple[str, str]:
        one = self._deal(product, first, own=0.55, category=0.25)
        return one, self._deal(product, second, own=0.55, category=0.25)

    def _list(self, product: Product, notes: Composer, mood: Mood) -> str:
        """Generate a review as a list of points with nominalised predicates."""
        good, more = map(notes.sentence, self._two(product, "good", "good"))
        bad, worse = map(notes.sentence, self._two(product, "bad", "bad"))
        if mood == "happy":
            last = notes.sentence(self._deal(product, "verdict_good"))
            return f"1️⃣ {good}\n2️⃣ {more}\n3️⃣ {last}"
        if mood == "mixed":
            return f"장점: {good}, {more}\n단점: {bad}"
        return f"- {bad}\n- {worse}\n그나마 {good}"

    def _deal(self, product: Product, bank: str, own: float = 0, category: float = 0) -> str:
        """Draw a frame from the product's bank, its category's bank, or the common one.

        `own` and `category` are the probabilities of the first two. No frame is used twice within
        a review.
        """
        if bank in product.banks and self._random.chance(own):
            owner, frames = product.id, product.banks[bank]
        elif bank in self._category.banks and self._random.chance(category / (1 - own)):
            owner, frames = product.kind, self._category.banks[bank]
        else:
            owner, frames = "", _COMMON_BANKS[bank]
        deck = self._decks.get((owner, bank))
        if deck is None:
            deck = FrameDeck(fitting(frames, product.kind), self._random)
            self._decks[owner, bank] = deck
        frame = deck.deal()
        if frame in self._used:
            return self._deal(product, bank, own, category)
        self._used.add(frame)
        return frame
