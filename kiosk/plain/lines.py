"""Lines in and lines out: a terminal or a pipe, and an optional voice.

Owns the two file descriptors. Reads a byte at a time, because what a pipe holds after this patient is
the next process's. Knows nothing of an interview.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from kiosk.text import LONG_LIMIT, scrub

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_LONGEST = 4 * (LONG_LIMIT + 200)
"""Bytes of a line that are kept: enough to say that it was too long."""


class Ended(Exception):
    """The input is at its end: the pipe was closed, or the terminal is gone."""


class Interrupted(Exception):
    """Ctrl+C, or Ctrl+D on a terminal: whoever sits there wants to stop."""


class Silent(Exception):
    """Nobody typed for as long as was allowed."""


class Voice(Protocol):
    """Something that reads lines aloud."""

    def speak(self, text: str, language: str) -> None:
        """Begin to read; returns at once."""
        ...

    def hush(self) -> None:
        """Stop reading: somebody typed."""
        ...


class Lines:
    """What is said and what is typed."""

    def __init__(self, source: int, out: int, voice: Voice | None = None) -> None:
        self._source = source
        self._out = out
        self._voice = voice
        self._waiting = False
        self._interrupted = False
        self._unspoken: list[str] = []
        self.language = "en"
        self.terminal = os.isatty(source) and os.isatty(out)

    def catch_interrupts(self) -> None:
        """Ctrl+C ends a wait for input, and nothing else: never the keeping of an answer."""
        signal.signal(signal.SIGINT, self._on_interrupt)

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._waiting:
            raise Interrupted
        self._interrupted = True

    def say(self, text: str) -> None:
        """One line for each line of `text`. Raises Ended when nobody reads any more."""
        for line in text.split("\n"):
            self._write(scrub(line).rstrip() + "\n")
            self._unspoken.append(line)

    def bell(self) -> None:
        """A sound, for somebody at a terminal."""
        if self.terminal:
            self._write("\a")

    def clear(self) -> None:
        """Take what was said from the window and its history; a pipe has none."""
        self._unspoken.clear()
        if self._voice:
            self._voice.hush()
        if self.terminal:
            self._write(_CLEAR)

    def read(self, seconds: float | None = None) -> str:
        """The next line, cleaned. Raises Silent after `seconds`, Interrupted, or Ended."""
        self._speak()
        if self._interrupted:
            self._interrupted = False
            raise Interrupted
        end = None if seconds is None else time.monotonic() + seconds
        raw = bytearray()
        self._waiting = True
        try:
            while not raw.endswith(b"\n"):
                left = None if end is None else max(0.0, end - time.monotonic())
                if not select.select([self._source], [], [], left)[0]:
                    raise Silent
                byte = self._next_byte()
                if len(raw) < _LONGEST or byte == b"\n":
                    raw += byte
        finally:
            self._waiting = False
            if self._voice:
                self._voice.hush()
        return scrub(raw.decode("utf-8", "replace")).strip()

    def _next_byte(self) -> bytes:
        try:
            byte = os.read(self._source, 1)
        except OSError:
            raise Ended from None
        if byte:
            return byte
        raise Interrupted if self.terminal else Ended

    def secretly(self, ask: Callable[[], str]) -> str:
        """What `ask` reads without an echo; Ctrl+C and Ctrl+D raise Interrupted."""
        self._speak()
        self._waiting = True
        try:
            return ask()
        except EOFError:
            raise Interrupted from None
        finally:
            self._waiting = False

    def _write(self, text: str) -> None:
        content = text.encode("utf-8", "replace")
        try:
            while content:
                content = content[os.write(self._out, content) :]
        except OSError:
            raise Ended from None

    def _speak(self) -> None:
        if self._voice and self._unspoken:
            self._voice.speak("\n".join(self._unspoken), self.language)
        self._unspoken.clear()


def standard(voice: Voice | None = None) -> Lines:
    """The lines of this process."""
    return Lines(sys.stdin.fileno(), sys.stdout.fileno(), voice)
