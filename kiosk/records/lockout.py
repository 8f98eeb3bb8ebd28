"""The count of wrong tries: five, then a wait of 1, 2, 4 … 60 minutes, also after a restart.

Owns `lockout.json`. One count for the kiosk, so that trying many names gains nothing. A try is
counted before it is made: pulling the plug in the middle does not give it back. Who can delete the
file has the disk, where argon2id is the only guard.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.records import files
from kiosk.records.faults import LockedOut

NAME = "lockout.json"
FREE_TRIES = 5
LONGEST = timedelta(minutes=60)


@dataclass(frozen=True)
class Lockout:
    """The lock of one data folder."""

    home: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    name: str = NAME
    """The file; patients' codes are counted apart, so that they never lock staff out."""

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One try: forgotten when the block ends well, counted when it raises. Raises LockedOut."""
        with files.locked((self.home / self.name).with_suffix(".lock")):
            tries = self._read()
            if tries is None:
                # Unreadable counts as five wrong tries just now: never free, never for ever.
                self._write(FREE_TRIES)
                tries = FREE_TRIES, self.now()
            wrong, left = tries[0], self._left(*tries)
            if left > timedelta(0):
                raise LockedOut(max(1, round(left.total_seconds())))
            self._write(wrong + 1)
            yield
            self._write(0)

    def seconds_left(self) -> int:
        """How long sign-in stays locked; 0 when it is not."""
        tries = self._read() or (FREE_TRIES, self.now())
        return max(0, round(self._left(*tries).total_seconds()))

    def _left(self, wrong: int, last: datetime) -> timedelta:
        if wrong < FREE_TRIES:
            return timedelta(0)
        delay = min(LONGEST, timedelta(minutes=2.0 ** min(wrong - FREE_TRIES, 10)))
        # A clock that was set back must neither end the wait nor lengthen it.
        return min(delay, last + delay - self.now())

    def _read(self) -> tuple[int, datetime] | None:
        try:
            content = json.loads((self.home / self.name).read_bytes())
            return int(content["wrong"]), datetime.fromisoformat(content["last"])
        except FileNotFoundError:
            return 0, self.now()
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, wrong: int) -> None:
        content = {"wrong": wrong, "last": self.now().astimezone(UTC).isoformat()}
        files.write_whole(self.home / self.name, json.dumps(content).encode())
