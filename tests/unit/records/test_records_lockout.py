"""The lock-out: guesses are counted across restarts, names and accounts, and every refusal is told."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.records import access
from kiosk.records.audit import Audit
from kiosk.records.faults import LockedOut, WrongPassphrase, WrongWords
from kiosk.records.keys import Role, StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import CHEAP, NOON, STAFF, Clinic, open_clinic


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **more: float) -> None:
        self.time += timedelta(**more)


def test_five_wrong_tries_then_waits_that_double_to_an_hour_and_survive_a_restart(
    clinic: Clinic,
) -> None:
    clock, waits = Clock(), []
    for tries in range(1, 14):
        store = clinic.store()
        with pytest.raises(WrongPassphrase):
            clinic.sign_in(store, "not the passphrase", now=clock)
        store.close()
        if tries < 5:
            continue
        store = clinic.store()
        with pytest.raises(LockedOut) as locked:
            clinic.sign_in(store, now=clock)
        store.close()
        waits.append(locked.value.seconds // 60)
        clock.forward(seconds=locked.value.seconds)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    store = clinic.store()
    assert clinic.sign_in(store, now=clock).active
    with pytest.raises(WrongPassphrase):
        clinic.sign_in(store, "not the passphrase", now=clock)
    assert clinic.sign_in(store, now=clock).active, "a good sign-in starts the count again"
    store.close()


def test_signing_in_as_oneself_buys_no_further_guesses_at_a_colleague(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    clock = Clock()
    access.add_account(store, session, "Sam", Role.FRONT_DESK, "sam sam sam sam.", cost=CHEAP)
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            clinic.sign_in(store, "not the passphrase", now=clock)
    assert access.sign_in(store, "Sam", "sam sam sam sam.", now=clock).active
    with pytest.raises(WrongPassphrase):
        clinic.sign_in(store, "another guess", now=clock)
    with pytest.raises(LockedOut):
        clinic.sign_in(store, "and another", now=clock)
    clock.forward(days=2)
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            clinic.sign_in(store, "old tries are forgotten in a day", now=clock)
    assert clinic.sign_in(store, now=clock).active


def test_a_refused_change_of_passphrase_and_a_locked_recovery_are_written_down(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            access.change_passphrase(store, STAFF, "not the passphrase", "a new one here")
    with pytest.raises(LockedOut):
        access.recover(store, clinic.words, STAFF, "a found again gate", cost=CHEAP)
    told = [(entry.who, entry.what) for entry in Audit(store).entries(session)]
    assert told == [*[(STAFF, "passphrase_change_failed")] * 5, ("unknown", "recovery_locked")]


def test_a_count_kept_by_an_older_kiosk_still_counts(clinic: Clinic, store: Store) -> None:
    clock = Clock()
    kept = {"wrong": 5, "last": clock().isoformat()}
    (clinic.home / "lockout.json").write_text(json.dumps(kept))
    with pytest.raises(LockedOut):
        clinic.sign_in(store, now=clock)


def test_a_clock_set_back_neither_ends_nor_lengthens_the_wait(clinic: Clinic, store: Store) -> None:
    clock = Clock()
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            clinic.sign_in(store, "not the passphrase", now=clock)
    clock.forward(days=-400)
    with pytest.raises(LockedOut) as locked:
        clinic.sign_in(store, now=clock)
    assert locked.value.seconds == 60


def test_a_damaged_count_locks_for_a_minute_instead_of_opening(
    clinic: Clinic, store: Store
) -> None:
    clock = Clock()
    (clinic.home / "lockout.json").write_text("not json")
    with pytest.raises(LockedOut):
        clinic.sign_in(store, now=clock)
    clock.forward(seconds=60)
    assert clinic.sign_in(store, now=clock).active


def test_wrong_recovery_words_are_counted_like_wrong_passphrases(
    clinic: Clinic, store: Store, tmp_path: Path
) -> None:
    foreign = open_clinic(tmp_path / "foreign").words
    for _ in range(5):
        with pytest.raises(WrongWords):
            access.recover(store, foreign, STAFF, "a found again gate", cost=CHEAP)
    with pytest.raises(LockedOut):
        access.recover(store, clinic.words, STAFF, "a found again gate", cost=CHEAP)
