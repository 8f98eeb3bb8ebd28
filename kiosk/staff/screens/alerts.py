"""Every alert that waits, to be acknowledged one by one: a press too many must not silence another."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.backoffice.alerting import AlertLine, acknowledge
from kiosk.backoffice.permissions import Action
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import BACK, SIGN_OUT, Key, StaffPage
from kiosk.staff.widgets.rows import AlertRow
from kiosk.staff.wording import clock
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Message, words

_KEYS = "123456789"


class AlertsPage(StaffPage):
    """Urgent first; a number says "I have seen this one and I go". No number comes to mean another
    alert while the page is open: what was acknowledged stays in its row."""

    rebuilds = True
    keys = (BACK, Key("record", "Open record", "O"), SIGN_OUT)

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        super().__init__(view, counter)
        waiting = self.waiting.lines
        ids = {line.id for line in waiting}
        before: tuple[AlertLine, ...] = kept if isinstance(kept, tuple) else ()
        if not any(line.id in ids for line in before[: self._rows]):
            before = ()
        known = {line.id for line in before}
        self._lines = (*before, *(line for line in waiting if line.id not in known))
        self._unseen = ids

    def keep(self) -> Any:
        """The rows as they stand."""
        return self._lines

    @property
    def _rows(self) -> int:
        shape = self.view.shape
        return max(1, min(len(_KEYS), (self.room - 5 - 2 * shape.gap) // shape.target))

    @property
    def _banner_rows(self) -> int:
        return 0

    @property
    def _above(self) -> tuple[int, int]:
        return 0, self.view.shape.top

    def column(self) -> ComposeResult:
        """What a press means, then the alerts."""
        lines = self._lines
        yield words("Alerts that wait", classes="heading")
        yield self.block(
            words(
                "Press the number of an alert to say that you have seen it and that somebody goes "
                "to the patient now. Your name and the time are written down.",
                classes="soft",
            )
        )
        yield Message()
        shown = lines[: self._rows]
        yield Container(*(self._target(n, line) for n, line in enumerate(shown)), id="rows")
        if len(lines) > len(shown):
            more = f"{len(lines) - len(shown)} more wait. They show when these are acknowledged."
            yield words(more, classes="bold")

    def _target(self, number: int, line: AlertLine) -> Choice:
        seen = line.id not in self._unseen
        row = AlertRow(line, self.counter.now(), _KEYS[number], seen=seen)
        row.styles.height = self.view.shape.target
        return row

    def chosen(self, choice: Choice) -> None:
        """Seen by this member of staff."""
        line = next(line for line in self._lines if line.id == choice.code)
        if line.id not in self._unseen:
            self.refused("This one is acknowledged already.")
            return
        with self.counter.trying():
            acknowledge(self.counter.office, line.id)
            self.counter.alerts_changed()
            done = f"Acknowledged by {self.counter.office.name} at {clock(self.counter.now())}."
            if self.counter.waiting.count:
                self.counter.stay(done)
            else:
                self.counter.back(done)

    def do(self, action: str) -> None:
        """The record of the alert that has the focus, or of the only one."""
        if action == "record":
            self._open()

    def _open(self) -> None:
        focused = self.focused.code if isinstance(self.focused, Choice) else ""
        lines = [line for line in self._lines if line.id == focused]
        lines = lines or list(self._lines[:1])
        if not self.counter.office.may(Action.OPEN):
            self.explain("Your account does not open records. Please fetch a clinician.")
        elif lines and lines[0].submitted:
            self.counter.open_record(lines[0].subject)
        else:
            self.explain("The patient is still answering. What was kept is under Unfinished.")
