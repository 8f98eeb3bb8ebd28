"""Alerts that nobody acknowledged: on every staff page, on top, until somebody says that they go.

Why somebody must come stands first, and is never cut: a name that does not fit beside it is.
"""

import datetime

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk.backoffice.alerting import AlertLine
from kiosk.staff.counter import Waiting
from kiosk.staff.wording import ago, clock, counted
from kiosk.tui.layout import rows_of
from kiosk.tui.widgets.choice import Choice

MOST = 3
"""Patients named one after the other, and reasons of the only one; more become a count."""
ACKNOWLEDGE = "acknowledge"
_AROUND, _BUTTON = 4, 22
"""Cells of the margins inside, and of the button with the gap before it."""
NOT_YET = "No one has acknowledged this yet."
NO_NAME = "No name yet"
_LONGEST_AGO = cell_len("23 hours")
"""What `ago` may grow to while a banner stands: it takes no further row as time passes."""


class Banner(Horizontal, inherit_bindings=False):
    """The filled banner of the list: who, what, since when, and a button. `key` works on its page."""

    def __init__(self, waiting: Waiting, now: datetime.datetime, key: str, width: int) -> None:
        super().__init__(classes="-urgent" if waiting.urgent else "-help")
        self._room = width - _AROUND - (_BUTTON if key else 0)
        self._waiting = waiting
        self._now = now
        self._key = key

    @property
    def rows(self) -> int:
        """How high it is, the button's three rows at least."""
        return max(3, sum(rows_of(str(line), self._room) for line in self._all()))

    def compose(self) -> ComposeResult:
        """Text on the left, the button on the right."""
        yield Static(self.text(), classes="said", markup=False)
        if self._key:
            yield Choice("Acknowledge", ACKNOWLEDGE, key=self._key, variant="alarm")

    def tell(self, waiting: Waiting, now: datetime.datetime) -> None:
        """What waits now."""
        self._waiting, self._now = waiting, now
        self.query_one(".said", Static).update(self.text())

    def text(self) -> Content:
        """Headline, what each patient needs (urgent first) or since when, and that nobody answered."""
        return Content("\n").join(self._all())

    def _all(self) -> list[Content]:
        return [
            Content.styled(headline(self._waiting), "bold"),
            *(Content(line) for line in self._lines()),
            Content(NOT_YET),
        ]

    def _lines(self) -> list[str]:
        waiting = self._waiting
        if 0 < len(waiting.patients) <= MOST:
            most = MOST if len(waiting.patients) == 1 else 1
            return [
                row
                for line in waiting.patients
                for row in _reasons_first(line, self._now, self._room, most)
            ]
        since = waiting.since
        return [
            f"The oldest waits since {clock(since)} ({ago(since, self._now)})." if since else ""
        ]


class Strip(Choice):
    """The banner in two rows, for pages that need their room: the whole strip is the button."""

    def __init__(self, waiting: Waiting, now: datetime.datetime, key: str) -> None:
        super().__init__("", ACKNOWLEDGE, key=key, variant="slim strip")
        self._ends = f"{key}  Acknowledge" if key else ""
        self.tell(waiting, now)

    def tell(self, waiting: Waiting, now: datetime.datetime) -> None:
        """What waits now."""
        self.set_class(waiting.urgent > 0, "-urgent")
        self.set_class(not waiting.urgent, "-help")
        self._waiting, self._now = waiting, now
        self.change(headline(waiting), code=ACKNOWLEDGE)

    def render(self) -> Content:
        """Headline and button name, then the gravest reason and since when."""
        width = self.content_size.width
        space = max(1, width - cell_len(self.label) - cell_len(self._ends))
        head = Content.assemble((self.label, "bold"), " " * space, (self._ends, "bold"))
        return Content.assemble(head, "\n", self._below(width))

    def _below(self, width: int) -> str:
        """The gravest reason, since when, and that nobody answered: the last in as many words as fit."""
        since, patients = self._waiting.since, self._waiting.patients
        why = f"{reasons(patients[0])[0]}. " if patients and not patients[0].problem else ""
        at = f"Since {clock(since)} ({ago(since, self._now)}). " if since else ""
        ends = (
            end for end in (NOT_YET, "Not acknowledged yet.") if cell_len(why + at + end) <= width
        )
        return f"{why}{at}{next(ends, '')}".rstrip()


def headline(waiting: Waiting) -> str:
    """What waits, and where."""
    where = f" {waiting.kiosks[0]}." if len(waiting.kiosks) == 1 else ""
    pages = counted(waiting.pages, "page")
    if waiting.urgent:
        needs = "needs" if waiting.urgent == 1 else "need"
        more = f" {waiting.help} more asked for help." if waiting.help else ""
        return f"▲ URGENT: {counted(waiting.urgent, 'patient')} {needs} you now.{where}{more}"
    if waiting.help:
        return f"● HELP: {counted(waiting.help, 'patient')} asked for help.{where}"
    return f"● PRINTING: {pages} did not come out.{where}"


def reasons(line: AlertLine) -> tuple[str, ...]:
    """Why somebody must come, gravest first; never empty."""
    if line.problem:
        return (line.problem.rstrip("."),)
    return line.about or ("Needs staff now" if line.kind == "urgent" else "Asked for help",)


def who_since(line: AlertLine, now: datetime.datetime, width: int) -> str:
    """`Ana Díaz, 10:38 (4 min).`; a name that is too long for `width` is cut."""
    since = f"{clock(line.at)} ({ago(line.at, now)})."
    name = line.name or ("" if line.problem else NO_NAME)
    room = max(8, width - cell_len(since) - 2)
    return f"{Content(name).truncate(room, ellipsis=True)}, {since}" if name else since


def _reasons_first(line: AlertLine, now: datetime.datetime, width: int, most: int) -> list[str]:
    """The gravest reason, who and since when beside it or below; then the other reasons, up to `most`."""
    first, *others = reasons(line)
    who = who_since(line, now, width)
    grows = _LONGEST_AGO - cell_len(ago(line.at, now))
    if line.problem:
        # What ails a machine may be long, and stands on the alerts' page at length.
        first = str(Content(first).truncate(width - 1, ellipsis=True))
    more = f", and {len(others)} more" if others and most == 1 else ""
    if more and cell_len(first + more) < width:
        first, others = first + more, []
    beside = cell_len(first) + 2 + cell_len(who) + max(0, grows) <= width
    if len(others) >= most:
        kept = max(0, most - 2)
        others = [*others[:kept], f"and {len(others) - kept} more"]
    rows = [f"{first}. {who}"] if beside else [f"{first}.", f"  {who_since(line, now, width - 2)}"]
    return rows + [f"  {each}" for each in others]
