"""Lists that are typed line by line: the box on the left, the list so far on the right."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kiosk.model.answer import SKIPPED, Answer
from kiosk.text import NAME_LIMIT, scrub
from kiosk.tui import requests
from kiosk.tui.layout import rows_of
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field
from kiosk.tui.widgets.keyboard import Keyboard
from kiosk.tui.widgets.text import Message, words
from kiosk.wording import Question, with_rest

_NOTE_ROWS = 2
_MORE = "#more"


class ListPage(TypingPage):
    """What every list page has. Subclasses say which rows stand under the box."""

    by_lines = True
    most_rows = 7

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        self._first = 0
        """Where the shown part of a long list begins."""

    def lines(self) -> list[str]:
        """The list so far, as shown."""
        raise NotImplementedError

    def offers(self, typed: str) -> list[tuple[str, str, str]]:
        """Label, note and code of the rows under the box, for what is typed."""
        raise NotImplementedError

    def typed_before(self) -> str:
        """What stood in the box."""
        return ""

    def all_lines(self) -> Answer:
        """The list with what stands in the box, or is being changed: every word that was entered."""
        raise NotImplementedError

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """Every word that was entered, once there is any."""
        lines = self.all_lines()
        told = lines or isinstance(self.stored, tuple)
        return ((self.question.item.link_id, lines),) if told else ()

    def way_out(self) -> tuple[str, str, str]:
        """The row of F4: staff are told in place of the list, or what is not on it yet."""
        return (self.say("list.rest" if self.all_lines() else "answer.tell_staff"), "F4", SKIPPED)

    def column(self) -> ComposeResult:
        """Question, then box and rows beside the list."""
        shape = self.view.shape
        if self.keyboard_shown():
            yield self.ask(why=False)
            yield Field(
                self.say(self.words_for("label")), Entry(self.typed_before(), limit=NAME_LIMIT)
            )
            yield Message(kind="plain")
            yield self.keyboard()
            return
        short = shape.heading_gap == 0 and rows_of(self.question.why, shape.column) > 1
        yield self.block(self.ask(short=short))
        used = self._ask_rows(short=short) + shape.gap
        room = shape.room(steps=True) - used
        entry = Entry(self.typed_before(), limit=NAME_LIMIT)
        with Horizontal(id="list"):
            with Container(id="left"):
                yield Field(self.say(self.words_for("label")), entry)
                yield Message(kind="plain")
                for _ in range(min(self.most_rows, (room - 5 - self._hint_gap) // shape.slim)):
                    yield Choice("", variant=f"offer {shape.slim_variant}")
            with Container(id="right"):
                yield words(classes="bold", place="count")
                for _ in range(max(1, (room - 2 - _NOTE_ROWS - shape.target) // shape.slim)):
                    yield Choice("", variant=f"entry {shape.slim_variant}")
                yield words(self.say(self.words_for("note")), classes="soft", place="note")
                yield Container(id="space")
                yield self.next_choice(self.say("button.thats_all"), "F5")

    @property
    def _hint_gap(self) -> int:
        return self.view.shape.gap - 1

    def _ask_rows(self, *, short: bool) -> int:
        width = self.view.shape.column
        rows = rows_of(self.question.text, width)
        if self.question.why:
            why = 1 if short else rows_of(self.question.why, width)
            rows += self.view.shape.heading_gap + why
        return rows

    def keyboard_shown(self) -> bool:
        """On touch devices: the keyboard has the room of the rows until Next."""
        return False

    def with_keyboard(self, *, shown: bool) -> Any:
        """What is entered, to show this page with or without the keyboard."""
        raise NotImplementedError

    def first_focus(self) -> None:
        """The box; on touch devices a touch on it brings the keyboard."""
        if not self.view.touch or self.keyboard_shown():
            super().first_focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The box was touched."""
        if self.view.touch and isinstance(event.widget, Entry) and not self.keyboard_shown():
            self.post_message(requests.ShowAgain(self.with_keyboard(shown=True)))

    def on_keyboard_done(self) -> None:
        """Next on the keyboard: the rows for what was typed."""
        self.post_message(requests.ShowAgain(self.with_keyboard(shown=False)))

    def words_for(self, what: str) -> str:
        """The key of this list's words."""
        return f"list.{what}"

    @property
    def box(self) -> Entry:
        """Where lines are typed."""
        return self.query_one(Entry)

    def in_box(self) -> str:
        """What stands in the box, as it would be kept."""
        return scrub(self.box.value).strip()

    def on_mount(self) -> None:
        """Fill the rows."""
        super().on_mount()
        self.refresh_rows()

    def on_input_changed(self) -> None:
        """Other rows for other letters."""
        self.refresh_offers()

    def refresh_rows(self) -> None:
        """Show the list and the rows under the box as they are now."""
        if self.keyboard_shown():
            return
        self.refresh_offers()
        lines = self.lines()
        self.query_one("#count").update(  # type: ignore[attr-defined]  # a Static
            self.say(self.words_for("count"), count=len(lines))
        )
        places = list(self.query("#right Choice.-entry").results(Choice))
        more = len(lines) > len(places)
        shown = len(places) - 1 if more else len(places)
        entries = [
            (line, self.note_of(number), f"line:{number}") for number, line in enumerate(lines)
        ][self._first : self._first + shown]
        if more:
            entries.append((self.say("list.more", count=len(lines) - len(entries)), "", _MORE))
        _fill(places, entries)
        for index, place in enumerate(places):
            place.display = index < len(entries)
        self.query_one("#note").display = bool(lines)

    def note_of(self, number: int) -> str:
        """What pressing a line of the list does."""
        return self.say("list.take_off" if self.is_rest(number) else "button.change")

    def is_rest(self, number: int) -> bool:
        """Whether this line only says that staff are told the rest."""
        raise NotImplementedError

    def refresh_offers(self) -> None:
        """Show the rows under the box as they are now."""
        places = list(self.query("#left Choice.-offer").results(Choice))
        if places:
            _fill(places, self.offers(self.in_box()))

    def next_box(self) -> None:
        """Enter in the box adds what was typed; it never picks a suggestion."""
        if text := self.in_box():
            self.add_typed(text)

    def add_typed(self, text: str) -> None:
        """Add `text` as it is."""

    def change_line(self, number: int) -> None:
        """A line of the list was pressed."""

    def whole(self) -> Answer:
        """The list as an answer."""
        raise NotImplementedError

    def chosen(self, choice: Choice) -> None:
        """A row of either side, or That's all."""
        if choice.code == _MORE:
            count = len(self.lines())
            shown = len(self.query("#right Choice.-entry")) - 1
            self._first = self._first + shown if self._first + shown < count else 0
            self.refresh_rows()
        elif choice.code.startswith("line:"):
            self.change_line(int(choice.code.removeprefix("line:")))
        elif choice.code == "keep":
            self.next_box()
        elif choice.code == SKIPPED:
            self.tell_the_rest()
        else:
            super().chosen(choice)

    def key_pressed(self, key: str) -> None:
        """F4 is the way out, the same as its row."""
        if key == "f4":
            self.tell_the_rest()
        else:
            super().key_pressed(key)

    def on_keyboard_skipped(self, event: Keyboard.Skipped) -> None:
        """The way out on the on-screen keyboard."""
        event.prevent_default()  # Textual would call the handler of the base class, too
        self.tell_the_rest()

    def tell_the_rest(self) -> None:
        """Staff are told what is not on the list. What is on it stays: a slip takes nothing off."""
        if self.take():
            self.give(with_rest(self.all_lines()))

    def finish_typing(self) -> None:
        """That's all: give the list, unless a line is still in the box."""
        if self.box_is_open():
            self.ask_to_finish()
        elif self.take():
            self.give(self.whole())

    def box_is_open(self) -> bool:
        """Whether something stands in the box that is not on the list."""
        return bool(self.in_box())

    def ask_to_finish(self) -> None:
        """Say that what stands in the box comes first."""
        text = self.in_box()
        self.first_focus()
        self.explain(
            self.say("list.add_first", text=text) if text else self.say("list.leave_first")
        )

    def lines_kept(self, lines: Answer) -> None:
        """They are on the disk."""


def _fill(places: list[Choice], entries: list[tuple[str, str, str]]) -> None:
    for index, place in enumerate(places):
        place.visible = index < len(entries)
        if index < len(entries):
            place.change(*entries[index])
