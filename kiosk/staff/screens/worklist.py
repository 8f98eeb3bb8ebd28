"""The list: alerts, counts, and one row a patient. Only the rows that show are ever opened or built."""

from dataclasses import dataclass, field, replace
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk.backoffice.permissions import Action
from kiosk.backoffice.worklist import Filter, Line, Worklist, worklist
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import SIGN_OUT, Key, StaffPage
from kiosk.staff.widgets.pane import PAGER, WHEEL, Pager
from kiosk.staff.widgets.rows import Cell, ListRow, cells_text
from kiosk.staff.wording import (
    DECIDE_AGAIN,
    DECIDED,
    NEEDS_STAFF,
    STATUS,
    counted,
    day_name,
    moment,
    severity,
)
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import words

_ROW = 2
_REASON_FROM = 100
"""Columns of a window that has room for the reason."""
_REASON_WHOLE = 100
"""Cells of a list in which no reason is cut."""
_TODAY = Key("today", "◄ Today", "Esc")
_OPEN = Key("open", "Open", "Enter")
_SEARCH = Key("search", "Search", "/")
_EXPORT = Key("export", "Export", "E")
_MORE = Key("more", "More", "F5")


@dataclass(frozen=True, slots=True)
class ListState:
    """Where in which list somebody was."""

    wanted: Filter
    found: Worklist | None = field(default=None, compare=False)
    """A search that took a while is not done twice; None: list anew."""
    first: int = 0
    at: int = 0
    """Which row has the focus, counted in the whole list."""


