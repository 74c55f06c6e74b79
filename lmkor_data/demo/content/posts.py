"""All posts of the demo blog, composed from `texts/blog.toml`: the same ones every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from lmkor_data.demo.content.seeded_random import Deck, Dice
from lmkor_data.demo.content.site_texts import Frames, banks, choices, lines, load, slots
from lmkor_data.demo.content.typing_habits import type_out
from lmkor_data.demo.language.sentence_templates import Composer, is_polite, joins, narrowed

POSTS_PER_TOPIC = 33
SPONSORED = 0.08
"""The share of posts that open with a paid-content disclaimer."""

_FIRST_DAY = date(2021, 3, 1)
_SPEECHES = {"해요체": 45, "합쇼체": 20, "한다체": 25, "반말": 10}
_POLITE = {"해요체", "합쇼체"}
_CHATTY = 0.4  # of the posts are typed like reviews, the others with full stops


@dataclass(frozen=True)
class Section:
    """A stretch of a post: an optional heading and its paragraphs."""

    heading: str
    paragraphs: Frames


@dataclass(frozen=True)
class Post:
    """One blog post, its text only."""

    slug: str
    topic: str
    topic_name: str
    title: str
    tags: Frames
    date: date
    sections: tuple[Section, ...]
    table: tuple[tuple[str, str], ...]
    """Rows of name and value; empty in most posts."""
    sponsored: str
    comments: Frames


@cache
def posts() -> tuple[Post, ...]:
    """Every post, the newest first."""
    written = [post for topic in load("blog")["topics"] for post in _Author(topic).posts()]
    return tuple(sorted(written, key=lambda post: (post.date, post.slug), reverse=True))


class _Author:
    """Writes one topic's posts."""

    def __init__(self, topic: dict[str, Any]) -> None:
        blog = load("blog")
        self._topic = topic
        self._dice = Dice(f"posts on {topic['key']}")
        self._slots = slots(blog["slots"] | topic["slots"])
        self._kept = {"누구": 2} | dict.fromkeys(choices(topic["fixed"]), 1)
        self._banks = banks(blog["banks"])
        self._decks = {name: Deck(frames, self._dice) for name, frames in self._banks.items()}
        self._sections = [
            (row["heading"], Deck(lines(row["frames"]), self._dice)) for row in topic["sections"]
        ]

    def posts(self) -> Iterator[Post]:
        dice, topic = self._dice, self._topic
        titles = Deck(lines(topic["titles"]), dice)
        day = _FIRST_DAY
        for number in range(1, POSTS_PER_TOPIC + 1):
            day += timedelta(days=dice.between(20, 70))
            speech = dice.weighted(_SPEECHES)
            composer = Composer(dice, narrowed(self._slots, dice, self._kept), speech)
            rows = [row.split(" = ") for row in self._banks["table"]]
            yield Post(
                slug=f"{topic['key']}-{number:03d}",
                topic=topic["key"],
                topic_name=topic["name"],
                title=composer.sentence(titles.deal()),
                tags=tuple(dice.shuffled(choices(topic["tags"]))[: dice.between(2, 4)]),
                date=day,
                sections=tuple(self._write(composer, speech in _POLITE)),
                table=tuple((name, composer.sentence(value)) for name, value in rows)
                if dice.chance(0.2)
                else (),
                sponsored=self._decks["sponsored"].deal() if dice.chance(SPONSORED) else "",
                comments=tuple(self._decks["comments"].hand(dice.between(0, 4))),
            )

    def _write(self, composer: Composer, polite: bool) -> Iterator[Section]:
        dice, chatty = self._dice, self._dice.chance(_CHATTY)
        yield Section("", (self._paragraph(composer, self._common("opening", polite), chatty),))
        for heading, deck in self._sections[: dice.between(3, 4)]:
            cards, paragraphs = deck.hand(dice.between(4, 9)), []
            while cards:
                size = dice.between(2, 4)
                frames, cards = cards[:size], cards[size:]
                if dice.chance(0.4):
                    frames.insert(dice.between(1, len(frames)), self._common("filler", polite)[0])
                paragraphs.append(self._paragraph(composer, frames, chatty))
            yield Section(heading if dice.chance(0.85) else "", tuple(paragraphs))
        yield Section("", (self._paragraph(composer, self._common("closing", polite), chatty),))

    def _common(self, bank: str, polite: bool) -> list[str]:
        """Frames that fit any topic; none that would be polite in a post that is not."""
        cards = self._decks[bank].hand(6)
        return [frame for frame in cards if polite or not is_polite(frame)][:3]

    def _paragraph(self, composer: Composer, frames: list[str], chatty: bool) -> str:
        sentences: list[str] = []
        rest = list(frames)
        while rest:
            frame = rest.pop(0)
            if rest and joins(frame, "고") and self._dice.chance(0.12):
                sentences.append(f"{composer.clause(frame, '고')} {composer.sentence(rest.pop(0))}")
            else:
                sentences.append(composer.sentence(frame))
        if chatty:
            return type_out(sentences, self._dice, happy=True, polite=False)
        return " ".join(s if s.endswith("?") else f"{s}." for s in sentences)
