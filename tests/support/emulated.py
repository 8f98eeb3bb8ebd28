"""The letters on a screen that a program draws on, read as a person would."""

import time
from collections.abc import Callable

import pyte


class Emulated:
    """A screen of letters. A kind of it knows where they come from."""

    patience = 30
    """Seconds to wait for a screen: a bound for a broken program, not a speed that is promised."""
    rest = 0.07
    """Seconds without a change after which a screen has come to rest."""

    def __init__(self, columns: int, rows: int) -> None:
        self.written = b""
        """All that was ever drawn on it."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take in what comes for a moment. False when nothing did."""
        raise NotImplementedError

    def ended(self) -> bool:
        """Whether nothing can come any more."""
        return False

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, wanted: str | Callable[[str], bool]) -> str:
        """The screen once it shows `wanted` and has come to rest, as a person would see it.

        A page takes no key before it is painted whole. Raises AssertionError with the screen when
        `wanted` never shows.
        """
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            self.pump()
            shown = self.text
            if wanted in shown if isinstance(wanted, str) else wanted(shown):
                while self.pump(self.rest):
                    pass
                return self.text
            if self.ended():
                break
        raise AssertionError(f"waited for {wanted!r}; the screen shows:\n{self.text}")