class ListPage(StaffPage):
    """The work of the day, or what a search found."""

    full_banner = True
    rebuilds = True
    wide = True

    def __init__(self, view: View, counter: Counter, state: ListState) -> None:
        super().__init__(view, counter)
        self.state = state
        self._work = state.found or worklist(counter.office, state.wanted)
        self._clinical = counter.office.may(Action.OPEN)
        self._rows: list[ListRow] = []
        self._first = 0
        self._at = min(state.at, max(0, self._work.total - 1))

    def shown_keys(self) -> tuple[Key, ...]:
        """What this role can do from here."""
        whole = () if self.state.wanted == self.today else (_TODAY,)
        may = self.counter.office.may
        return (
            *whole,
            *((_OPEN,) if may(Action.OPEN) else ()),
            _SEARCH,
            *((_EXPORT,) if may(Action.EXPORT) else ()),
            _MORE,
            SIGN_OUT,
        )

    @property
    def today(self) -> Filter:
        """What the list shows unless something else was asked for."""
        return Filter.on(self.view.today)

    def keep(self) -> Any:
        """Where the list stands; it is listed anew when it comes back."""
        return replace(self.state, found=None, first=self._first, at=self._at)

    # What stands where

    @property
    def _head_rows(self) -> int:
        return 2 if self.short else 4

    @property
    def _count(self) -> int:
        """How many rows fit."""
        return max(1, (self.room - self._head_rows) // _ROW)

    @property
    def _paged(self) -> bool:
        return self._work.total > self._count

    def column(self) -> ComposeResult:
        """Counts, column heads, rows, and two targets that turn the page."""
        yield Static(self._counts(), classes="ends", markup=False)
        if not self.short:
            yield words()
        yield Static(self._heads(), classes="head", markup=False)
        if not self.short:
            yield words()
        if not self._work.total:
            yield words(self._nothing(), classes="text")
            return
        self._rows = [ListRow() for _ in range(min(self._count, self._work.total))]
        window = Horizontal(Container(*self._rows, id="places"), id="window")
        window.styles.height = len(self._rows) * _ROW
        with window:
            if self._paged:
                pager = Pager()
                pager.styles.width = PAGER
                yield pager

    def _counts(self) -> Content:
        counts, waiting = self._work.counts, self.waiting
        parts = [counted(counts.intakes, "intake"), f"{counts.to_review:,} to review"]
        if counts.waiting_drafts:
            parts.append(f"{counts.waiting_drafts:,} unfinished")
        if waiting.help:
            parts.append(f"{waiting.help} waiting for help")
        right = "   ".join(parts)
        left = Content(self._title()).truncate(max(8, self.width - len(right) - 2), ellipsis=True)
        space = max(1, self.width - left.cell_length - len(right))
        return Content.assemble(left.stylize("bold"), " " * space, (right, "$soft"))

    def _title(self) -> str:
        wanted = self.state.wanted
        if wanted == self.today:
            return f"Today, {day_name(self.view.today)}"
        what = f"“{wanted.text}”" if wanted.text else "Intakes"
        if wanted.since is None and wanted.until is None:
            return f"{what}, all days"
        if wanted.since == wanted.until == self.view.today:
            return f"{what}, today"
        since = wanted.since.isoformat() if wanted.since else "the first"
        until = wanted.until.isoformat() if wanted.until else "today"
        return f"{what}, {since} to {until}"

    def _nothing(self) -> str:
        if self.state.wanted == self.today:
            return "No intake was handed in today yet. Press / to look at other days."
        return "Nothing was found. Press / to look for something else, or Esc for today."

    def _widths(self) -> tuple[int, int, int, int, int, int]:
        """Time, name, born, reason, flag, status."""
        wanted = self.state.wanted
        time = 7 if wanted.since and wanted.since == wanted.until else 11
        shows = self.view.shape.columns >= _REASON_FROM and self._clinical
        reason = (24 if self.width > _REASON_WHOLE else 17) if shows else 0
        flag = 19 if self._clinical else len(NEEDS_STAFF) + 2
        born, status = 11, 16 if self.width > 80 or self._clinical else 12
        whole = self.width - (PAGER + 1 if self._paged else 0)
        return time, whole - time - reason - flag - born - status, born, reason, flag, status

    def _heads(self) -> Content:
        flag = "Highest flag" if self._clinical else "Attention"
        names = ("Time", "Name", "Born", "Reason", flag, "Status")
        pairs = zip(names, self._widths(), strict=True)
        return cells_text(tuple(Cell(name, width) for name, width in pairs if width))

    def _cells(self, line: Line) -> tuple[Cell, ...]:
        time, name, born, reason, flag, status = self._widths()
        cells = [
            Cell(moment(line.at, self.view.today), time),
            Cell(line.name, name, "bold"),
            Cell(line.born, born),
        ]
        if reason:
            cells.append(Cell(line.reason or "", reason))
        text, style = _flag(line, clinical=self._clinical)
        cells.append(Cell(text, flag, style))
        cells.append(Cell(_state(line, status), status))
        return tuple(cells)

    # Moving

    def on_mount(self) -> None:
        """The row that somebody left, or the first."""
        super().on_mount()
        self._window_from(self.state.first)
        if self._rows:
            self._focus(self._at)
        self._reading = self.set_interval(_READ_EVERY, self._read_on)

    def _read_on(self) -> None:
        """Read further lines while nobody presses anything, so that a patient in twice is seen."""
        if not self.is_current or not self._work.office.active:
            return
        if not self._work.read_on(_SLICE):
            self._reading.stop()
        self._fill()

    def _window_from(self, first: int) -> None:
        self._first = max(0, min(first, self._work.total - len(self._rows)))
        self._fill()

    def _fill(self) -> None:
        if not self._rows:
            return
        with self.counter.trying():
            lines = self._work.window(self._first, len(self._rows))
            for row, line in zip(self._rows, lines, strict=True):
                row.fill(line.record_id, self._cells(line))

    def _focus(self, at: int) -> None:
        """Give the focus to line `at`, and bring it into sight."""
        self._at = max(0, min(at, self._work.total - 1))
        shown = len(self._rows)
        if self._at < self._first:
            self._window_from(self._at)
        elif self._at >= self._first + shown:
            self._window_from(self._at - shown + 1)
        self.set_focus(self._rows[self._at - self._first])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A row was touched or reached with Tab."""
        if isinstance(event.widget, ListRow):
            self._at = self._first + self._rows.index(event.widget)

    def on_key(self, event: events.Key) -> None:
        """Up, down, Home and End walk the whole list; the focus stays in sight."""
        steps = {"up": self._at - 1, "down": self._at + 1, "home": 0, "end": self._work.total - 1}
        if self._rows and event.key in steps and not self._on_banner:
            event.stop()
            event.prevent_default()
            self._focus(steps[event.key])
        else:
            super().on_key(event)

    @property
    def _on_banner(self) -> bool:
        return isinstance(self.focused, Choice) and not isinstance(self.focused, ListRow)

    def turn(self, pages: int) -> None:
        """PgUp, PgDn and the two targets."""
        if self._rows:
            step = pages * len(self._rows)
            self._window_from(self._first + step)
            self._focus(self._at + step)

    def on_pager_turned(self, event: Pager.Turned) -> None:
        """One of the two targets."""
        event.stop()
        self.turn(event.by)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        self._wheel(event, -WHEEL)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        if self._rows:
            self._window_from(self._first + by)
            inside = min(max(self._at, self._first), self._first + len(self._rows) - 1)
            self._focus(inside)

    # Going somewhere

    def chosen(self, choice: Choice) -> None:
        """A row was pressed."""
        if isinstance(choice, ListRow):
            self._open(choice.code)

    def _open(self, record_id: str) -> None:
        if self._clinical:
            self.counter.open_record(record_id)
        else:
            self.counter.say("Not for this account", "Please fetch a clinician to open a record.")

    def do(self, action: str) -> None:
        """What the bar offers."""
        if action == "open" and self._rows:
            self._open(self._rows[self._at - self._first].code)
        elif action == "today":
            self.counter.home()
        elif action != "open":
            self.counter.visit(action)


_READ_EVERY = 0.3
_SLICE = 25
"""Lines read at a time beside the screen: a few milliseconds."""


def _flag(line: Line, *, clinical: bool) -> tuple[str, str]:
    """Text and colour of the gravest flag; the front desk only learns that staff must come."""
    if line.problem:
        return "! cannot be opened", "bold $danger"
    if not clinical:
        return (NEEDS_STAFF if line.urgent else "", "bold $danger")
    found = severity("urgent") if line.urgent else severity(line.level or "none", line.word)
    return str(found), str(found.spans[0].style)


def _state(line: Line, width: int) -> str:
    """Status and whether it was reviewed, what was decided, and marks. Where not both fit, what was
    decided stands for the status: that a provider said no matters more than that it was exported."""
    seen = " √" if line.reviewed else ""
    status = f"{STATUS.get(line.status, line.status)}{seen}"
    decided = DECIDE_AGAIN if line.decision_outdated else DECIDED.get(line.decided, "")
    marks = _marks(line)
    both = " ".join(filter(None, (status, decided, *marks)))
    if len(both) < width or not (decided or marks):
        return both
    if not decided:
        # A mark that is cut off is not read; the status stands on the record as well.
        return " ".join([*(["√"] if line.reviewed else []), *marks])
    # A tick behind "Decide again" would read as done.
    return " ".join([decided if line.decision_outdated else f"{decided}{seen}", *marks])


def _marks(line: Line) -> list[str]:
    """Short words after the status."""
    found = []
    if line.duplicate:
        found.append("twice?")
    if line.transcribed:
        found.append("paper")
    if line.synthetic:
        found.append("test")
    return found
