"""The door for staff: sign-in, accounts, passphrases and keys, each counted and written down.

Owns the order of those steps. Must not draw screens, and never writes a typed name that is no
account's: people type a passphrase there by mistake.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kiosk.records import files
from kiosk.records.audit import Audit
from kiosk.records.faults import (
    LockedOut,
    NotAllowed,
    RecordsError,
    WrongPassphrase,
    WrongWords,
)
from kiosk.records.keys import (
    IDLE_SECONDS,
    RECOVERY_ACCOUNT,
    Cost,
    Keys,
    Role,
    StaffSession,
)
from kiosk.records.lockout import NOBODY, Lockout
from kiosk.records.passphrase import check_passphrase
from kiosk.records.store import Store

PASSPHRASE_FILE = "KIOSK_PASSPHRASE_FILE"  # noqa: S105 - the variable's name

Clock = Callable[[], datetime]


def _utc() -> datetime:
    return datetime.now(UTC)


def passphrase_from_file(environment: Mapping[str, str]) -> str | None:
    """The passphrase in the file that KIOSK_PASSPHRASE_FILE names, for scripts; None if unset."""
    name = environment.get(PASSPHRASE_FILE)
    if not name:
        return None
    try:
        return Path(name).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RecordsError(
            f"{PASSPHRASE_FILE}: {name}: expected a readable text file with the passphrase"
        ) from None


def only_account(home: Path) -> str:
    """The one account's name. Raises NotAllowed when there are several to choose from, and names none:
    whoever is not signed in learns no name to try."""
    names = [name for name, _ in Keys.load(home).accounts()]
    if len(names) != 1:
        raise NotAllowed(f"staff name: expected --staff NAME, as there are {len(names)} accounts")
    return names[0]


def sign_in(
    store: Store,
    name: str,
    passphrase: str,
    *,
    idle_seconds: float | None = IDLE_SECONDS,
    now: Clock = _utc,
) -> StaffSession:
    """A session, with the try counted and the outcome in the audit.

    `idle_seconds=None` for one command on the command line. Raises WrongPassphrase or LockedOut.
    """
    audit, keys = Audit(store), Keys.load(store.home)
    known = name if name in dict(keys.accounts()) else NOBODY
    with _told(audit, known, "sign_in", now), Lockout(store.home, now).attempt(known):
        session = keys.unlock(name, passphrase, idle_seconds=idle_seconds)
    audit.record(name, "signed_in", now=now())
    return session


@contextmanager
def _told(audit: Audit, who: str, what: str, now: Clock) -> Iterator[None]:
    """A refused try of `what` into the audit."""
    try:
        yield
    except (WrongPassphrase, WrongWords, LockedOut) as refusal:
        outcome = "locked" if isinstance(refusal, LockedOut) else "failed"
        audit.record(who, f"{what}_{outcome}", now=now())
        raise


@contextmanager
def _changing(store: Store) -> Iterator[Keys]:
    """The clinic's keys, nobody else's to change meanwhile; saved unless the change is refused."""
    with files.locked(store.home / "keys.lock"):
        keys = Keys.load(store.home)
        yield keys
        keys.save()


def sign_out(store: Store, session: StaffSession) -> None:
    """End a session, in the audit."""
    session.close()
    Audit(store).record(session.name, "signed_out")


def change_passphrase(
    store: Store, name: str, old: str, new: str, *, cost: Cost | None = None, now: Clock = _utc
) -> None:
    """Raises WrongPassphrase, LockedOut or WeakPassphrase. No record is touched."""
    check_passphrase(new, name)
    audit = Audit(store)
    with _changing(store) as keys:
        known = name if name in dict(keys.accounts()) else NOBODY
        with (
            _told(audit, known, "passphrase_change", now),
            Lockout(store.home, now).attempt(known),
        ):
            keys.change_passphrase(name, old, new, cost)
    audit.record(name, "passphrase_changed", now=now())


def recover(
    store: Store,
    recovery_words: str,
    name: str,
    new_passphrase: str,
    *,
    cost: Cost | None = None,
    now: Clock = _utc,
) -> StaffSession:
    """A new passphrase for account `name` (made when missing) from the recovery words.

    An existing account keeps its role, a new one is an administrator's. Raises WrongWords,
    LockedOut or WeakPassphrase.
    """
    with _changing(store) as keys:
        with (
            _told(Audit(store), NOBODY, "recovery", now),
            Lockout(store.home, now).attempt(forgives_all=True),
        ):
            session = keys.unlock_with_words(recovery_words)
        role = dict(keys.accounts()).get(name, Role.ADMINISTRATOR)
        keys.add_account(name, role, new_passphrase, session.ring(), cost)
    Audit(store).record(RECOVERY_ACCOUNT, "recovered", now=now())
    return keys.unlock(name, new_passphrase)


def try_recovery(
    store: Store, recovery_words: str, *, who: str = RECOVERY_ACCOUNT, now: Clock = _utc
) -> None:
    """A person typed the recovery sheet: it opens this clinic's key. Changes no passphrase.

    Raises WrongWords or LockedOut; each try is counted.
    """
    with _changing(store) as keys:
        with (
            _told(Audit(store), NOBODY, "recovery", now),
            Lockout(store.home, now).attempt(forgives_all=True),
        ):
            keys.unlock_with_words(recovery_words).close()
        keys.confirm(now(), by_person=True)
    Audit(store).record(who, "recovery_tested", now=now())


def add_account(
    store: Store,
    session: StaffSession,
    name: str,
    role: Role,
    passphrase: str,
    *,
    cost: Cost | None = None,
) -> None:
    """A further member of staff, by an administrator. Raises NotAllowed or WeakPassphrase."""
    session.needs(Role.ADMINISTRATOR)
    with _changing(store) as keys:
        if name in dict(keys.accounts()):
            raise NotAllowed("account: this name is taken")
        keys.add_account(name, role, passphrase, session.ring(), cost)
    Audit(store).record(session.name, "account_added", name)


def reset_passphrase(
    store: Store,
    session: StaffSession,
    name: str,
    passphrase: str,
    *,
    cost: Cost | None = None,
) -> None:
    """A new passphrase for another account, by an administrator. Raises NotAllowed, WeakPassphrase."""
    session.needs(Role.ADMINISTRATOR)
    with _changing(store) as keys:
        role = dict(keys.accounts()).get(name)
        if role is None:
            raise NotAllowed("account: no such name")
        keys.add_account(name, role, passphrase, session.ring(), cost)
    Audit(store).record(session.name, "passphrase_reset", name)


def remove_account(
    store: Store,
    session: StaffSession,
    name: str,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Take an account away and change the clinic's key, so that it opens nothing new; see `rotate`."""
    session.needs(Role.ADMINISTRATOR)
    with _changing(store) as keys:
        keys.remove_account(name)
    Audit(store).record(session.name, "account_removed", name)
    rotate(store, session, progress=progress)


def rotate(
    store: Store, session: StaffSession, *, progress: Callable[[int], None] = lambda _: None
) -> int:
    """A new clinic key; the key of every stored record is sealed to it. Bodies stay as they are.

    Killed in the middle it leaves records under either key, all of them readable; run it again.
    Returns how many sealed bodies were wrapped anew; `progress` gets the running count.
    """
    session.needs(Role.ADMINISTRATOR)
    with _changing(store) as keys:
        name, key = keys.rotate()
    session.adopt(name, key)
    done = store.rewrap(session, progress)
    Audit(store).rewrap(session)
    Audit(store).record(session.name, "key_rotated", name)
    return done
