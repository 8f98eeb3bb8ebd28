"""One process a patient: starts the next one ahead, and starts another after every end but one.

Owns the terminal between two patients, and between a patient and staff: the staff screen is a process
of its own, so that a key to the records is never in a patient's process and goes when staff sign out.
Holds nothing about a patient itself: only the draft on the disk outlives a process.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from types import FrameType

LEFT = 75
"""The exit code of a staff process in which staff closed the kiosk."""
STAFF_WANTED = 76
"""The exit code of a patient process that makes room for the staff screen."""
_PAINT_SECONDS = 5.0
"""How long the next process is held back for the one on the screen to paint."""
QUICK = 2.0
"""Seconds; a process that ends sooner did not serve a patient."""
PATIENCE = (0.0, 0.2, 1.0, 5.0)
"""Pauses after one, two, three … quick ends: a fault that stays must not spin."""

# Leave the alternate screen, stop mouse and paste reports, show the cursor, plain letters.
_SANE = (
    b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    b"\x1b[<u\x1b[?7h\x1b[?25h\x1b[0m"
)
_HEARING = termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN
# What the shell showed is not for a patient who looks on while the staff screen loads.
_CLEAR = b"\x1b[2J\x1b[H"


class Waiting:
    """A patient process that is loaded and waits for its turn at the terminal."""

    def __init__(self, command: Sequence[str]) -> None:
        turn, self._turn = os.pipe()
        self._painted, painted = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603  our own program, no typed text in it
                [*command, str(turn), str(painted)], pass_fds=(turn, painted)
            )
        finally:
            os.close(turn)
            os.close(painted)

    def go(self) -> None:
        """Give it the terminal. Returns when its first page can be seen, or it has ended.

        Loading the next one meanwhile would keep this patient waiting for the processor.
        """
        with contextlib.suppress(OSError):
            os.write(self._turn, b"g")
        select.select([self._painted], [], [], _PAINT_SECONDS)
        os.close(self._painted)
        os.close(self._turn)

    def end(self) -> None:
        """Its turn never comes."""
        os.close(self._painted)
        os.close(self._turn)
        self.process.wait()


def end_well_on_signals() -> None:
    """SIGTERM, or a terminal that was closed: leave through everything that must be put back or removed.

    Raises SystemExit in whatever runs then.
    """

    def leave(number: int, _: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def supervise(
    command: Sequence[str],
    staff_command: Sequence[str],
    *,
    before: Callable[[], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> int:
    """Serve patients on this terminal until staff close the kiosk. The exit code for the shell.

    `command` is a patient's process, `staff_command` the staff screen. Whatever ends the staff screen,
    a crash included, leads back to the patient, whose unfinished intake opens at the same question.
    `before` is called ahead of the first patient, `meanwhile` once the first page shows; what either
    raises ends the kiosk.
    """
    terminal = sys.stdin.fileno()
    as_found = termios.tcgetattr(terminal)
    running: list[subprocess.Popen[bytes]] = []

    def end_all() -> None:
        for each in running:
            each.kill()
        for each in running:
            # What it was drawing must not come after the terminal is sane again.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(each.pid, 0)
        _restore(terminal, as_found)

    end_well_on_signals()
    stay()
    between = _deaf(as_found)
    try:
        # From here on nobody at the terminal can reach the shell, whatever is still loading.
        _restore(terminal, between)
        if before:
            before()
        first = Waiting([*command, "--first"])
        running[:] = [first.process]
        first.go()
        if meanwhile:
            meanwhile()
        _take_turns(command, staff_command, first, running, lambda: _restore(terminal, between))
    except SystemExit:
        end_all()
        raise
    except BaseException:
        # A console without a second screen still shows the page; what is said now must be read.
        end_all()
        _write(terminal, _CLEAR)
        raise
    end_all()
    return 0


def _take_turns(
    command: Sequence[str],
    staff_command: Sequence[str],
    first: Waiting,
    running: list[subprocess.Popen[bytes]],
    clean_up: Callable[[], None],
) -> None:
    """Patients and staff, one after the other, until staff close the kiosk. `first` has its turn."""
    quick = 0
    now, started = first, time.monotonic()
    while True:
        waiting = Waiting(command)
        running[:] = [now.process, waiting.process]
        code = now.process.wait()
        clean_up()
        if code == STAFF_WANTED:
            _write(sys.stdout.fileno(), _CLEAR)
            staff = subprocess.Popen(staff_command)  # noqa: S603  our own program, no typed text in it
            running[:] = [staff, waiting.process]
            code = staff.wait()
            clean_up()
            started = 0.0
        if code == LEFT:
            waiting.end()
            running.clear()
            return
        quick = quick + 1 if time.monotonic() - started < QUICK else 0
        time.sleep(PATIENCE[min(quick, len(PATIENCE) - 1)])
        now, started = waiting, time.monotonic()
        running[:] = [now.process]
        now.go()


def stay() -> None:
    """From here on no key leads from this terminal to a shell; the processes that follow inherit it."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)


def wait_for_turn(descriptor: int) -> bool:
    """In a patient process: True when the terminal is ours, False when the supervisor is gone."""
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        return pipe.read(1) == b"g"


def say_painted(descriptor: int) -> None:
    """In a patient process: its first page can be seen."""
    with contextlib.suppress(OSError):
        os.write(descriptor, b"p")
    os.close(descriptor)


def _deaf(before: list[int | list[bytes | int]]) -> list[int | list[bytes | int]]:
    """The terminal while no page holds it: what is typed then is not echoed, and raises no signal."""
    iflag, oflag, cflag, lflag, *rest = before
    assert isinstance(lflag, int)
    return [iflag, oflag, cflag, lflag & ~_HEARING, *rest]


def _restore(terminal: int, before: list[int | list[bytes | int]]) -> None:
    with contextlib.suppress(termios.error, OSError):
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    _write(terminal, _SANE)


def _write(terminal: int, what: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(terminal, what)
