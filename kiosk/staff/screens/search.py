"""What the list should show: a name or birth date, which days, which records."""

import datetime
from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.permissions import Action
from kiosk.backoffice.worklist import Filter
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_DAYS: Final = (("today", "F1", "Today"), ("week", "F2", "Last 7 days"), ("all", "F3", "All days"))
_WHICH: Final = (
    ("every", "F4", "All"),
    ("to_review", "F5", "To review"),
    ("urgent", "F6", "Urgent"),
    ("withhold", "F7", "Withheld"),
)


class SearchPage(FormPage):
    """One box and two rows of filters."""

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        self._days, self._which, *boxes = kept if isinstance(kept, tuple) else ("all", "every")
        super().__init__(view, counter, tuple(boxes))

    def keep(self) -> Any:
        """Filters and box."""
        return (self._days, self._which, *self.boxes())

    def column(self) -> ComposeResult:
        """Box, filters, Search."""
        yield words("Search", classes="heading")
        yield self.block(Field("Name or date of birth (1984-03-02)", self.entry(0)))
        yield self.block(self._row(_DAYS, self._days))
        which = _WHICH if self.counter.office.may(Action.OPEN) else _WHICH[:3]
        yield self.block(self._row(which, self._which))
        yield Message()
        yield Choice("Search", "go", key=self.say("key.enter"), variant="primary")

    def _row(self, choices: tuple[tuple[str, str, str], ...], stored: str) -> Row:
        return Row(
            *(
                Choice(label, code, key=key, variant="tight filter", stored=code == stored)
                for code, key, label in choices
            ),
            apart=False,
        )

    def chosen(self, choice: Choice) -> None:
        """A filter, or search."""
        days, which = self._days, self._which
        if choice.code != "go":
            if choice.code in {code for code, _, _ in _DAYS}:
                days = choice.code
            else:
                which = choice.code
            self.counter.rebuild((days, which, *self.boxes()))
        elif self.take():
            (text,) = self.boxes()
            self.counter.search(wanted(self.view.today, days, which, text))


def wanted(today: datetime.date, days: str, which: str, text: str) -> Filter:
    """The filter for what was chosen."""
    since = {"today": today, "week": today - datetime.timedelta(days=6)}.get(days)
    return Filter(
        since=since,
        until=today if since else None,
        text=text.strip(),
        levels=frozenset({"withhold"}) if which == "withhold" else frozenset(),
        urgent=True if which == "urgent" else None,
        reviewed=False if which == "to_review" else None,
    )
