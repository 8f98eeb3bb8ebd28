"""Boxes to type in, each under its label. A long paste is refused with words, never cut."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from kiosk.text import NAME_LIMIT, scrub
from kiosk.tui.widgets.text import words

Accepts = Literal["text", "digits", "decimal"]
_RESTRICT = {"text": None, "digits": r"[0-9]*", "decimal": r"[0-9]*[.,]?[0-9]*"}
_EDITS: Final[dict[str, Callable[[Input], None]]] = {
    "left": Input.action_cursor_left,
    "right": Input.action_cursor_right,
    "home": Input.action_home,
    "end": Input.action_end,
    "backspace": Input.action_delete_left,
    # What the Backspace key of some terminals sends.
    "ctrl+h": Input.action_delete_left,
    "delete": Input.action_delete_right,
    "ctrl+u": Input.clear,
}


class Entry(Input, inherit_bindings=False):
    """A box. It moves and erases; it has no clipboard, no selection and no submit of its own."""

    BINDINGS: ClassVar[list[Any]] = []

    @dataclass
    class Refused(Message):
        """Something typed or pasted does not go into this box. `cause` is a key of the words."""

        entry: "Entry"
        cause: str

    def __init__(
        self,
        value: str = "",
        *,
        limit: int = NAME_LIMIT,
        accepts: Accepts = "text",
        secret: bool = False,
    ) -> None:
        super().__init__(
            value,
            max_length=limit,
            restrict=_RESTRICT[accepts],
            password=secret,
            select_on_focus=False,
        )
        self.cursor_blink = False
        self.cursor_position = len(value)

    def on_key(self, event: events.Key) -> None:
        """Move and erase. A box of digits has no use for letters: they are the page's keys."""
        if edit := _EDITS.get(event.key):
            # As a binding it would never run: the page lets no key through to the app.
            event.stop()
            event.prevent_default()
            edit(self)
        elif self.restrict and event.character and event.character.isalpha():
            event.prevent_default()

    def put(self, text: str) -> None:
        """Type `text` at the cursor."""
        self.insert_text_at_cursor(text)

    def restricted(self) -> None:
        """Say on the page why nothing was typed, in place of the bell."""
        if self.max_length and len(self.value) >= self.max_length:
            cause = "typing.box_full" if self.restrict else "typing.too_long"
        else:
            cause = "typing.numbers_only"
        self.post_message(self.Refused(self, cause))

    def on_paste(self, event: events.Paste) -> None:
        """A paste goes in whole or not at all."""
        event.stop()
        event.prevent_default()
        text = scrub(event.text).strip()
        if self.max_length and len(self.value) + len(text) > self.max_length:
            self.post_message(self.Refused(self, "typing.too_long"))
        elif text:
            self.insert_text_at_cursor(text)


class Field(Vertical, inherit_bindings=False):
    """A label above its box."""

    def __init__(self, label: str, entry: Entry) -> None:
        super().__init__()
        self.label = label
        self.entry = entry

    def compose(self) -> ComposeResult:
        """Label and box."""
        yield words(self.label, classes="label")
        yield self.entry


class Row(Horizontal, inherit_bindings=False):
    """Parts of equal width side by side, `apart` by two cells or touching."""

    def __init__(self, *parts: Widget, apart: bool = True) -> None:
        for part in parts:
            part.add_class("-share", update=False)
        if apart:
            for part in parts[:-1]:
                part.add_class("-apart", update=False)
        super().__init__(*parts)
