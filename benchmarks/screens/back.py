"""How the kiosk comes back: from SIGKILL of a patient's process to the next painted page.

    python -m benchmarks.screens.back [PATIENTS]

Beside it, in the same run, a cold start of the same kiosk. The supervisor's memory and open files after
every hundredth patient, and what a patient's process takes of the machine (its own share of shared pages).
Five hundred take about half an hour: a patient who was there for less than QUICK seconds counts as a fault.
"""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.screens.feel import KIOSK, PAGE, clinic, compare
from benchmarks.screens.glass import Glass
from kiosk.supervise import QUICK

_PATIENCE = 60
"""Seconds for the next process to be ready: a bound for a broken kiosk, not a speed that is promised."""


def _share(pid: int) -> float:
    """MB of a process, pages that it shares divided among those who share them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _patients(supervisor: int) -> list[int]:
    """The patients' processes, the oldest first: that one is on the screen."""
    found = []
    for task in Path(f"/proc/{supervisor}/task").iterdir():
        for pid in (task / "children").read_text().split():
            if b"patient" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                found.append(int(pid))
    return sorted(found)


def _files(pid: int) -> int:
    """How many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _next_is_ready(supervisor: int) -> None:
    """Wait until the next process exists and sleeps at its pipe, as it does while a patient is there."""
    time.sleep(QUICK)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        waiting = _patients(supervisor)[1:]
        calls = [Path(f"/proc/{pid}/wchan").read_text() for pid in waiting]
        if any("pipe" in call for call in calls):
            return
        time.sleep(0.05)
    raise TimeoutError("the next patient's process never was ready")


def _say(supervisor: int, patients: int) -> None:
    share, files = _share(supervisor), _files(supervisor)
    print(f"supervisor after {patients:3} patients: {share:.1f} MB, {files} files open", flush=True)


def main() -> None:
    """All of it."""
    patients = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    back, cold = [], []
    with tempfile.TemporaryDirectory() as folder:
        environment = clinic(Path(folder), "stroke")
        for _ in range(max(5, min(20, patients // 10))):
            with Glass(KIOSK, environment) as glass:
                cold.append(glass.frame(glass.started, PAGE).last)
        with Glass(KIOSK, environment) as glass:
            glass.frame(glass.started, PAGE)
            _next_is_ready(glass.pid)
            _say(glass.pid, 0)
            for number in range(1, patients + 1):
                glass.rest()
                since = time.perf_counter()
                os.kill(_patients(glass.pid)[0], signal.SIGKILL)
                back.append(glass.frame(since, PAGE).last)
                _next_is_ready(glass.pid)
                if number % 100 == 0 or number == patients:
                    _say(glass.pid, number)
            on_screen, ready = _patients(glass.pid)[:2]
            print(
                f"patient on the screen {_share(on_screen):.1f} MB, the next one {_share(ready):.1f} MB"
            )
    compare("back", back, "cold start", cold)


if __name__ == "__main__":
    main()
