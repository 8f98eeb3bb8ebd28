"""Keys changed by a process that dies in the middle: everything stays readable, and it can be run again."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.records import access
from kiosk.records.faults import WrongPassphrase
from kiosk.records.keys import Keys
from kiosk.records.store import Store
from tests.support.sealed_clinic import (
    CHEAP,
    PASSPHRASE,
    STAFF,
    Clinic,
    answers,
    envelope,
    new_id,
    open_clinic,
)


def rotate_and_wait(home: Path, told: Connection) -> None:
    """Rotate, and stand still after the first part, until somebody kills the process."""
    store = Store.open(home)
    session = Keys.load(home).unlock(STAFF, PASSPHRASE)

    def stand_still(done: int) -> None:
        told.send(done)
        signal.pause()

    access.rotate(store, session, progress=stand_still)


def change_over_and_over(home: Path, told: Connection) -> None:
    """Change the passphrase there and back until somebody kills the process."""
    store = Store.open(home)
    for _ in range(10_000):
        access.change_passphrase(store, STAFF, PASSPHRASE, PASSPHRASE + "!", cost=CHEAP)
        access.change_passphrase(store, STAFF, PASSPHRASE + "!", PASSPHRASE, cost=CHEAP)
        told.send(0)


def killed(home: Path, work: Callable[[Path, Connection], None], after: int) -> None:
    """Run `work` in another process until it has told `after` times, then SIGKILL it."""
    context = multiprocessing.get_context("spawn")
    hearing, telling = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(home, telling), daemon=True)
    process.start()
    telling.close()
    for _ in range(after):
        hearing.recv()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def filled(tmp_path: Path, count: int) -> tuple[Clinic, list[str]]:
    clinic = open_clinic(tmp_path / "home")
    store, ids = clinic.store(), [new_id() for _ in range(count)]
    with store.database.together():
        for record in ids:
            store.save(record, envelope(), answers(record))
    store.close()
    return clinic, ids


def test_a_rotation_killed_in_the_middle_leaves_all_readable_and_is_run_again(
    tmp_path: Path,
) -> None:
    clinic, ids = filled(tmp_path, 250)
    killed(clinic.home, rotate_and_wait, after=1)
    store = clinic.store()
    late = new_id()
    store.save(late, envelope(), answers(late))
    session = clinic.session()
    wrapped_to = {tuple(row["sealed"]["to"]) for row in store.database.row_table("bodies")}
    assert len(wrapped_to) == 2, "it was killed between two keys"
    for record in (*ids, late):
        assert store.read(record, session)["note"] == record
    assert access.rotate(store, session) == 251
    afresh = clinic.session()
    assert all(store.read(record, afresh)["note"] == record for record in (*ids, late))
    store.close()


def test_a_change_of_passphrase_killed_at_any_moment_leaves_the_old_or_the_new_one(
    tmp_path: Path,
) -> None:
    clinic, (record,) = filled(tmp_path, 1)
    killed(clinic.home, change_over_and_over, after=3)
    keys, store = clinic.keys(), clinic.store()
    opened = []
    for passphrase in (PASSPHRASE, PASSPHRASE + "!"):
        try:
            opened.append(keys.unlock(STAFF, passphrase))
        except WrongPassphrase:
            continue
    (session,) = opened
    assert store.read(record, session)["note"] == record
    assert keys.unlock_with_words(clinic.words)
    store.close()
