"""One process a patient: starts the next one ahead, and starts another after every end but one.

Owns the terminal between two patients. Holds nothing about a patient: each process gets its own
memory, and only the draft on the disk outlives it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from types import FrameType

STAFF = 75
"""The exit code of a process in which staff left patient mode."""
_QUICK = 2.0
"""Seconds; a process that ends sooner did not serve a patient."""
_PATIENCE = (0.0, 0.2, 1.0, 5.0)
"""Pauses after one, two, three … quick ends: a fault that stays must not spin."""

# Leave the alternate screen, stop mouse and paste reports, show the cursor, plain letters.
_SANE = b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[0m"


class Waiting:
    """A patient process that is loaded and waits for its turn at the terminal."""

    def __init__(self, command: Sequence[str]) -> None:
        read, self._write = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603  our own program, no typed text in it
                [*command, str(read)], pass_fds=(read,)
            )
        finally:
            os.close(read)

    def go(self) -> None:
        """Give it the terminal."""
        with contextlib.suppress(OSError):
            os.write(self._write, b"g")
        os.close(self._write)

    def end(self) -> None:
        """Its turn never comes."""
        os.close(self._write)
        self.process.wait()


def supervise(command: Sequence[str]) -> int:
    """Serve patients on this terminal until staff leave. The exit code for the shell."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    running: list[Waiting] = []

    def stop(number: int, _: FrameType | None) -> None:
        for each in running:
            each.process.terminate()
        _restore(terminal, before)
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    quick = 0
    waiting = Waiting(command)
    while True:
        now = waiting
        started = time.monotonic()
        now.go()
        waiting = Waiting(command)
        running[:] = [now, waiting]
        code = now.process.wait()
        _restore(terminal, before)
        if code == STAFF:
            waiting.end()
            return 0
        quick = quick + 1 if time.monotonic() - started < _QUICK else 0
        time.sleep(_PATIENCE[min(quick, len(_PATIENCE) - 1)])


def wait_for_turn(descriptor: int) -> bool:
    """In a patient process: True when the terminal is ours, False when the supervisor is gone."""
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        return pipe.read(1) == b"g"


def _restore(terminal: int, before: list[int | list[bytes | int]]) -> None:
    with contextlib.suppress(termios.error, OSError):
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
        os.write(terminal, _SANE)
