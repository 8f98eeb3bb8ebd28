"""Asking in plain lines: numbered choices, typed text, and the other ways behind a question mark.

Owns how a thing is asked. What follows from an answer, or from another way, is the caller's.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from enum import Enum

from kiosk.loading.words import Words
from kiosk.plain.lines import Lines

_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-ZÁÉÍÓÚÑ¿¡“\"0-9])")
OTHER_WAYS = "?"


class Way(Enum):
    """What a patient can do at any question instead of answering it; the value is the key of its words."""

    REPEAT = "plain.repeat"
    BACK = "plain.back"
    TELL_STAFF = "answer.tell_staff"
    HELP = "plain.help"
    HIDE = "plain.hide"
    LANGUAGE = "language.name"
    HELPED = "help.staff_helps"
    STOP = "button.stop_for_now"
    STAFF = "plain.staff"


class Chosen(Exception):
    """Another way was chosen; the question waits."""

    def __init__(self, way: Way) -> None:
        super().__init__(way.name)
        self.way = way


class Talk:
    """A conversation in one language. `ways` says which other ways there are now."""

    def __init__(self, lines: Lines, words: Words, today: Callable[[], datetime.date]) -> None:
        self.lines = lines
        self._words = words
        self._today = today
        self.language = "en"
        self.other_language = ""
        self.seconds: float | None = None
        """How long to wait for a line before Silent is raised."""
        self.ways: tuple[Way, ...] = ()

    @property
    def today(self) -> datetime.date:
        """The day here."""
        return self._today()

    def say(self, key: str, **fields: object) -> str:
        """The words for `key`; nothing is written."""
        return self._words.get(self.language, key, **fields)

    def english(self, key: str) -> str:
        """The words that a provider reads."""
        return self._words.get("en", key)

    def in_other(self, key: str) -> str:
        """The words for `key` in the other language."""
        return self._words.get(self.other_language, key)

    def tell(self, text: str) -> None:
        """Write `text`, a sentence a line: long lines are hard to follow by ear and by finger."""
        self.lines.language = self.language
        for line in text.split("\n"):
            for sentence in _SENTENCE.split(line):
                self.lines.say(sentence)

    def words(self, key: str, **fields: object) -> None:
        """Write the words for `key`."""
        self.tell(self.say(key, **fields))

    def line(self, prompt: str) -> str:
        """A typed line. Raises Chosen for another way, Silent, Interrupted and Ended."""
        self.lines.language = self.language
        self.lines.say(prompt)
        typed = self.lines.read(self.seconds)
        if typed == OTHER_WAYS and self.ways:
            raise Chosen(self._other_way())
        return typed

    def choice(self, labels: Sequence[str]) -> int:
        """The place (from 0) of the label whose number was typed."""
        place = None
        while place is None:
            place = self.choose(labels)
        return place

    def choose(self, labels: Sequence[str], *, keep: bool = False) -> int | None:
        """The place (from 0) of the label whose number was typed; None for an empty line with `keep`."""
        self.number(labels)
        while True:
            typed = self.line(self.say("plain.your_number"))
            if keep and not typed:
                return None
            place = place_of(typed, len(labels))
            if place is not None:
                return place
            self.words("plain.one_of_the_numbers", most=len(labels))

    def choose_several(self, labels: Sequence[str]) -> tuple[int, ...]:
        """The places of all labels whose numbers were typed; at least one."""
        self.number(labels)
        while True:
            typed = self.line(self.say("plain.several")).replace(",", " ").split()
            places = [place_of(each, len(labels)) for each in typed]
            if places and None not in places:
                return tuple(dict.fromkeys(place for place in places if place is not None))
            self.words("plain.one_of_the_numbers", most=len(labels))

    def number(self, labels: Sequence[str]) -> None:
        """Write the labels with their numbers."""
        self.lines.language = self.language
        for place, label in enumerate(labels, start=1):
            self.lines.say(f"{place}. {label}")

    def label(self, way: Way) -> str:
        """A way in words; the other language in its own."""
        if way is Way.LANGUAGE:
            return self.in_other(way.value)
        return self.say(way.value)

    def _other_way(self) -> Way:
        ways = self.ways
        self.ways = ()
        try:
            self.words("plain.other_ways")
            return ways[self.choice([self.label(way) for way in ways])]
        finally:
            self.ways = ways


def place_of(typed: str, count: int) -> int | None:
    """The place (from 0) that a typed number from 1 to `count` names."""
    if typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= count:
        return int(typed) - 1
    return None
