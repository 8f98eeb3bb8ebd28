"""The pages of the set-up: clinic, first account, delivery, recovery words, three of them typed back.

They only ask. Nothing is kept here; the set-up's app decides what follows.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.message import Message as Posted
from textual.widget import Widget

from kiosk.newclinic import (
    KINDS,
    SetupChoice,
    Sheet,
    account_fault,
    delivery,
    delivery_fault,
    is_word,
    phone_fault,
    usual_folder,
)
from kiosk.text import clean
from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.text import Message, words

_COLUMNS = 4


@dataclass
class Chosen(Posted):
    """A page of the set-up is filled in."""

    choice: SetupChoice


class WordsSeen(Posted):
    """The recovery words are written down."""


class WordsTypedBack(Posted):
    """The words that were asked for are right."""


class SetupPage(Page):
    """A page of the set-up: boxes, a place for what to check, one way on."""

    bar: ClassVar[tuple[str, ...]] = ("back",)
    answers_once = False

    def __init__(self, view: View, choice: SetupChoice, kept: Any = None) -> None:
        super().__init__(view)
        self.made = choice
        self.kept: tuple[str, ...] = kept if isinstance(kept, tuple) else ()

    def keep(self) -> Any:
        """What is in the boxes."""
        return tuple(box.value for box in self.query(Entry))

    def boxes(self) -> tuple[str, ...]:
        """What is in the boxes, cleaned."""
        return tuple(clean(value, 500) for value in self.keep())

    def entry(self, index: int, value: str = "", *, secret: bool = False) -> Entry:
        """Box number `index`, with what was kept of it."""
        return Entry(self.kept[index] if self.kept else value, limit=200, secret=secret)

    def heading(self, name: str, **fields: object) -> ComposeResult:
        """Heading and one line about the page."""
        yield words(self.say(f"setup.{name}_heading"), classes="heading")
        yield self.block(words(self.say(f"setup.{name}_about", **fields), classes="soft"))

    def ending(self) -> ComposeResult:
        """The place for what to check, and Next."""
        yield self.block(Message())
        yield Choice(self.say("button.next"), "next", key=self.say("key.enter"), variant="primary")

    def on_mount(self) -> None:
        """The first empty box has the focus."""
        super().on_mount()
        boxes = list(self.query(Entry))
        for box in ([box for box in boxes if not box.value] or boxes)[:1]:
            self.set_focus(box)

    def explain(self, text: str, box: int | None = None) -> None:
        """Say what to check, and go to the box (from 0) where."""
        self.query_one(Message).say(text, "error")
        if box is not None:
            self.set_focus(list(self.query(Entry))[box])

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """Something did not go into a box."""
        event.stop()
        self.explain(self.say(event.cause))


class AboutPage(SetupPage):
    """The clinic's name and the front desk's phone."""

    def column(self) -> ComposeResult:
        """Two boxes."""
        yield from self.heading("about")
        yield self.block(Field(self.say("setup.clinic"), self.entry(0, self.made.clinic)))
        yield self.block(Field(self.say("setup.phone"), self.entry(1, self.made.phone)))
        yield from self.ending()

    def chosen(self, _: Choice) -> None:
        """Both are needed."""
        clinic, phone = self.boxes()
        if not clinic or not phone:
            self.explain(self.say("setup.both"), 1 if clinic else 0)
        elif fault := phone_fault(phone):
            self.explain(self.say(fault), 1)
        elif self.take():
            self.post_message(Chosen(replace(self.made, clinic=clinic, phone=phone)))


class PassphrasePage(SetupPage):
    """The first staff account."""

    def __init__(
        self, view: View, choice: SetupChoice, kept: Any = None, problem: str = ""
    ) -> None:
        super().__init__(view, choice, kept)
        self._problem = problem

    def column(self) -> ComposeResult:
        """Name, passphrase, passphrase again."""
        yield from self.heading("staff")
        name = self.made.staff or "staff"
        yield self.block(Field(self.say("setup.staff_name"), self.entry(0, name)))
        yield self.block(
            Row(
                Field(self.say("setup.passphrase"), self.entry(1, secret=True)),
                Field(self.say("setup.again"), self.entry(2, secret=True)),
            )
        )
        yield from self.ending()

    def on_mount(self) -> None:
        """What was wrong with the last passphrase."""
        super().on_mount()
        if self._problem:
            self.explain(self._problem)

    def chosen(self, _: Choice) -> None:
        """Both must be the same."""
        name, first, again = self.keep()
        if fault := account_fault(name, first, again):
            named = bool(clean(name))
            for box in list(self.query(Entry))[1:] if named else ():
                box.value = ""
            self.explain(self.say(fault), int(named))
        elif self.take():
            made = replace(self.made, staff=clean(name), passphrase=first)
            self.post_message(Chosen(made))


class DeliverPage(SetupPage):
    """Where the summaries go: a folder unless something else is chosen."""

    def __init__(self, view: View, choice: SetupChoice, kept: Any = None) -> None:
        super().__init__(view, choice, kept)
        self._kind, *boxes = self.kept if self.kept else ("folder",)
        self.kept = tuple(boxes)

    def keep(self) -> Any:
        """The kind and the box."""
        return (self._kind, *super().keep())

    def column(self) -> ComposeResult:
        """Three kinds, and a box for the folder or the printer."""
        yield from self.heading("deliver")
        yield self.block(
            Row(
                *(
                    Choice(self.say(f"setup.{kind}"), kind, key=str(key), stored=kind == self._kind)
                    for key, kind in enumerate(KINDS, start=1)
                )
            )
        )
        target = usual_folder() if self._kind == "folder" else ""
        if self._kind != "staff_only":
            label = self.say(f"setup.{self._kind}_label")
            yield self.block(Field(label, self.entry(0, target)))
        yield self.block(words(self.say(f"setup.{self._kind}_note"), classes="soft"))
        yield from self.ending()

    def chosen(self, choice: Choice) -> None:
        """Another kind, or Next."""
        if choice.code != "next":
            self.post_message(requests.ShowAgain((choice.code,)))
            return
        target = self.boxes()[1] if self._kind != "staff_only" else ""
        if fault := delivery_fault(self._kind, target):
            self.explain(self.say(fault))
        elif self.take():
            deliver = delivery(self._kind, target)
            self.post_message(Chosen(replace(self.made, deliver=deliver)))


class WordsPage(SetupPage):
    """The recovery words, once."""

    bar = ()

    def __init__(self, view: View, choice: SetupChoice, sheet: Sheet) -> None:
        super().__init__(view, choice)
        self._sheet = sheet

    def column(self) -> ComposeResult:
        """The words by number, in columns that are read downwards."""
        yield from self.heading("words")
        yield self.block(words(_in_columns(self._sheet.words), classes="bold"))
        yield self.block(words(self.say("setup.words_lost")))
        yield Choice(self.say("setup.written_down"), key="1", variant="primary")

    def chosen(self, _: Choice) -> None:
        """They are written down."""
        if self.take():
            self.post_message(WordsSeen())


class ConfirmPage(SetupPage):
    """Three of the words, typed back."""

    def __init__(
        self,
        view: View,
        choice: SetupChoice,
        sheet: Sheet,
        asked: tuple[int, ...],
        kept: Any = None,
    ) -> None:
        super().__init__(view, choice, kept)
        self._sheet = sheet
        self._asked = asked

    def column(self) -> ComposeResult:
        """One box for each word that is asked for."""
        yield from self.heading("confirm")
        fields: list[Widget] = [
            Field(self.say("setup.word", number=number + 1), self.entry(place))
            for place, number in enumerate(self._asked)
        ]
        yield self.block(Row(*fields))
        yield from self.ending()

    def chosen(self, _: Choice) -> None:
        """All of them must be right."""
        for number, typed in zip(self._asked, self.boxes(), strict=True):
            if not is_word(self._sheet, number, typed):
                self.explain(self.say("setup.wrong_word", number=number + 1))
                return
        if self.take():
            self.post_message(WordsTypedBack())


def _in_columns(all_words: tuple[str, ...]) -> str:
    rows = -(-len(all_words) // _COLUMNS)
    lines = []
    for row in range(rows):
        cells = [(n, all_words[n]) for n in range(row, len(all_words), rows)]
        lines.append("".join(f"{n + 1:>2}  {word:<13}" for n, word in cells).rstrip())
    return "\n".join(lines)
