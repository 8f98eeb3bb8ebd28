"""The count of wrong tries: five, then a wait of 1, 2, 4 … 60 minutes, also after a restart.

Owns `lockout.json`: wrong tries by account, none of a name that is no account's. Their sum locks the
kiosk, so that trying many names gains nothing. A try is counted before it is made: pulling the plug in the
middle does not give it back. Who can delete the file has the disk, where argon2id is the only guard.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.records import files
from kiosk.records.faults import LockedOut

NAME = "lockout.json"
FREE_TRIES = 5
LONGEST = timedelta(minutes=60)
NOBODY = "unknown"
"""Whoever typed a name that is no account's, which no passphrase opens."""
REMEMBERED = timedelta(days=1)
"""A wrong try that nobody made good is forgotten after this long without another one."""


@dataclass(frozen=True)
class Lockout:
    """The lock of one data folder."""

    home: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    name: str = NAME
    """The file; patients' codes are counted apart, so that they never lock staff out."""

    @contextmanager
    def attempt(self, who: str = NOBODY, *, forgives_all: bool = False) -> Iterator[None]:
        """One try as `who`: counted when the block raises. Raises LockedOut.

        When it ends well, wrong tries as `who` and as nobody are forgotten, with `forgives_all` all of
        them: who has an account must not guess at another's and start afresh by signing in as themselves.
        """
        with files.locked((self.home / self.name).with_suffix(".lock")):
            tries = self._read()
            if tries is None:
                # Unreadable counts as five wrong tries just now: never free, never for ever.
                tries = {NOBODY: FREE_TRIES}, self.now()
                self._write(*tries)
            wrong, last = tries
            left = self._left(sum(wrong.values()), last)
            if left > timedelta(0):
                raise LockedOut(max(1, round(left.total_seconds())))
            self._write(wrong | {who: wrong.get(who, 0) + 1}, self.now())
            yield
            kept = set() if forgives_all else wrong.keys() - {who, NOBODY}
            self._write({name: wrong[name] for name in kept}, last)

    def seconds_left(self) -> int:
        """How long sign-in stays locked; 0 when it is not."""
        wrong, last = self._read() or ({NOBODY: FREE_TRIES}, self.now())
        return max(0, round(self._left(sum(wrong.values()), last).total_seconds()))

    def _left(self, wrong: int, last: datetime) -> timedelta:
        if wrong < FREE_TRIES:
            return timedelta(0)
        delay = min(LONGEST, timedelta(minutes=2.0 ** min(wrong - FREE_TRIES, 10)))
        # A clock that was set back must neither end the wait nor lengthen it.
        return min(delay, last + delay - self.now())

    def _read(self) -> tuple[dict[str, int], datetime] | None:
        try:
            content = json.loads((self.home / self.name).read_bytes())
            wrong, last = content["wrong"], datetime.fromisoformat(content["last"])
            # An older kiosk kept one number.
            by = {NOBODY: wrong} if isinstance(wrong, int) else wrong
            counts = {str(who): int(n) for who, n in by.items()}
        except FileNotFoundError:
            return {}, self.now()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return ({} if self.now() - last > REMEMBERED else counts), last

    def _write(self, wrong: Mapping[str, int], last: datetime) -> None:
        content = {"wrong": wrong, "last": last.astimezone(UTC).isoformat()}
        files.write_whole(self.home / self.name, json.dumps(content).encode())
