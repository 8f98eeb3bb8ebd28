"""Alerts that nobody was told of, told again until somebody is.

Owns a thread beside the patients' processes; it also takes away session codes whose time is over, and sets
aside what a patient left on a tablet that nobody opened again. An alert stands in the store first, so
nothing depends on this thread: staff who look see it in any case. What it sends out are ids, never a name;
to see what a draft that was left still owes, it opens that draft for a moment in this process.
"""

import threading
from contextlib import closing, suppress
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.records.tickets import Tickets
from kiosk.settings import load_settings

SECONDS = 30.0
"""Between two tries."""


class Courier:
    """Use as a context manager around the time in which patients may come."""

    def __init__(self, home: Path, seconds: float = SECONDS) -> None:
        self._home = home
        self._seconds = seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> "Courier":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Not waited for: a channel that hangs must not hold up staff who close the kiosk.
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            for errand in (self._tell_again, self._set_aside, Tickets(self._home).sweep):
                # A full or damaged disk, or a protocol that is being edited: the next errand is still done,
                # and `kiosk doctor` and the patient's screen say what is wrong.
                with suppress(KioskError, OSError):
                    errand()

    def _tell_again(self) -> None:
        with closing(self._desk()) as desk:
            desk.tell_again()

    def _set_aside(self) -> None:
        with closing(self._desk()) as desk:
            desk.set_aside_left()

    def _desk(self) -> FrontDesk:
        # Opened anew each time: the channel may have been changed since.
        return FrontDesk(self._home, load_settings(self._home))
