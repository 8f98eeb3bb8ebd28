"""One record: what must be decided first, then answers, the page as text, and its history."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk.backoffice.acting import Printed, print_patient, print_provider
from kiosk.backoffice.opened import Opened
from kiosk.backoffice.preview import preview
from kiosk.staff import chart
from kiosk.staff.counter import Build, Counter
from kiosk.staff.screens.addendum import AddendumPage
from kiosk.staff.screens.decide import DecidePage
from kiosk.staff.screens.measure import MeasurePage
from kiosk.staff.screens.menu import MenuItem, MenuPage
from kiosk.staff.screens.page import SIGN_OUT, Key, StaffPage
from kiosk.staff.screens.review import ReviewPage
from kiosk.staff.widgets.pane import Pane, fitted
from kiosk.staff.wording import STATUS, disposition, moment
from kiosk.tui.layout import rows_of
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Row
from kiosk.tui.widgets.text import Message, words

FACTS = 28
"""Cells of the column beside the flags, its rule included."""
TABS: Final = ("Flags", "Answers", "Page as text", "History")


@dataclass(frozen=True, slots=True)
class RecordState:
    """Which record, which tab, and how far down."""

    record_id: str
    tab: int = 0
    top: int = 0


class RecordPage(StaffPage):
    """The record of one patient."""

    wide = True
    keys = (
        Key("back", "◄ List", "Esc"),
        Key("print", "Print", "P"),
        Key("measure", "Measure", "M"),
        Key("decide", "Decide", "D"),
        Key("reviewed", "Reviewed", "R"),
        Key("more", "More", "F5"),
        SIGN_OUT,
    )

    def __init__(self, view: View, counter: Counter, opened: Opened, state: RecordState) -> None:
        super().__init__(view, counter)
        self.opened = opened
        self.state = state

    def keep(self) -> Any:
        """Which tab, and how far down."""
        panes = list(self.query("#main").results(Pane))
        return replace(self.state, top=panes[0].top) if panes else self.state

    @property
    def _main(self) -> Pane:
        return self.query_one("#main", Pane)

    def column(self) -> ComposeResult:
        """Who, tabs, then the tab."""
        yield Static(self._who(), classes="ends", markup=False)
        yield Row(*self._tabs(), apart=False)
        if self._gap:
            yield words()
        room = self.room - 1 - _TABS - self._gap
        if self.state.tab == 0:
            yield from self._flags(room)
        else:
            yield fitted(self._lines, self.width, room, top=self.state.top, place="main")

    @property
    def _gap(self) -> int:
        return 0 if self.short else 1

    def _who(self) -> Content:
        row = self.opened.row
        seen = ", reviewed" if row.reviewed and row.status != "reviewed" else ""
        right = f"{moment(row.submitted_at, self.view.today)}   {STATUS[row.status]}{seen}"
        left = Content(chart.who_line(self.opened))
        left = left.truncate(max(8, self.width - len(right) - 2), ellipsis=True)
        space = max(1, self.width - left.cell_length - len(right))
        return Content.assemble(left.stylize("bold"), " " * space, (right, "$soft"))

    def _tabs(self) -> list[Choice]:
        return [
            Choice(
                name,
                f"tab:{number}",
                key=str(number + 1),
                variant="tab",
                stored=number == self.state.tab,
            )
            for number, name in enumerate(TABS)
        ]

    def _flags(self, room: int) -> ComposeResult:
        left = self.width - FACTS - 1
        headline, kind = disposition(self.opened.record.assessment)
        rows = rows_of(f"{headline}\n{chart.PROVISIONAL}", left - _BOX_EDGE)
        box = Message(f"{headline}\n{chart.PROVISIONAL}", rows=rows)
        box.set_class(False, "-notice")
        box.add_class(f"-{kind}")
        box.update(Content.assemble((headline, "bold"), "\n", chart.PROVISIONAL))
        lines = partial(chart.flag_lines, self.opened, height=room - rows)
        flags = fitted(lines, left, room - rows, top=self.state.top, place="main")
        beside = chart.fact_lines(self.opened, FACTS - 2, room, self.view.today)
        facts = Container(Pane(beside, FACTS - 2, room), id="facts")
        main = Container(box, flags, id="verdict")
        main.styles.width = left + 1
        yield Horizontal(main, facts, id="beside")

    def _lines(self, width: int) -> list[Content]:
        if self.state.tab == 1:
            return chart.answer_lines(self.opened, width)
        if self.state.tab == 2:
            return [Content(line) for line in preview(self.opened, width)]
        return chart.history_lines(self.opened, width, self.view.today)

    def turn(self, pages: int) -> None:
        """PgUp and PgDn."""
        self._main.turn(pages)

    def chosen(self, choice: Choice) -> None:
        """Another tab."""
        tab = int(choice.code.removeprefix("tab:"))
        self.counter.rebuild(RecordState(self.state.record_id, tab))

    def do(self, action: str) -> None:
        """What the bar offers."""
        counter, opened = self.counter, self.opened
        if action == "print":
            self._print("Printing the provider's page.", patient=False)
        elif action == "measure":
            counter.go(lambda kept: MeasurePage(counter.view(), counter, opened, kept))
        elif action == "decide":
            counter.go(lambda kept: DecidePage(counter.view(), counter, opened, kept))
        elif action == "reviewed":
            counter.go(lambda _: ReviewPage(counter.view(), counter, opened))
        elif action == "more":
            counter.go(lambda _: MenuPage(counter.view(), counter, "This record", self._menu()))

    def _menu(self) -> tuple[MenuItem, ...]:
        counter, opened = self.counter, self.opened

        def patient_sheet() -> None:
            counter.back()
            self._print("Printing the patient's sheet.", patient=True)

        def addendum() -> None:
            counter.back()
            counter.go(lambda kept: AddendumPage(counter.view(), counter, opened, kept))

        return (
            MenuItem("Print the patient's own sheet", "", patient_sheet),
            MenuItem("Write an addendum", "a correction or a note", addendum),
        )

    def _print(self, doing: str, *, patient: bool) -> None:
        counter, record_id = self.counter, self.opened.record.id
        work = print_patient if patient else print_provider

        def then(printed: Printed) -> None:
            if printed.done:
                said = f"Handed over: {printed.where}"
                if len(said) + 2 <= self.width:
                    counter.stay(said)
                else:
                    counter.stay("Handed over.")
                    counter.say("Handed over", printed.where, kind="notice")
            else:
                counter.say("Not printed", printed.message)

        counter.slowly(doing, lambda _: work(counter.office, record_id), then)


_TABS = 2
"""Rows of the tabs."""
_BOX_EDGE = 3
"""Cells of the disposition's edge and padding."""


def record_page(counter: Counter, record_id: str) -> Build:
    """Builds the page of a record, on the tab that was left."""

    def build(kept: Any) -> RecordPage:
        state = kept if isinstance(kept, RecordState) else RecordState(record_id)
        return RecordPage(counter.view(), counter, counter.opened(record_id), state)

    return build
