"""Alerts that nobody acknowledged: on every staff page, on top, until somebody says that they go."""

import datetime
from dataclasses import replace

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk.backoffice.alerting import AlertLine
from kiosk.staff.counter import Waiting
from kiosk.staff.wording import ago, clock, counted
from kiosk.tui.widgets.choice import Choice

MOST = 3
"""Patients named one a line; more become a count."""
ACKNOWLEDGE = "acknowledge"
_AROUND, _BUTTON = 4, 22
"""Cells of the margins inside, and of the button with the gap before it."""
NOT_YET = "No one has acknowledged this yet."


class Banner(Horizontal, inherit_bindings=False):
    """The filled banner of the list: who, what, since when, and a button. `key` works on its page."""

    def __init__(self, waiting: Waiting, now: datetime.datetime, key: str, width: int) -> None:
        super().__init__(classes="-urgent" if waiting.urgent else "-help")
        self._room = width - _AROUND - (_BUTTON if key else 0)
        self._waiting = waiting
        self._now = now
        self._key = key

    @staticmethod
    def rows(waiting: Waiting) -> int:
        """How high it is."""
        patients = waiting.patients
        lines = 1 if len(patients) != 1 else min(MOST, len(patients[0].about or ()))
        return 1 + max(1, len(patients) if 1 < len(patients) <= MOST else lines) + 1

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
        """Headline, one line a patient (urgent first) or since when, and that nobody answered."""
        return Content("\n").join(
            [
                Content.styled(headline(self._waiting), "bold"),
                *(Content(line) for line in self._lines()),
                Content(NOT_YET),
            ]
        )

    def _lines(self) -> list[str]:
        waiting = self._waiting
        if len(waiting.patients) == 1:
            return _alone(waiting.patients[0], self._now, self._room)
        if 0 < len(waiting.patients) <= MOST:
            return [alert_text(line, self._now, self._room) for line in waiting.patients]
        since = waiting.since
        return [
            f"The oldest waits since {clock(since)} ({ago(since, self._now)})." if since else ""
        ]


class Strip(Choice):
    """The banner in two rows, for pages that need their room: the whole strip is the button."""

    def __init__(self, waiting: Waiting, now: datetime.datetime, key: str, _width: int) -> None:
        super().__init__("", ACKNOWLEDGE, key=key, variant="slim strip")
        self._ends = f"{key}  Acknowledge" if key else ""
        self.tell(waiting, now)

    def tell(self, waiting: Waiting, now: datetime.datetime) -> None:
        """What waits now."""
        self.set_class(waiting.urgent > 0, "-urgent")
        self.set_class(not waiting.urgent, "-help")
        since = waiting.since
        self._below = f"Since {clock(since)} ({ago(since, now)}). {NOT_YET}" if since else NOT_YET
        self.change(headline(waiting), code=ACKNOWLEDGE)

    def render(self) -> Content:
        """Headline and button name, then since when."""
        width = self.content_size.width
        space = max(1, width - cell_len(self.label) - cell_len(self._ends))
        head = Content.assemble((self.label, "bold"), " " * space, (self._ends, "bold"))
        return Content.assemble(head, "\n", self._below)


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


def _alone(line: AlertLine, now: datetime.datetime, width: int) -> list[str]:
    """Every reason of the only patient in a row of its own, the gravest beside the name."""
    first, *others = line.about or ("",)
    if not first:
        return [alert_text(line, now, width)]
    if len(others) >= MOST:
        others = [*others[: MOST - 2], f"and {len(others) - MOST + 2} more"]
    rows = [alert_text(replace(line, about=(first,)), now, width)]
    return rows + [str(Content(f"  {each}").truncate(width, ellipsis=True)) for each in others]


def alert_text(line: AlertLine, now: datetime.datetime, width: int = 10_000) -> str:
    """Who, what about, and since when; what it is about is cut where it does not fit."""
    name = line.name or ("" if line.problem else "A patient who gave no name yet")
    about = line.problem.rstrip(".") or ", ".join(line.about or ())
    if not about:
        about = "Needs staff now" if line.kind == "urgent" else "Asked for help"
    who = f"{name}. " if name else ""
    since = f", {clock(line.at)} ({ago(line.at, now)})."
    room = max(8, width - cell_len(who) - cell_len(since))
    return f"{who}{Content(about).truncate(room, ellipsis=True)}{since}"
