"""Set-up of the kiosk's data folder.

Owns the order of set-up: no key is kept before the recovery sheet has opened a test seal. Must not
decide who may do what.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.records import files, seal, words
from kiosk.records.doctor import Finding, findings
from kiosk.records.faults import AlreadySetUp, WrongWords
from kiosk.records.keys import NAME as KEYS_NAME
from kiosk.records.keys import Cost, Keys, recovery_key
from kiosk.records.passphrase import check_passphrase
from kiosk.records.store import NAME as STORE_NAME
from kiosk.records.store import Store

__all__ = ["Finding", "RecoverySheet", "findings", "set_up"]


class RecoverySheet:
    """The recovery words, once: to print, and to type back before the set-up counts."""

    def __init__(
        self, recovery_words: tuple[str, ...], finish: Callable[[X25519PrivateKey, bool], None]
    ):
        self.words = recovery_words
        self._finish: Callable[[X25519PrivateKey, bool], None] | None = finish

    def confirm(self, typed: str, *, by_person: bool = True) -> None:
        """Open a test seal with the words as typed, then write the keys. Raises WrongWords.

        `by_person` is False where the program gave the words back itself: nobody has shown yet that
        they were written down.
        """
        if self._finish is None:
            return
        own = recovery_key(typed)
        if words.recovery_secret(typed) != words.recovery_secret(self.words):
            raise WrongWords("these are not the words of this recovery sheet")
        self._finish(own, by_person)
        self._finish = None


def set_up(
    home: Path,
    passphrase: str,
    account_name: str,
    *,
    clinic: str = "",
    cost: Cost | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> RecoverySheet:
    """Prepare the keys of a new clinic with one administrator.

    Nothing is on the disk until `RecoverySheet.confirm`. Raises AlreadySetUp, WeakPassphrase,
    ReadOnly or StorageFull.
    """
    check_passphrase(passphrase, account_name, clinic)
    files.private_folder(home)
    if (home / KEYS_NAME).exists():
        raise AlreadySetUp(f"{home}: already set up; use another folder")
    if (home / STORE_NAME).exists() and _holds_records(home / STORE_NAME):
        raise AlreadySetUp(
            f"{home / STORE_NAME}: records without their key file; restore the last backup with "
            "`kiosk restore FILE`, or use another folder"
        )
    recovery_words = words.new_recovery()
    recovery = recovery_key(" ".join(recovery_words))
    keys = Keys.create(home, recovery, now())
    keys.add_first_account(account_name, passphrase, cost)

    def finish(typed: X25519PrivateKey, by_person: bool) -> None:
        test = {"test": os.urandom(8).hex()}
        public = keys.public()
        sealed = seal.seal(test, seal.about("test"), public)
        if seal.unseal(sealed, seal.about("test"), {public.recovery_id: typed}) != test:
            raise WrongWords("the recovery words do not open a test seal; write them down again")
        keys.confirm(now(), by_person=by_person)
        # The key file last: without it the folder counts as not set up.
        Store.lay_out(home / STORE_NAME).close()
        keys.save()

    return RecoverySheet(recovery_words, finish)


def _holds_records(path: Path) -> bool:
    """False for the empty database of a set-up that was cut off before its last step."""
    database = Store.lay_out(path)
    try:
        return any(len(database.row_table(table)) for table in ("records", "bodies", "alerts"))
    finally:
        database.close()
