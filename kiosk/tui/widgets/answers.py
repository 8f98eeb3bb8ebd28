"""A row of the review: one answer, or several plain ones with the questions that they were given to."""

from rich.cells import cell_len
from textual.content import Content

from kiosk.tui.review import CHIP, Line
from kiosk.tui.widgets.choice import Choice


class AnswerRow(Choice):
    """As many lines as the answers need. The whole row is the target."""

    def __init__(self, lines: tuple[Line, ...], code: str, *, key: str, note: str, variant: str):
        super().__init__(lines[0].label, code, key=key, note=note, variant=f"answer {variant}")
        self.lines = lines

    @property
    def line(self) -> Content:
        """The first line."""
        return self._line(0)

    def render(self) -> Content:
        """All lines, the way to change them on the first."""
        return Content("\n").join(self._line(number) for number in range(len(self.lines)))

    def needs(self, *, focused: bool, stored: bool) -> int:
        """Cells of the widest line."""
        del focused, stored
        note = cell_len(self.note) + 1
        return max(CHIP + line.column + cell_len(line.text) + note for line in self.lines)

    def _line(self, number: int) -> Content:
        line = self.lines[number]
        focused = self.has_focus
        label, text = Content(line.label.ljust(line.column)), Content(line.text)
        if not focused:
            # On the focus colour every text has the one that is readable there.
            label = label.stylize("bold" if line.plain else "$soft")
            text = text if line.plain else text.stylize("bold")
        head = (self._head() if number == 0 else Content("")).pad_right(0)
        head = head.pad_right(max(0, CHIP - head.cell_length))
        row = Content.assemble(head, label, text)
        if number:
            return row
        note = Content(self.note) if focused else Content.styled(self.note, "$accent")
        space = self.content_size.width - row.cell_length - note.cell_length
        return Content.assemble(row, " " * max(1, space), note)
