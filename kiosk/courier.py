"""Alerts that nobody was told of, told again until somebody is.

Owns a thread beside the patients' processes; it also takes away session codes whose time is over, and sets
aside what a patient left on a tablet that nobody opened again. An alert stands in the store first, so
nothing depends on this thread: staff who look see it in any case. It carries ids only, never a name.
"""

import threading
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
            try:
                # Opened anew each time: the channel may have been changed since.
                Tickets(self._home).sweep()
                desk = FrontDesk(self._home, load_settings(self._home))
                try:
                    desk.set_aside_left()
                    desk.tell_again()
                finally:
                    desk.close()
            except KioskError:
                # A full or damaged disk: `kiosk doctor` and the patient's screen say so.
                continue
