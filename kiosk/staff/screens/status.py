"""How the kiosk is: printer or folder, disk, backup, alerts, recovery sheet."""

from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from kiosk.backoffice.status import KioskStatus, status
from kiosk.records.doctor import Finding
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import StaffPage
from kiosk.staff.widgets.pane import Pane, fitted, wrapped
from kiosk.tui.view import View
from kiosk.tui.widgets.text import words


class StatusPage(StaffPage):
    """Each with a mark, what was found, and what to do."""

    def __init__(self, view: View, counter: Counter) -> None:
        super().__init__(view, counter)
        self._status = status(counter.office)

    def column(self) -> ComposeResult:
        """The findings."""
        yield words("This kiosk", classes="heading")
        height = self.room - 2 - self.view.shape.heading_gap
        yield fitted(partial(status_lines, self._status), self.width, height, place="main")

    def turn(self, pages: int) -> None:
        """PgUp and PgDn."""
        self.query_one("#main", Pane).turn(pages)


def status_lines(found: KioskStatus, width: int) -> list[Content]:
    """Word and shape for each finding, and what to do where it does not hold."""
    lines: list[Content] = []
    for finding in _findings(found):
        mark, style = ("√", "bold $good") if finding.ok else ("!", "bold $danger")
        text = wrapped(finding.what[:1].upper() + finding.what[1:], width - 3)
        head = Content.assemble((mark, style), "  ")
        lines += [Content.assemble(head if n == 0 else "   ", line) for n, line in enumerate(text)]
        if finding.fix and not finding.ok:
            lines += wrapped(f"What to do: {finding.fix}", width, style="bold", indent=3)
        lines.append(Content(""))
    return lines[:-1]


def _findings(found: KioskStatus) -> tuple[Finding, ...]:
    return (found.alerts, found.delivery, found.disk, found.backup, found.recovery, found.sync)
