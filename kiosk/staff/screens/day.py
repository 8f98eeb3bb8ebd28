"""The daily sheet on the screen: how a day went, what waits, and the page to print and sign."""

import datetime
from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.content import Content

from kiosk.backoffice.acting import Printed
from kiosk.backoffice.daily import day_facts, print_day
from kiosk.staff.counter import Counter
from kiosk.staff.screens.menu import MenuItem
from kiosk.staff.screens.page import SIGN_OUT, Key, StaffPage
from kiosk.staff.widgets.pane import Pane, fitted, wrapped
from kiosk.staff.wording import day_name
from kiosk.summary.blocks.daily import DayList, DaySheet, day_sheet
from kiosk.tui.view import View
from kiosk.tui.widgets.text import words

DAYS: Final = ("Daily sheet of today", "Daily sheet of yesterday")


class DayPage(StaffPage):
    """What the printed sheet says, in its words, and its printing."""

    wide = True
    keys = (Key("back", "◄ Back", "Esc"), Key("print", "Print", "P"), SIGN_OUT)

    def __init__(self, view: View, counter: Counter, on: datetime.date, sheet: DaySheet) -> None:
        super().__init__(view, counter)
        self._on = on
        self._sheet = sheet

    def column(self) -> ComposeResult:
        """Counts, then the lists."""
        yield words(self._sheet.title, classes="heading")
        height = self.room - 1 - self.view.shape.heading_gap
        yield fitted(partial(day_lines, self._sheet), self.width, height, place="main")

    def turn(self, pages: int) -> None:
        """PgUp and PgDn."""
        self.query_one("#main", Pane).turn(pages)

    def do(self, action: str) -> None:
        """What the bar offers."""
        if action == "print":
            counter, on = self.counter, self._on
            counter.slowly(
                "Printing the daily sheet.",
                lambda _: print_day(counter.office, on),
                partial(_said, counter),
            )


def _said(counter: Counter, printed: Printed) -> None:
    if printed.done:
        counter.say("Handed over", printed.where, kind="notice")
    else:
        counter.say("Not printed", printed.message)


def day_lines(sheet: DaySheet, width: int) -> list[Content]:
    """The sheet's counts and lists in lines of `width` cells."""
    lines: list[Content] = []
    for label, number, wants in sheet.counts:
        style = "bold $danger" if wants and number else "bold" if number else "$soft"
        lines.append(Content.styled(f"{number:>6,}  {label}", style))
    for each in sheet.lists:
        lines += [Content(""), Content.styled(each.title, "bold $accent"), *_listed(each, width)]
    return [*lines, Content(""), *wrapped(sheet.sync, width, style="$soft")]


def _listed(found: DayList, width: int) -> list[Content]:
    if not found.lines:
        return wrapped(found.empty, width, style="$soft")
    lines: list[Content] = []
    for left, right, waits in found.lines:
        style = "bold $danger" if waits else ""
        lines += wrapped(f"{left}   {right}", width, style=style)
    return lines


def days(counter: Counter) -> tuple[MenuItem, ...]:
    """Which day the sheet is of."""

    def show(on: datetime.date) -> None:
        counter.slowly(
            "Counting",
            lambda _: day_sheet(day_facts(counter.office, on)),
            lambda sheet: counter.go(lambda _: DayPage(counter.view(), counter, on, sheet)),
        )

    today = counter.view().today
    each = (today - datetime.timedelta(days=ago) for ago in range(len(DAYS)))
    return tuple(
        MenuItem(label, day_name(on), partial(show, on))
        for label, on in zip(DAYS, each, strict=True)
    )
