"""One line of the staff list: a patient's intake as a target two rows high."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

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
