"""An addendum: what was handed in is never edited; a named person adds to it, and it is judged again."""

from typing import Any

from textual.app import ComposeResult

from kiosk.backoffice.corrections import amend
from kiosk.backoffice.opened import Opened
from kiosk.staff import chart
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field
from kiosk.tui.widgets.text import Message, words


class AddendumPage(FormPage):
    """A note and a reason."""

    def __init__(self, view: View, counter: Counter, opened: Opened, kept: Any = None) -> None:
        super().__init__(view, counter, kept)
        self._opened = opened

    def column(self) -> ComposeResult:
        """Who, note, reason, one way on."""
        yield words("Addendum", classes="heading")
        yield self.about(chart.who_line(self._opened))
        yield Field("Note", self.entry(0, limit=2_000))
        yield Field("Reason", self.entry(1, limit=2_000))
        yield self.block(Message())
        yield Choice("Keep", "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """Both are needed."""
        note, reason = self.boxes()
        if not note.strip() or not reason.strip():
            self.explain("Please type a note and a reason.")
        elif self.take():
            with self.counter.trying():
                office = self.counter.office
                amend(office, self._opened.record.id, reason, note=note)
                self.counter.back(f"Addendum kept, {office.name}.")
