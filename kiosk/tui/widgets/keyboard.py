"""The on-screen keyboard of devices without keys: it types into the box above it."""

from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Row

LETTERS: Final = ("QWERTYUIOP", "ASDFGHJKL'", "ZXCVBNM-ÑÉ")
OTHERS: Final = ("1234567890", "ÁÉÍÓÚÜÑÇ.,", "@/()+&#:?¿")
"""In place of the letters: digits, letters with accents, signs."""
DIGITS: Final = ("12345", "67890")
_TO_OTHERS: Final = "Á 1 @"
_TO_LETTERS: Final = "A B C"


class Keyboard(Vertical, inherit_bindings=False):
    """Letters or digits in rows, then Erase, Space or a point, the ways out and Next."""

    @dataclass
    class Typed(Message):
        """A letter, digit or space was touched."""

        text: str

    class Erased(Message):
        """Erase was touched."""

    class Skipped(Message):
        """The way out was touched."""

    class NotSure(Message):
        """ "I'm not sure" was touched."""

    class Done(Message):
        """Next was touched."""

    def __init__(
        self,
        erase: str,
        space: str,
        skip: str,
        done: str,
        *,
        not_sure: str = "",
        digits: bool = False,
        decimal: bool = False,
    ) -> None:
        super().__init__()
        self.rows = DIGITS if digits else LETTERS
        self._others = False
        self.erase = erase
        self.space = "" if digits else space
        self.decimal = decimal
        self.not_sure = not_sure
        self.skip = skip
        self.done = done

    def compose(self) -> ComposeResult:
        """The rows of keys."""
        for row in self.rows:
            keys = (Choice(letter, letter, variant="key letter") for letter in row)
            yield Row(*keys, apart=False)
        last = [Choice(self.erase, "erase", variant="key letter erase")]
        if self.space:
            last.append(Choice(_TO_OTHERS, "others", variant="key letter others"))
            last.append(Choice(self.space, " ", variant="key letter space"))
        if self.decimal:
            last.append(Choice(".", ".", variant="key letter point"))
        if self.not_sure:
            last.append(Choice(self.not_sure, "not_sure", variant="key letter unsure"))
        if self.skip:
            last.append(Choice(self.skip, "skip", variant="key letter skip"))
        last.append(Choice(self.done, "done", variant="primary letter done"))
        yield Row(*last, apart=False)

    def on_mount(self) -> None:
        """Touch only: the keyboard's keys never take the focus from the box."""
        for key in self.query(Choice):
            key.can_focus = False

    def _turn(self) -> None:
        """The other letters on the same keys."""
        self._others = not self._others
        shown = "".join(OTHERS if self._others else LETTERS)
        keys = list(self.query(Choice))
        for key, letter in zip(keys, shown, strict=False):
            key.change(letter, code=letter)
        for key in keys:
            if key.code == "others":
                key.change(_TO_LETTERS if self._others else _TO_OTHERS, code="others")

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """Say what was touched."""
        event.stop()
        code = event.choice.code
        if code == "erase":
            self.post_message(self.Erased())
        elif code == "others":
            self._turn()
        elif code == "skip":
            self.post_message(self.Skipped())
        elif code == "not_sure":
            self.post_message(self.NotSure())
        elif code == "done":
            self.post_message(self.Done())
        else:
            self.post_message(self.Typed(code))
