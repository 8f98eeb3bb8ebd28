"""Who may sign in: each member of staff under their own name, with their own passphrase.

The passphrase unwraps the clinic's key for that account only (records/keys.py). Removing an account
changes the clinic's key, so that it opens nothing that comes later.
"""

from collections.abc import Callable
from typing import NamedTuple

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.records import access
from kiosk.records.faults import NotAllowed
from kiosk.records.keys import Cost, Keys, Role
from kiosk.text import clean


class Account(NamedTuple):
    """A member of staff."""

    name: str
    role: Role


@guarded(Action.ACCOUNTS)
def accounts(office: Office) -> tuple[Account, ...]:
    """In the order in which they were added."""
    return tuple(Account(*each) for each in Keys.load(office.desk.home).accounts())


@guarded(Action.ACCOUNTS)
def add(
    office: Office, name: str, role: Role, passphrase: str, *, cost: Cost | None = None
) -> None:
    """Raises NotAllowed for a name that is taken, WeakPassphrase, or KioskError for no name."""
    try:
        name = clean(name)
    except ValueError as problem:
        raise KioskError(f"account name: {problem}") from None
    access.add_account(office.store, office.session, name, role, passphrase, cost=cost)


@guarded(Action.ACCOUNTS)
def remove(
    office: Office, name: str, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> None:
    """Seals the key of every record anew, and says how far it is.

    Raises NotAllowed for the last administrator, one's own account, and no such name.
    """
    if name == office.name:
        raise NotAllowed("account: another administrator must remove this one")
    states = sum(row.versions for row in office.store.list())
    access.remove_account(
        office.store,
        office.session,
        name,
        progress=lambda done: progress(done, max(done, states)),
    )


@guarded(Action.ACCOUNTS)
def reset(office: Office, name: str, passphrase: str, *, cost: Cost | None = None) -> None:
    """A new passphrase for somebody who lost theirs. Raises NotAllowed or WeakPassphrase."""
    access.reset_passphrase(office.store, office.session, name, passphrase, cost=cost)


@guarded(Action.OWN_PASSPHRASE)
def change_own(office: Office, old: str, new: str, *, cost: Cost | None = None) -> None:
    """Raises WrongPassphrase or LockedOut (each try is counted), or WeakPassphrase."""
    access.change_passphrase(office.store, office.name, old, new, cost=cost)


@guarded(Action.ACCOUNTS)
def new_key(office: Office, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Change the clinic's key, as `remove` does: for a copy of the old one that got away.

    What is stored is sealed to the new one; returns how much was. Interrupted, it is run again.
    """
    return access.rotate(office.store, office.session, progress=progress)
