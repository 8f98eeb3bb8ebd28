"""A pseudo-terminal with a clock: when a key was sent, when the last byte of the frame came."""

import contextlib
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from typing import NamedTuple

_QUIET = 0.04
"""Seconds without a byte after which a frame is whole."""


class Frame(NamedTuple):
    """Seconds from the key to the first and to the last byte of what it drew."""

    first: float
    last: float
    size: int


class Glass:
    """One program on one terminal of 80x24. Use as a context manager."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if not self.pid:
            os.execvpe(command[0], list(command), dict(environment))
        ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def __enter__(self) -> "Glass":
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def frame(self, since: float, least: int = 1, patience: float = 30) -> Frame:
        """What is drawn until it is quiet, at least `least` bytes of it."""
        first = last = 0.0
        size = 0
        end = time.perf_counter() + patience
        while time.perf_counter() < end:
            ready, _, _ = select.select([self._descriptor], [], [], _QUIET)
            if ready:
                data = os.read(self._descriptor, 1 << 16)
                last = time.perf_counter() - since
                first = first or last
                size += len(data)
                if b"\x1b[?2026$p" in data:
                    # Every terminal of today draws a frame whole when asked to.
                    os.write(self._descriptor, b"\x1b[?2026;2$y")
            elif size >= least:
                return Frame(first, last, size)
        raise TimeoutError("nothing was drawn")

    def rest(self) -> None:
        """Take in what is still drawn, so that none of it counts as the next frame."""
        with contextlib.suppress(TimeoutError):
            self.frame(time.perf_counter(), patience=5 * _QUIET)

    def press(self, key: bytes, least: int = 1) -> Frame:
        """The frame that `key` leads to."""
        since = time.perf_counter()
        os.write(self._descriptor, key)
        return self.frame(since, least)
