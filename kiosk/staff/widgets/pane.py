"""Text longer than its place: a window over lines, moved by key, wheel or two large targets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

PAGER = 4
"""Cells of the targets that move it."""
_UP, _DOWN = ("▲", "Pg", "Up"), ("▼", "Pg", "Dn")
WHEEL = 3
"""Lines that one notch of the wheel moves."""


class Pager(Widget, inherit_bindings=False):
    """Two targets one above the other: a page up, a page down."""

    @dataclass
    class Turned(Message):
        """-1: towards the top; 1: towards the end."""

        by: int

    def render(self) -> Content:
        """A mark and its key in the middle of each half."""
        height, width = self.content_size.height, self.content_size.width
        lines = [Content(" " * width)] * height
        for middle, words in ((height // 4, _UP), (height - 1 - height // 4, _DOWN)):
            for line, word in enumerate(words, start=max(0, middle - 1)):
                lines[min(line, height - 1)] = Content.styled(word.center(width), "bold")
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """The upper half is up, the lower half down."""
        event.stop()
        self.post_message(self.Turned(-1 if event.y < self.size.height // 2 else 1))


class Lines(Widget, inherit_bindings=False):
    """The part of the lines that shows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Sequence[Content] = ()

    def render(self) -> Content:
        """One line a row; a line is never wider than its place."""
        width = self.content_size.width
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in self.shown)


class Pane(Horizontal, inherit_bindings=False):
    """A window of fixed size over lines that were wrapped to `Pane.text_width`."""

    def __init__(
        self, lines: Sequence[Content], width: int, height: int, *, top: int = 0, place: str = ""
    ) -> None:
        super().__init__(id=place or None)
        self.lines = lines
        self.height = height
        self.styles.width = width
        self.styles.height = height
        self._lines = Lines()
        self._lines.styles.width = text_width(width, paged=self.paged)
        self.top = 0
        self._show(top)

    @property
    def paged(self) -> bool:
        """Whether the lines are more than fit."""
        return len(self.lines) > self.height

    def compose(self) -> ComposeResult:
        """Text, and the targets when there is more of it."""
        yield self._lines
        if self.paged:
            pager = Pager()
            pager.styles.width = PAGER
            yield pager

    def move(self, by: int) -> None:
        """Towards the end (or, negative, the top) by `by` lines."""
        self._show(self.top + by)

    def turn(self, pages: int) -> None:
        """By whole pages, one line of the last page kept."""
        self.move(pages * max(1, self.height - 1))

    def _show(self, top: int) -> None:
        self.top = max(0, min(top, len(self.lines) - self.height))
        self._lines.shown = self.lines[self.top : self.top + self.height]
        self._lines.refresh()

    def on_pager_turned(self, event: Pager.Turned) -> None:
        """One of the targets."""
        event.stop()
        self.turn(event.by)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.move(-WHEEL)


def fitted(
    lines: Callable[[int], list[Content]], width: int, height: int, *, top: int = 0, place: str = ""
) -> Pane:
    """A pane over what `lines` makes for the width that the text has there."""
    made = lines(width)
    if len(made) > height:
        made = lines(text_width(width, paged=True))
    return Pane(made, width, height, top=top, place=place)


def text_width(width: int, *, paged: bool) -> int:
    """Cells of a line in a pane of `width`."""
    return width - PAGER - 1 if paged else width


def wrapped(text: str, width: int, *, style: str = "", indent: int = 0) -> list[Content]:
    """`text` in lines of `width`, each after `indent` cells."""
    room = max(8, width - indent)
    return [
        Content.assemble(" " * indent, line.stylize(style) if style else line)
        for part in text.split("\n")
        for line in (Content(part).wrap(room) or [Content("")])
    ]
