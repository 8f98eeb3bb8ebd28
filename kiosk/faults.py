"""What stopped a screen of the kiosk: kind of fault and place in the program, never a value.

A line each in the data folder, for `kiosk doctor`. The writer is a handler of the standard logging, so
that the screens only say what happened.
"""

import logging
from pathlib import Path

LOG = "faults.log"
_MOST = 64 << 10
"""Bytes after which the file begins anew: a fault that stays must not fill the disk."""


def keep_faults(home: Path, log: logging.Logger) -> None:
    """From now on, `log` writes to the data folder. A folder that takes no line stops nothing."""
    path = home / LOG
    if path.exists() and path.stat().st_size > _MOST:
        path.unlink()
    handler = _Quiet(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    log.addHandler(handler)


def faults(home: Path) -> list[str]:
    """The lines that were kept, the oldest first."""
    try:
        return (home / LOG).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


class _Quiet(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Logging would print a traceback to the patient's screen."""
