"""A page of further things to do, each a target."""

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult

from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import StaffPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice


class MenuItem(NamedTuple):
    """One thing to do."""

    label: str
    note: str
    do: Callable[[], None]


class MenuPage(StaffPage):
    """Up to eight targets at the smallest window, nine at larger ones."""

    def __init__(
        self, view: View, counter: Counter, heading: str, items: tuple[MenuItem, ...]
    ) -> None:
        super().__init__(view, counter)
        self._heading = heading
        self._items = items

    def column(self) -> ComposeResult:
        """Heading and targets; boxes become lines where there are many."""
        yield from self.heading(self._heading)
        shape = self.view.shape
        boxes = 1 + shape.heading_gap + len(self._items) * (shape.target + shape.target_gap)
        look = "" if boxes <= self.room else shape.slim_variant
        for number, item in enumerate(self._items):
            key = str(number + 1)
            yield Choice(item.label, str(number), key=key, note=item.note, variant=look)

    def chosen(self, choice: Choice) -> None:
        """Do it."""
        self._items[int(choice.code)].do()
