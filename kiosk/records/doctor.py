"""What is unsafe about a data folder, for `kiosk doctor`.

Owns the checks of folder, disk, keys, database and clock. Repairs nothing and needs no
secret. What a patient must not start on has `stops`.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.places import DRAFTS
from kiosk.records import files, runtime
from kiosk.records.audit import Audit
from kiosk.records.encryption import disk_of
from kiosk.records.faults import RecordsError
from kiosk.records.keys import Keys
from kiosk.records.store import Store

LEAST_FREE = 64 << 20
"""Bytes; below this no patient may start: about ten thousand records of room."""
LITTLE_FREE = 1 << 30
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Before the program was written: such a clock is wrong."""
OLD_BACKUP_DAYS = 7
PROTOCOLS = "protocols"
"""The folder of the kept protocols (kiosk/loading/archive.py)."""
_BACK_UP = "run `kiosk backup FILE`, and keep the file elsewhere"
_SLACK = timedelta(minutes=5)
_OLD_DRAFT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it holds, what was found, what to do, and whether patients must wait."""

    ok: bool
    what: str
    fix: str = ""
    stops: bool = False


def findings(
    home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[Finding]:
    """Every check of the data folder, in the order in which to repair."""
    if not home.is_dir():
        return [Finding(False, f"{home}: there is no such folder", "run `kiosk setup`", stops=True)]
    return [
        *_modes(home),
        *_folders(home),
        _writable(home),
        space(home),
        encryption(home, "the records"),
        _runtime(home),
        *_keys(home),
        *_database(home, now()),
        *_drafts(home, now()),
    ]


def _modes(home: Path) -> Iterator[Finding]:
    facts = home.stat()
    if facts.st_uid != os.geteuid():
        yield Finding(
            False, f"{home}: belongs to another user", "start the kiosk as the folder's owner", True
        )
    open_to_others = [path for path in [home, *home.rglob("*")] if _open_to_others(path)]
    if open_to_others:
        yield Finding(
            False,
            f"{open_to_others[0]}: others may read it ({len(open_to_others)} such in the folder)",
            f"chmod -R go-rwx {home}",
            stops=True,
        )
    else:
        yield Finding(True, f"{home}: only its owner may enter")


def _open_to_others(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False  # the kiosk is at work here
    return not stat.S_ISLNK(mode) and bool(stat.S_IMODE(mode) & 0o077)


def _folders(home: Path) -> Iterator[Finding]:
    """What the kiosk makes as a folder when it is missing."""
    for path in (home / DRAFTS, home / PROTOCOLS):
        if path.exists() and not path.is_dir():
            yield Finding(False, f"{path}: expected a folder", "move the file away", stops=True)


def _writable(home: Path) -> Finding:
    probe = home / ".probe"
    try:
        probe.unlink(missing_ok=True)
        files.write_new(probe, b"x" * 4096)
        files.remove(probe)
    except (OSError, RecordsError) as error:
        message = error.message if isinstance(error, RecordsError) else f"{home}: {error.strerror}"
        return Finding(False, message, "repair the disk or its mount", stops=True)
    return Finding(True, f"{home}: a file can be written and is kept")


def space(home: Path) -> Finding:
    """Room on the disk."""
    free = shutil.disk_usage(home).free
    what = f"{home}: {free >> 20} MB free"
    if free < LITTLE_FREE:
        return Finding(False, what, "free some space on this disk", stops=free < LEAST_FREE)
    return Finding(True, what)


def encryption(folder: Path, holds: str) -> Finding:
    """Whether the disk under `folder` is encrypted; `holds` says what lies there."""
    found = disk_of(folder)
    if found.answer == "encrypted":
        return Finding(True, f"disk of {holds}: encrypted ({found.what})")
    if found.answer == "memory":
        return Finding(
            False, f"disk of {holds}: {folder} is in memory and gone at power off", "use a disk"
        )
    if found.answer == "unknown":
        what = f"disk of {holds}: cannot tell whether it is encrypted ({found.what})"
        return Finding(False, what, "see that it is, with the system's own tools")
    return Finding(
        False,
        f"disk of {holds}: no encryption found on {found.what}; one inside the disk or outside of a "
        "virtual machine cannot be seen from here",
        "encrypt the disk, for example with LUKS; see docs/deploy.md",
    )


def _runtime(home: Path) -> Finding:
    try:
        folder = runtime.folder(home)
    except RecordsError as error:
        return Finding(False, error.message, "remove what is there", stops=True)
    if folder.is_relative_to(home):
        return Finding(
            False,
            f"{folder}: the key of a running session is on the disk, not in memory",
            "give the service a RuntimeDirectory, or the user a XDG_RUNTIME_DIR",
        )
    return Finding(True, f"{folder}: holds the key of a running session")


def _keys(home: Path) -> Iterator[Finding]:
    try:
        keys = Keys.load(home)
    except RecordsError as error:
        yield Finding(False, error.message, "run `kiosk setup`, or `kiosk restore FILE`", True)
        return
    yield Finding(True, f"keys: there, {len(keys.accounts())} staff account(s)")
    yield recovery(keys)


def recovery(keys: Keys) -> Finding:
    """Whether a person has shown that the recovery words are on paper."""
    if not keys.confirmed:
        return Finding(False, "recovery sheet: never tried", "set the kiosk up again", stops=True)
    if typed_at := keys.confirmed_by_person:
        return Finding(True, f"recovery sheet: typed back by a person on {typed_at:%Y-%m-%d}")
    return Finding(
        False,
        "recovery sheet: tested by the program; nobody has confirmed the printed sheet",
        "type it once: kiosk recover --test",
    )


def _database(home: Path, now: datetime) -> Iterator[Finding]:
    try:
        store = Store.open(home)
    except RecordsError as error:
        yield Finding(False, error.message, "see `kiosk records verify`", stops=True)
        return
    try:
        problems = store.database.rows.select("PRAGMA quick_check(1)")
        if problems != [("ok",)]:
            yield Finding(
                False,
                f"records: {problems[0][0]}",
                "restore the last backup, or run `kiosk records salvage DIR`",
                stops=True,
            )
            return
        yield Finding(True, "records: the database is whole")
        seen = [row.submitted_at for row in store.list(limit=1)]
        audit = Audit(store)
        last = audit.last_at()
        if not audit.ends_where_it_says():
            yield Finding(
                False, "audit: its end is not the one it says", "run `kiosk records verify`"
            )
        yield backup(store, now)
        yield _clock(now, max([*seen, *([last] if last else [])], default=EARLIEST))
        waiting = store.alerts()
        if waiting:
            yield Finding(
                False, f"alerts: {len(waiting)} not acknowledged", "sign in as staff and read them"
            )
        untold = sum(alert.told_at is None for alert in waiting)
        if untold:
            yield Finding(
                False,
                f"alerts: {untold} that nobody was told of yet",
                "see whether the channel answers; it is tried again while the kiosk runs",
            )
    except RecordsError as error:
        yield Finding(False, error.message, "see `kiosk records verify`", stops=True)
    finally:
        store.close()


def backup(store: Store, now: datetime) -> Finding:
    """How old the last backup is that was made and read back."""
    made = Audit(store).last_at("backed_up")
    if made is None:
        return Finding(not store.list(limit=1), "backup: none was made yet", _BACK_UP)
    days = (now - made).days
    what = f"backup: the last one was made {made.astimezone():%Y-%m-%d %H:%M}, {days} days ago"
    return Finding(days < OLD_BACKUP_DAYS, what, _BACK_UP)


def _clock(now: datetime, last: datetime) -> Finding:
    if now < EARLIEST or now < last - _SLACK:
        return Finding(
            False,
            f"clock: it says {now:%Y-%m-%d %H:%M} UTC, before what is already stored",
            "set the clock; ages and dates on the summary depend on it",
            stops=True,
        )
    return Finding(True, f"clock: {now:%Y-%m-%d %H:%M} UTC, after everything stored")


def _drafts(home: Path, now: datetime) -> Iterator[Finding]:
    old = []
    for path in (home / DRAFTS).glob("*.draft"):
        with suppress(FileNotFoundError):  # handed in since it was listed
            if now.timestamp() - path.stat().st_mtime > _OLD_DRAFT.total_seconds():
                old.append(path)
    if old:
        yield Finding(
            False,
            f"drafts: {len(old)} left over for a day or more",
            "sign in as staff and see them",
        )
