"""A real pseudo-terminal with the real program in it: what a patient presses, and what the screen shows."""

import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect

from tests.support.emulated import Emulated
from tests.support.surroundings import surroundings

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f10": "\x1b[21~",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
}
ROOT = Path(__file__).resolve().parents[2]


class Terminal(Emulated):
    """One program in one pseudo-terminal. Use as a context manager: it never outlives the test."""

    def __init__(
        self,
        arguments: list[str],
        home: Path,
        *,
        columns: int = 80,
        rows: int = 24,
        program: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(columns, rows)
        self.columns, self.rows = columns, rows
        around = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "America/Chicago"}
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "kiosk", *arguments],
            dimensions=(rows, columns),
            env=surroundings(home, {**around, **(environment or {})}),
            cwd=str(program),
            timeout=self.patience,
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close(force=True)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take in what the program writes for a moment. False when it wrote nothing."""
        end = time.monotonic() + seconds
        wrote = False
        while (left := end - time.monotonic()) > 0:
            try:
                data = self.child.read_nonblocking(65_536, timeout=left)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return wrote
            wrote = True
            self.written += data
            # pyte takes private-parameter requests of the kitty protocol for ordinary ones.
            self._stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[umc]", b"", data))
        return wrote

    def ended(self) -> bool:
        """Whether the program has ended."""
        return not self.child.isalive()

    def press(self, *keys: str) -> None:
        """Send keys by name, or a character as it is."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Type `text` as it is."""
        self.child.send(text)

    def click(self, label: str) -> None:
        """Press and release the left button in the middle of `label`."""
        for row, line in enumerate(self._screen.display):
            column = line.find(label)
            if column >= 0:
                at = f"{column + len(label) // 2 + 1};{row + 1}"
                self.child.send(f"\x1b[<0;{at}M\x1b[<0;{at}m")
                return
        raise AssertionError(f"no {label!r} to touch on:\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def kill(self) -> None:
        """SIGKILL: no time to say goodbye."""
        os.killpg(os.getpgid(self.child.pid), signal.SIGKILL)
        self.child.wait()

    def drain(self, seconds: float = 0.02) -> None:
        """Take in what the program writes for a moment, without drawing it."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            self.written += self.child.read_nonblocking(65_536, timeout=seconds)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """A signal that ends the program, and all that it still writes."""
        self.child.kill(how)
        end = time.monotonic() + self.patience
        while self.child.isalive() and time.monotonic() < end:
            self.pump()
        while self.pump():
            pass

    def processes(self, verb: str) -> list[int]:
        """Processes below the program that were started with `verb`, the oldest first."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = path.read_bytes().split(b"\0")
                stat = (path.parent / "stat").read_text().rpartition(")")[2].split()
                if stat[0] != "Z" and int(stat[1]) == self.child.pid and verb.encode() in words:
                    found.append((int(stat[19]), int(path.parent.name)))
        return [number for _, number in sorted(found)]

    def kill_process(self, verb: str, number: int = signal.SIGKILL) -> int:
        """A signal for the oldest process below the program that was started with `verb`; its id."""
        running = self.processes(verb)
        assert running, f"no process {verb!r} below the program"
        os.kill(running[0], number)
        return running[0]
