"""Marking a record as reviewed, and taking that back: each is asked about before it is done.

A reviewed record leaves the list of what is to be reviewed, and a purge may take it.
"""

from typing import Final

from textual.app import ComposeResult
from textual.widget import Widget

from kiosk.backoffice.acting import mark_reviewed, review_again
from kiosk.backoffice.opened import Opened
from kiosk.staff import chart
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import BACK, StaffPage
from kiosk.summary.blocks.staff import decided_before
from kiosk.tui.layout import rows_of
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Message, words

_MEANS: Final = (
    "You have looked at this record as it stands. It leaves the list of what is to be reviewed, and "
    "a purge may take it when it is old enough."
)
_URGENT: Final = (
    "This record is URGENT, and no provider has decided about it as it stands. Please decide first: "
    "press Esc, then D. Marked as reviewed, nobody may look at it again."
)
_AGAIN: Final = (
    "This record was marked as reviewed. It can go back to the list of what is to be reviewed; then "
    "no purge takes it."
)


class ReviewPage(StaffPage):
    """What the step means. What is urgent and undecided takes a letter of its own, never Enter."""

    def __init__(self, view: View, counter: Counter, opened: Opened) -> None:
        super().__init__(view, counter)
        self._opened = opened

    @property
    def _open_question(self) -> bool:
        record = self._opened.record
        undecided = not record.decisions or bool(decided_before(record))
        return record.assessment.urgent and undecided

    def column(self) -> ComposeResult:
        """Who, what the step means, the step, and the way back."""
        reviewed = self._opened.row.reviewed
        yield words("Put back to review?" if reviewed else "Mark as reviewed?", classes="heading")
        yield self.about(chart.who_line(self._opened))
        enter = self.say("key.enter")
        if reviewed:
            yield self._means(_AGAIN, "notice")
            yield Choice("Put it back to review", "again", key=enter, variant="primary")
        elif self._open_question:
            yield self._means(_URGENT, "error")
            yield Choice("Mark as reviewed all the same", "reviewed", key="Y")
        else:
            yield self._means(_MEANS, "notice")
            yield Choice("Mark as reviewed", "reviewed", key=enter, variant="primary")
        yield Choice("Back to the record", "back", key=BACK.key)

    def _means(self, text: str, kind: str) -> Widget:
        return self.block(Message(text, kind, rows=rows_of(text, self.width - _EDGE)))

    def entered(self, key: str) -> None:
        """Enter takes the step that the page names with it."""
        named = any(choice.has_class("-primary") for choice in self.query(Choice))
        if self.focused is None and key == "enter" and named:
            self._take()
        else:
            super().entered(key)

    def chosen(self, choice: Choice) -> None:
        """The step, or back."""
        if choice.code == "back":
            self.went_back()
        else:
            self._take()

    def _take(self) -> None:
        counter, opened = self.counter, self._opened
        with counter.trying():
            if opened.row.reviewed:
                review_again(counter.office, opened.record.id)
                counter.back("Put back to review.")
            else:
                mark_reviewed(counter.office, opened.record.id, seen=opened.row.versions)
                counter.back("Marked as reviewed.")


_EDGE = 6
"""Cells of the message's edge and padding, and of its mark."""
