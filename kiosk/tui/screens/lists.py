"""Lists that are typed line by line: the box on the left, the list so far on the right."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kiosk.model.answer import NOT_SURE, SKIPPED, Answer
from kiosk.text import clean
from kiosk.tui import requests
from kiosk.tui.layout import rows_of
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field
from kiosk.tui.widgets.text import Message, words
from kiosk.wording import Question

_NOTE_ROWS = 2
_MORE = "#more"


class ListPage(TypingPage):
    """What every list page has. Subclasses say which rows stand under the box."""

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

    def column(self) -> ComposeResult:
        """Question, then box and rows beside the list."""
        shape = self.view.shape
        if self.keyboard_shown():
            yield self.ask(why=False)
            yield Field(self.say(self.words_for("label")), Entry(self.typed_before(), limit=200))
            yield Message(kind="plain")
            yield self.keyboard()
            return
        short = shape.heading_gap == 0 and rows_of(self.question.why, shape.column) > 1
        yield self.block(self.ask(short=short))
        used = self._ask_rows(short=short) + shape.gap
        room = shape.room(steps=True) - used
        entry = Entry(self.typed_before(), limit=200)
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
            (line, self.say("button.change"), f"line:{number}") for number, line in enumerate(lines)
        ][self._first : self._first + shown]
        if more:
            entries.append((self.say("list.more", count=len(lines) - len(entries)), "", _MORE))
        _fill(places, entries)
        for index, place in enumerate(places):
            place.display = index < len(entries)
        self.query_one("#note").display = bool(lines)

    def refresh_offers(self) -> None:
        """Show the rows under the box as they are now."""
        places = list(self.query("#left Choice.-offer").results(Choice))
        if places:
            _fill(places, self.offers(self.query_one(Entry).value.strip()))

    def next_box(self) -> None:
        """Enter in the box adds what was typed; it never picks a suggestion."""
        text = clean(self.query_one(Entry).value, 200)
        if text:
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
        else:
            super().chosen(choice)

    def key_pressed(self, key: str) -> None:
        """F4 is the way out; it has no row while something is typed."""
        if key == "f4":
            if self.take():
                self.give(SKIPPED)
        else:
            super().key_pressed(key)

    def finish_typing(self) -> None:
        """That's all: give the list, unless a line is still in the box."""
        text = self.query_one(Entry).value.strip()
        if text:
            self.explain(self.say("list.add_first", text=text))
        elif self.take():
            self.give(self.whole())


class TextList(ListPage):
    """A list of short texts, such as allergies."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        lines, typed, shown = kept if kept is not None else (question.stored, "", False)
        self._typed = str(typed)
        self._keyboard_shown = bool(shown)
        self._lines = [str(each) for each in lines] if isinstance(lines, tuple) else []

    def keep(self) -> Any:
        """The list and what is in the box."""
        return self.with_keyboard(shown=self._keyboard_shown)

    def keyboard_shown(self) -> bool:
        """Whether the keyboard shows."""
        return self._keyboard_shown

    def with_keyboard(self, *, shown: bool) -> Any:
        """Lines, box, keyboard."""
        return tuple(self._lines), self.query_one(Entry).value, shown

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The list so far."""
        return ((self.question.item.link_id, tuple(self._lines)),) if self._lines else ()

    def typed_before(self) -> str:
        """What stood in the box."""
        return self._typed

    def lines(self) -> list[str]:
        """The list so far."""
        return self._lines

    def offers(self, typed: str) -> list[tuple[str, str, str]]:
        """Add what is typed, or the answers that need no typing."""
        if typed:
            return [(self.say("list.add", text=typed), "", "keep")]
        rows = [] if self._lines else [(self.say("list.nothing"), "", "none")]
        return [
            *rows,
            (self.say("answer.not_sure"), "", NOT_SURE),
            (self.say("answer.tell_staff"), "F4", SKIPPED),
        ]

    def chosen(self, choice: Choice) -> None:
        """ "I have none" is an empty list."""
        if choice.code == "none":
            if self.take():
                self.give(())
        else:
            super().chosen(choice)

    def add_typed(self, text: str) -> None:
        """One more line."""
        self._lines.append(text)
        self.post_message(requests.KeepLines(self.question.item.link_id, tuple(self._lines)))
        self.query_one(Entry).value = ""
        self.first_focus()
        self.explain("")
        self.refresh_rows()

    def change_line(self, number: int) -> None:
        """Back into the box with it."""
        entry = self.query_one(Entry)
        entry.value = self._lines.pop(number)
        entry.cursor_position = len(entry.value)
        self.first_focus()
        self.refresh_rows()

    def whole(self) -> Answer:
        """The lines in order."""
        return tuple(self._lines)


def _fill(places: list[Choice], entries: list[tuple[str, str, str]]) -> None:
    for index, place in enumerate(places):
        place.visible = index < len(entries)
        if index < len(entries):
            place.change(*entries[index])
