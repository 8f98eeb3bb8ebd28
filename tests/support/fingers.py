"""Somebody who presses, touches, pastes, drags the window and pulls at processes without any plan.

The same seed is the same row of events. What was typed holds CANARY, so that it can be looked for.
"""

import contextlib
import os
import random
import signal
from collections import deque
from collections.abc import Callable

from tests.support.terminal import KEYS, Terminal

CANARY = "Zebulon"
_HOSTILE = (
    f"[@click=app.quit]{CANARY}[/]",
    f"{CANARY}[/nope][red",
    "[/]",
    f"=cmd|'/c calc'!A1 {CANARY}",
    f"../../../../etc/{CANARY}",
    f"\x1b]0;{CANARY}\x07\x1b[2J\x9b31m\u202e{CANARY}\u2066\u200b",
    f"{CANARY} 078-05-1120\n" * 3,
    CANARY * 100,
    "\u0000\ufffe\U0001f600é\u0301",
)
_GARBAGE = (
    b"\xed",
    b"\x80\xff",
    b"\x1b[",
    b"\x1b[999;999",
    b"\x1b[<0;",
    b"\x1b]52;c;?\x07",
    b"\x1bP",
)
_SIZES = (
    (80, 24),
    (100, 30),
    (140, 45),
    (200, 60),
    (300, 100),
    (60, 18),
    (10, 4),
    (1, 1),
    (79, 24),
)
# What a person in front of the kiosk might press to get on.
_ONWARD = ("1", "2", "3", "4", "s", "enter", "f5", "tab", "down", "space")
_TO_PATIENT = (
    signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTSTP,
    signal.SIGCONT, signal.SIGWINCH, signal.SIGPIPE, signal.SIGTTIN,
)  # fmt: skip
_TO_SUPERVISOR = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


class Fingers:
    """Random events for one terminal."""

    def __init__(self, terminal: Terminal, seed: int) -> None:
        self._terminal = terminal
        self._random = random.Random(seed)
        self.last: deque[str] = deque(maxlen=40)
        """The last events, to read when something went wrong."""

    def move(self) -> None:
        """One event, and a moment to show what came of it."""
        ways: tuple[tuple[Callable[[], str], int], ...] = (
            (self._onward, 40),
            (self._key, 22),
            (self._letters, 10),
            (self._mouse, 12),
            (self._paste, 6),
            (self._held, 3),
            (self._garbage, 2),
            (self._resize, 4),
            (self._signal, 1),
        )
        (way,) = self._random.choices([each for each, _ in ways], [often for _, often in ways])
        self.last.append(way())
        self._terminal.drain(self._random.choice((0.0, 0.01, 0.03, 0.1)))

    def _send(self, what: str | bytes) -> str:
        self._terminal.child.send(what)
        return repr(what)

    def _onward(self) -> str:
        return self._send(KEYS.get(key := self._random.choice(_ONWARD), key))

    def _key(self) -> str:
        controls = [chr(code) for code in range(32)]
        return self._send(
            self._random.choice([*KEYS.values(), *controls, "\x1b[Z", "\x1b[3~", "\x1bq"])
        )

    def _letters(self) -> str:
        return self._send(
            self._random.choice(
                (
                    CANARY,
                    "1984",
                    "12",
                    "70",
                    "x",
                    "Ana",
                    "aspirin",
                    f"{CANARY} {self._random.random()}",
                )
            )
        )

    def _mouse(self) -> str:
        column, row = (
            self._random.randint(1, limit + 1)
            for limit in (self._terminal.columns, self._terminal.rows)
        )
        button = self._random.choice((0, 0, 0, 1, 2, 4, 16, 32, 35, 64, 65))
        press = f"\x1b[<{button};{column};{row}M"
        return self._send(press + (f"\x1b[<{button};{column};{row}m" if button < 32 else ""))

    def _paste(self) -> str:
        text = self._random.choice(_HOSTILE)
        return self._send(f"\x1b[200~{text}\x1b[201~" if self._random.random() < 0.8 else text)

    def _held(self) -> str:
        key = self._random.choice(("\r", "1", "2", "\x1b", "\x1bOP", "\x7f"))
        return self._send(key * self._random.randint(5, 60))

    def _garbage(self) -> str:
        return self._send(self._random.choice(_GARBAGE))

    def _resize(self) -> str:
        size = self._random.choice(_SIZES)
        self._terminal.columns, self._terminal.rows = size
        self._terminal.child.setwinsize(size[1], size[0])
        return f"window {size}"

    def _signal(self) -> str:
        """To the process on the screen, to the one that waits, or to their supervisor."""
        verb = self._random.choice(("patient", "patient", "staff", ""))
        number = self._random.choice(_TO_PATIENT if verb else _TO_SUPERVISOR)
        which = self._random.choice((0, 0, 0, -1))
        running = self._terminal.processes(verb) if verb else [self._terminal.child.pid]
        if running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(running[which], number)
        return f"{number!r} to {verb or 'the supervisor'} [{which}]"
