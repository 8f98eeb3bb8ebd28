"""The scale from 0 to 10: eleven boxes in a row, with words under the ends and the middle."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Row


class ScaleWords(Widget, inherit_bindings=False):
    """What the ends and the middle mean."""

    def __init__(self, low: str, middle: str, high: str) -> None:
        super().__init__()
        self.texts = (low, middle, high)

    def render(self) -> Content:
        """Left, centre, right."""
        low, middle, high = self.texts
        width = self.content_size.width
        first = max(1, (width - cell_len(middle)) // 2 - cell_len(low))
        second = max(1, width - cell_len(low) - first - cell_len(middle) - cell_len(high))
        return Content(f"{low}{' ' * first}{middle}{' ' * second}{high}")


class Scale(Vertical, inherit_bindings=False):
    """Whole numbers from `low` to `high`; `value` is the chosen one."""

    def __init__(
        self, low: int, high: int, texts: tuple[str, str, str], value: int | None = None
    ) -> None:
        super().__init__()
        self.numbers = range(low, high + 1)
        self.texts = texts
        self.value = value

    def compose(self) -> ComposeResult:
        """The boxes, then the words."""
        yield Row(
            *(
                Choice(str(number), str(number), variant="key box", stored=number == self.value)
                for number in self.numbers
            ),
            apart=False,
        )
        yield ScaleWords(*self.texts)

    def choose(self, number: int | None) -> None:
        """Mark `number` as chosen."""
        self.value = number
        for box in self.query(Choice):
            box.stored = box.code == str(number)
