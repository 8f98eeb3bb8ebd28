"""What every page is told: language, words, window, clinic, progress. A frozen value, passed down."""

import datetime
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kiosk.tui.layout import Shape


@runtime_checkable
class Speaks(Protocol):
    """Texts by language and key; kiosk.loading.words.Words is one."""

    def get(self, language: str, key: str, **fields: object) -> str:
        """The text for `key`, its places filled."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the interview a page stands. `here` counts from 1."""

    parts: tuple[str, ...]
    """Names of the parts in the patient's language."""
    here: int


@dataclass(frozen=True, slots=True)
class View:
    """The surroundings of one page."""

    words: Speaks
    language: str
    other_language: str
    """The language that F3 leads to; empty when there is only one."""
    shape: Shape
    clinic: str
    today: datetime.date
    place: Place | None = None
    help_asked: str = ""
    """Clock time at which help was asked for, or nothing."""
    paper: bool = False
    """A member of staff types in a paper form."""
    touch: bool = False
    """The device has no keys: typing pages show a keyboard."""
    large: bool = False
    """Larger buttons, where the window has the room."""

    def say(self, key: str, **fields: object) -> str:
        """The words for `key` in the patient's language."""
        return self.words.get(self.language, key, **fields)
