"""The clinic's numbers on the screen: the same table as `kiosk report` makes."""

import datetime
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from kiosk.backoffice.reporting import report
from kiosk.report import Report, as_text
from kiosk.staff.counter import Counter
from kiosk.staff.screens.menu import MenuItem
from kiosk.staff.screens.page import StaffPage
from kiosk.staff.widgets.pane import Pane, fitted
from kiosk.tui.view import View
from kiosk.tui.widgets.text import words

_DAYS = (("Last 7 days", 6), ("Last 30 days", 29), ("Last 12 months", 364))
_WHAT = "this clinic's numbers"


class ReportPage(StaffPage):
    """Reasons, results, flags, times, medicines not recognised, and where patients stop."""

    wide = True

    def __init__(self, view: View, counter: Counter, found: Report) -> None:
        super().__init__(view, counter)
        self._found = found

    def column(self) -> ComposeResult:
        """The table."""
        yield words("Numbers of this clinic", classes="heading")
        height = self.room - 1 - self.view.shape.heading_gap
        yield fitted(partial(_lines, self._found), self.width, height, place="main")

    def turn(self, pages: int) -> None:
        """PgUp and PgDn."""
        self.query_one("#main", Pane).turn(pages)


def _lines(found: Report, width: int) -> list[Content]:
    return [Content(line) for line in as_text(found, width=width).splitlines()]


def ranges(counter: Counter) -> tuple[MenuItem, ...]:
    """Which days to count; every record of them is opened, so that it may take a while."""

    def count(since: datetime.date | None) -> None:
        office = counter.office
        counter.slowly(
            "Counting",
            lambda progress: report(office, since, None, progress),
            lambda found: counter.go(lambda _: ReportPage(counter.view(), counter, found)),
        )

    today = counter.view().today
    first = [(label, today - datetime.timedelta(days=days)) for label, days in _DAYS]
    return (
        *(MenuItem(label, _WHAT, partial(count, since)) for label, since in first),
        MenuItem("All days", _WHAT, partial(count, None)),
    )
