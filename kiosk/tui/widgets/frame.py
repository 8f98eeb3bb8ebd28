"""What stands around every page: band, steps, list of parts, bar."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

MARGIN = 2
"""Cells left free on each side of band and steps."""

BAR_BUTTON = 24
"""Cells of a bar button where there is room."""


class Band(Widget, inherit_bindings=False):
    """Clinic name on the left, where the patient is (or that help was asked for) on the right.

    `mark` says that staff sit here; it stands after the name and is never cut.
    """

    def __init__(self, clinic: str, right: str = "", mark: str = "") -> None:
        super().__init__()
        self.clinic = clinic
        self.right = right
        self.mark = f"   {mark}" if mark else ""

    def render(self) -> Content:
        """One line, both ends."""
        width = self.content_size.width
        room = width - cell_len(self.right) - 2 - cell_len(self.mark)
        left = Content(self.clinic).truncate(max(0, room), ellipsis=True).append(self.mark)
        space = width - left.cell_length - cell_len(self.right)
        return Content.assemble(left.stylize("bold"), " " * max(0, space), self.right)


class Steps(Widget, inherit_bindings=False):
    """A line a part: done, here, to come; they differ in weight, not only in colour."""

    def __init__(self, parts: int, here: int) -> None:
        super().__init__()
        self.parts = parts
        self.here = here

    def render(self) -> Content:
        """The parts share the width; the first ones take what is left over."""
        width = self.content_size.width - (self.parts - 1)
        each, over = divmod(max(self.parts, width), self.parts)
        pieces = []
        for number in range(1, self.parts + 1):
            length = each + (number <= over)
            if number < self.here:
                pieces.append(Content.styled("━" * length, "$accent"))
            elif number == self.here:
                pieces.append(Content.styled("▄" * length, "$accent"))
            else:
                pieces.append(Content.styled("─" * length, "$edge"))
        return Content(" ").join(pieces)


class PartList(Widget, inherit_bindings=False):
    """The parts by name, beside the column of a wide window."""

    def __init__(self, names: tuple[str, ...], here: int) -> None:
        super().__init__()
        self.names = names
        self.here = here

    def render(self) -> Content:
        """Done, here, or a number."""
        lines = []
        for number, name in enumerate(self.names, start=1):
            if number < self.here:
                lines.append(Content.assemble(("√", "bold $good"), ("  " + name, "$soft")))
            elif number == self.here:
                lines.append(Content.styled(f"►  {name}", "bold $ink"))
            else:
                lines.append(Content.assemble((f"{number}  ", "$ink"), (name, "$soft")))
        return Content("\n\n").join(lines)


@dataclass(frozen=True, slots=True)
class BarButton:
    """One place of the bar: the action it asks for, its label and its key."""

    action: str
    label: str
    key: str


class Bar(Widget, inherit_bindings=False):
    """Up to four buttons at the foot of the page. The keys do the same from anywhere on it."""

    @dataclass
    class Pressed(Message):
        """A button of the bar was touched."""

        action: str

    def __init__(self, buttons: tuple[BarButton, ...]) -> None:
        super().__init__()
        self.buttons = buttons

    def _places(self) -> tuple[int, int]:
        """First column and width of the buttons."""
        count = max(1, len(self.buttons))
        each = min(BAR_BUTTON, self.size.width // count)
        return (self.size.width - each * count) // 2, each

    def render(self) -> Content:
        """Labels, then key names, each centred in its place."""
        first, each = self._places()
        labels, keys = Content(" " * first), Content(" " * first)
        for button in self.buttons:
            labels = labels.append(Content.styled(_centred(button.label, each), "bold"))
            keys = keys.append(Content.styled(_centred(button.key, each), "$soft"))
        above = "\n" if self.size.height > 3 else ""
        return Content.assemble(above, labels, "\n", keys)

    def on_click(self, event: events.Click) -> None:
        """All three rows of a button are its target."""
        event.stop()
        first, each = self._places()
        index = (event.x - first) // each
        if 0 <= index < len(self.buttons):
            self.post_message(self.Pressed(self.buttons[index].action))


def _centred(text: str, width: int) -> str:
    left = max(0, (width - cell_len(text)) // 2)
    return " " * left + text + " " * max(0, width - left - cell_len(text))
