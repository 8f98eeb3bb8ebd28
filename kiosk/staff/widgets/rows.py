"""Rows that are targets: a patient's intake in the list, an alert on its page."""

import datetime
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from kiosk.backoffice.alerting import AlertLine
from kiosk.staff.widgets.banner import reasons, who_since
from kiosk.tui.widgets.choice import Choice


@dataclass(frozen=True, slots=True)
class Cell:
    """One column: its text, how wide it is, and its colour unless the row has the focus."""

    text: str
    width: int
    style: str = ""


def cells_text(cells: tuple[Cell, ...], *, marked: bool = False) -> Content:
    """The columns side by side, each cut with an ellipsis where it must be."""
    parts = []
    for cell in cells:
        room = max(1, cell.width - 1)
        bold = "bold" if "bold" in cell.style else ""
        text = Content(cell.text).truncate(room, ellipsis=True) if cell.text else Content("")
        styled = text.stylize(bold if marked else cell.style) if cell.style else text
        parts.append(styled.pad_right(max(0, cell.width - cell_len(str(text)))))
    return Content.assemble(*parts)


class ListRow(Choice):
    """A row that is filled again as the list moves: rows are never made while somebody scrolls."""

    def __init__(self) -> None:
        super().__init__("", variant="line entry row")
        self._cells: tuple[Cell, ...] = ()

    def fill(self, code: str, cells: tuple[Cell, ...]) -> None:
        """Show another line in this place."""
        self.code = code
        self.label = " ".join(cell.text for cell in cells)
        self._cells = cells
        self.refresh()

    def render(self) -> Content:
        """The columns."""
        return cells_text(self._cells, marked=self.has_focus)


class AlertRow(Choice):
    """One alert in two lines: its number and why, gravest first; then who, since when and where."""

    def __init__(self, line: AlertLine, now: datetime.datetime, key: str, *, seen: bool) -> None:
        mark = "√ Seen." if seen else "▲" if line.kind == "urgent" else "●"
        first, *others = reasons(line)
        super().__init__(
            f"{mark} {first}", line.id, key=key, variant="line entry alert", stored=seen
        )
        self._others = others
        self._line = line
        self._now = now

    def render(self) -> Content:
        """Both lines. Of the reasons after the gravest stand as many as fit."""
        width = self.content_size.width
        head = Content.assemble(self._head(), (self.label, "bold"))
        for left in range(len(self._others), -1, -1):
            more = f", and {len(self._others) - left} more" if left < len(self._others) else ""
            text = "".join(f", {each}" for each in self._others[:left]) + more
            if head.cell_length + cell_len(text) <= width:
                head = Content.assemble(head, text)
                break
        where = self._line.kiosk
        indent = " " * (len(self.key) + 4)
        room = width - len(indent) - (cell_len(where) + 2 if where else 0)
        who = who_since(self._line, self._now, room)
        space = " " * max(1, width - len(indent) - cell_len(who) - cell_len(where))
        return Content.assemble(head, "\n", indent, who, space, where)
