"""Plain mode's supervisor: one process a patient, the next one ahead, on a terminal or a pipe.

Differs from `supervise` in what it leaves behind: it never moves a cursor, only clears a terminal after a
process that could not do so itself, and it ends when a pipe has nothing more to say.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from kiosk.supervise import LEFT, PATIENCE, QUICK, STAFF_WANTED, Waiting, stay

NO_INPUT = 77
"""The exit code of a patient process whose input is at its end."""
_ENDED_WELL = (0, STAFF_WANTED, NO_INPUT)
_CLEAR = b"\x1b[H\x1b[2J\x1b[3J"


def attend(command: Sequence[str], door: Sequence[str]) -> int:
    """Serve patients until staff close the kiosk or the input ends. The exit code for the shell.

    `command` is a patient's process, `door` the one in which staff close the kiosk.
    """
    running: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _: FrameType | None) -> None:
        for each in running:
            each.terminate()
        _clear()
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    stay()
    quick = 0
    waiting = Waiting(command)
    while True:
        now, started = waiting, time.monotonic()
        now.go()
        waiting = Waiting(command)
        running[:] = [now.process, waiting.process]
        code = now.process.wait()
        if code not in _ENDED_WELL:
            _clear()
        if code == STAFF_WANTED:
            staff = subprocess.Popen(door)  # noqa: S603  our own program, no typed text in it
            running[:] = [staff, waiting.process]
            code = staff.wait()
        if code in (LEFT, NO_INPUT):
            waiting.end()
            return 0
        quick = quick + 1 if code and time.monotonic() - started < QUICK else 0
        time.sleep(PATIENCE[min(quick, len(PATIENCE) - 1)])


def _clear() -> None:
    """A killed process left a patient's answers in the window."""
    if sys.stdout.isatty():
        os.write(sys.stdout.fileno(), _CLEAR)
