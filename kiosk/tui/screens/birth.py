"""Date of birth: three boxes, read back with the month's name and the age."""

from typing import Any

from textual.app import ComposeResult

from kiosk.interview.check import age_on, date_problem
from kiosk.model.answer import UNKNOWN
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.keyboard import Keyboard
from kiosk.tui.widgets.text import Message
from kiosk.wording import Question, about_birth, spoken_date


class BirthPage(TypingPage):
    """Month, day, year."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        stored = question.stored
        self._typed = ("", "", "")
        if isinstance(kept, tuple):
            self._typed = kept
        elif isinstance(stored, str) and stored not in UNKNOWN:
            year, month, day = stored.split("-")
            self._typed = (month.lstrip("0"), day.lstrip("0"), year)

    def keep(self) -> Any:
        """The three boxes."""
        month, day, year = (box.value for box in self.query(Entry))
        return month, day, year

    def column(self) -> ComposeResult:
        """Question, boxes, what was read, Next, way out."""
        yield self.block(self.ask(why=not self.view.touch))
        labels = ("dob.month", "dob.day", "dob.year")
        yield self.block(
            Row(
                *(
                    Field(self.say(label), Entry(typed, limit=limit, accepts="digits"))
                    for label, typed, limit in zip(labels, self._typed, (2, 2, 4), strict=True)
                )
            )
        )
        message = Message(kind="plain")
        yield message if self.view.touch else self.block(message)
        if self.view.touch:
            yield self.digits(not_sure=False)
            return
        yield self.next_choice()
        yield self.tell_staff()

    def on_keyboard_typed(self, event: Keyboard.Typed) -> None:
        """A full box leads to the next one: a finger types the whole date without a look for boxes."""
        event.prevent_default()  # Textual would call the handler of the base class, too
        super().on_keyboard_typed(event)
        boxes, box = list(self.query(Entry)), self.typed_box()
        if len(box.value) == box.max_length and box is not boxes[-1]:
            self.set_focus(boxes[boxes.index(box) + 1])

    def on_input_changed(self) -> None:
        """Read the date back as soon as it is one."""
        month, day, year = self.keep()
        born, _ = date_problem(month, day, year, self.view.today)
        if born and len(year) == 4:
            spoken = spoken_date(self.view, born)
            age = age_on(self.view.today, born)
            self.explain(self.say("dob.read_back", date=spoken, age=age), "plain")
        else:
            self.explain("")

    def finish_typing(self) -> None:
        """Give the date, or say what to check."""
        month, day, year = self.keep()
        born, problem = date_problem(month, day, year, self.view.today)
        if born is None:
            self.explain(about_birth(self.view, problem, month, year))
        elif self.take():
            self.give(born.isoformat())
