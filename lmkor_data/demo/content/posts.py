"""All posts of the demo blog, generated deterministically from `texts/blog.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from lmkor_data.demo.content.seeded_random import FrameDeck, SeededRandom
from lmkor_data.demo.content.site_texts import Frames, banks, choices, lines, load, slots
from lmkor_data.demo.content.typing_habits import apply_typing_habits
from lmkor_data.demo.language.sentence_templates import Composer, is_polite, joins, narrowed

POSTS_PER_TOPIC = 33
SPONSORED = 0.08
"""Share of posts that open with a paid-content disclaimer."""

_FIRST_DAY = date(2021, 3, 1)
_SPEECHES = {"해요체": 45, "합쇼체": 20, "한다체": 25, "반말": 10}
_POLITE = {"해요체", "합쇼체"}
_CHATTY = 0.4  # share of posts typed like reviews; the others use full stops


@dataclass(frozen=True)
class Section:
    """A section of a post: optional heading and paragraphs."""

    heading: str
    paragraphs: Frames


@dataclass(frozen=True)
class Post:
    """One blog post, as text without markup."""

    slug: str
    topic: str
    topic_name: str
    title: str
    tags: Frames
    date: date
    sections: tuple[Section, ...]
    table: tuple[tuple[str, str], ...]
    """Rows of (name, value); empty for most posts."""
    sponsored: str
    comments: Frames


@cache
def posts() -> tuple[Post, ...]:
    """Return all posts, newest first."""
    written = [post for topic in load("blog")["topics"] for post in _Author(topic).posts()]
    return tuple(sorted(written, key=lambda post: (post.date, post.slug), reverse=True))


class _Author:
    """Generates the posts of one topic."""

    def __init__(self, topic: dict[str, Any]) -> None:
        blog = load("blog")
        self._topic = topic
        self._random = SeededRandom(f"posts on {topic['key']}")
        self._slots = slots(blog["slots"] | topic["slots"])
        self._kept = {"누구": 2} | dict.fromkeys(choices(topic["fixed"]), 1)
        self._banks = banks(blog["banks"])
        self._decks = {
            name: FrameDeck(frames, self._random) for name, frames in self._banks.items()
        }
        self._sections = [
            (row["heading"], FrameDeck(lines(row["frames"]), self._random))
            for row in topic["sections"]
        ]

    def posts(self) -> Iterator[Post]:
        """Yield the posts of the topic in order of date."""
        random, topic = self._random, self._topic
        titles = FrameDeck(lines(topic["titles"]), random)
        day = _FIRST_DAY
        for number in range(1, POSTS_PER_TOPIC + 1):
            day += timedelta(days=random.between(20, 70))
            speech = random.weighted(_SPEECHES)
            composer = Composer(random, narrowed(self._slots, random, self._kept), speech)
            rows = [row.split(" = ") for row in self._banks["table"]]
            yield Post(
                slug=f"{topic['key']}-{number:03d}",
                topic=topic["key"],
                topic_name=topic["name"],
                title=composer.sentence(titles.deal()),
                tags=tuple(random.shuffled(choices(topic["tags"]))[: random.between(2, 4)]),
                date=day,
                sections=tuple(self._write(composer, speech in _POLITE)),
                table=tuple((name, composer.sentence(value)) for name, value in rows)
                if random.chance(0.2)
                else (),
                sponsored=self._decks["sponsored"].deal() if random.chance(SPONSORED) else "",
                comments=tuple(self._decks["comments"].hand(random.between(0, 4))),
            )

    def _write(self, composer: Composer, polite: bool) -> Iterator[Section]:
        random, chatty = self._random, self._random.chance(_CHATTY)
        yield Section("", (self._paragraph(composer, self._common("opening", polite), chatty),))
        for heading, deck in self._sections[: random.between(3, 4)]:
            cards, paragraphs = deck.hand(random.between(4, 9)), []
            while cards:
                size = random.between(2, 4)
                frames, cards = cards[:size], cards[size:]
                if random.chance(0.4):
                    frames.insert(random.between(1, len(frames)), self._common("filler", polite)[0])
                paragraphs.append(self._paragraph(composer, frames, chatty))
            yield Section(heading if random.chance(0.85) else "", tuple(paragraphs))
        yield Section("", (self._paragraph(composer, self._common("closing", polite), chatty),))

    def _common(self, bank: str, polite: bool) -> list[str]:
        """Draw frames for any topic; polite ones are left out of posts in plain speech."""
        cards = self._decks[bank].hand(6)
        return [frame for frame in cards if polite or not is_polite(frame)][:3]

    def _paragraph(self, composer: Composer, frames: list[str], chatty: bool) -> str:
        sentences: list[str] = []
        rest = list(frames)
        while rest:
            frame = rest.pop(0)
            if rest and joins(frame, "고") and self._random.chance(0.12):
                sentences.append(f"{composer.clause(frame, '고')} {composer.sentence(rest.pop(0))}")
            else:
                sentences.append(composer.sentence(frame))
        if chatty:
            return apply_typing_habits(sentences, self._random, happy=True, polite=False)
        return " ".join(s if s.endswith("?") else f"{s}." for s in sentences)
