"""The one pressable thing: a row with a key chip, a label and a note.

Draws itself in one piece, so that a page is a handful of widgets. Text is always literal: never markup.
"""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_HIGH = 3
"""Rows of a high chip."""


class Choice(Widget, can_focus=True, inherit_bindings=False):
    """A target as wide as its place. Variants: "primary", "slim", "line", "key", "offer", "entry"."""

    stored = reactive(False)
    """This is the answer that is kept: shown with a heavy box and with words."""

    @dataclass
    class Pressed(Message):
        """A choice was pressed, by key, touch or mouse."""

        choice: "Choice"

    def __init__(
        self,
        label: str,
        code: str = "",
        *,
        key: str = "",
        note: str = "",
        mark: str = "",
        variant: str = "",
        stored: bool = False,
    ) -> None:
        super().__init__(classes=" ".join(f"-{each}" for each in variant.split()))
        self.label = label
        self.code = code
        self.key = key
        """What is printed on the chip, and on the keyboard."""
        self.note = note
        self.mark = mark
        """The words of a stored choice."""
        self._pointed_at = False
        """A pointer moved here; it did not only lie where this page came up."""
        self.set_reactive(Choice.stored, stored)
        self.set_class(stored, "-stored", update=False)

    def watch_stored(self, stored: bool) -> None:
        """Keep the look in step with the value."""
        self.set_class(stored, "-stored")

    def on_mouse_move(self) -> None:
        """A page comes with nothing highlighted, also where it was pressed before. A finger is no pointer."""
        if not self._pointed_at and not self.screen.has_class("-touch"):
            self._pointed_at = True
            self.mouse_hover = True
            self.update_node_styles()

    def validate_mouse_hover(self, over: bool) -> bool:
        """Textual sets this also for what comes up under a pointer that lies still."""
        return over and self._pointed_at

    def change(self, label: str, note: str = "", code: str = "") -> None:
        """Show another label in the same place."""
        self.label, self.note, self.code = label, note, code
        self.refresh()

    def press(self) -> None:
        """Tell the page."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """The whole rectangle is the target, its border too."""
        event.stop()
        self.press()

    @property
    def _plain(self) -> bool:
        """Without a chip: the label is centred."""
        return self.has_class("-primary") or self.has_class("-key")

    @property
    def line(self) -> Content:
        """The row of text, as wide as the box: chip, focus mark, label, note."""
        width = self.content_size.width
        if self._plain:
            weight = "bold" if self.has_class("-primary") else ""
            return Content.assemble((self.label, weight), f"  {self.key}" if self.key else "")
        head = self._head()
        note = self.mark if self.stored and self.mark else self.note
        label = Content(self.label)
        if self.shortens:
            room = width - head.cell_length - (cell_len(note) + 1 if note else 0)
            label = label.truncate(max(1, room), ellipsis=True)
        text = Content.assemble(head, label)
        space = width - text.cell_length - cell_len(note)
        return Content.assemble(text, " " * space, note) if note and space > 0 else text

    def render(self) -> Content:
        """The row; on very tall windows with a chip three rows high."""
        line = self.line
        if not self._chipped or self.stored or self.has_focus or not self._tall:
            return line
        chip = Content.styled(" " * (len(self.key) + 4), "on $chip")
        middle = Content.styled(f"  {self.key}  ", "bold $ink on $chip")
        rest = line[len(self.key) + 2 :]
        return Content("\n").join([chip, Content.assemble(middle, " ", rest), chip])

    @property
    def _chipped(self) -> bool:
        return bool(self.key) and not self._plain

    @property
    def _tall(self) -> bool:
        """Whether high chips fit into every high box of this page: they are alike."""
        if self.content_size.height < _HIGH or not self._takes_high_chip:
            return False
        high = (c for c in self.screen.query(Choice) if c.content_size.height >= _HIGH)
        return all(each._takes_high_chip for each in high if each._chipped)

    @property
    def _takes_high_chip(self) -> bool:
        return not self.note and cell_len(self.label) + len(self.key) + 7 <= self.content_size.width

    @property
    def shortens(self) -> bool:
        """Shows typed or stored text of any length, whole on another page: may end in an ellipsis."""
        return self.has_class("-entry") or self.has_class("-offer")

    def needs(self, *, focused: bool, stored: bool) -> int:
        """Cells that the label takes in a state, without the words that may be left out."""
        if self._plain:
            return cell_len(self.label) + (cell_len(self.key) + 2 if self.key else 0)
        chip = cell_len(self.key) + 2 if self.key else 0
        mark = (3 if self.key else 2) if focused else 2 if self.key else 0
        note = 0 if stored and self.mark else cell_len(self.note)
        return chip + mark + cell_len(self.label) + (note + 1 if note else 0)

    def _head(self) -> Content:
        if self.stored or self.has_focus:
            chip = Content(f"[{self.key}]" if self.key else "")
        else:
            chip = (
                Content.styled(f" {self.key} ", "bold $ink on $chip") if self.key else Content("")
            )
        if self.has_focus:
            return Content.assemble(chip, " ► " if self.key else "► ")
        return Content.assemble(chip, "  " if self.key else "")
