"""One member of staff at one kiosk: who it is, what they may do, and what they have opened so far.

Owns the check before every action and the memory of what was read for the list. What was read lives
in the session only: signing out and idling forget it.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from kiosk.backoffice.permissions import ALLOWED, Action, may, sees_clinical
from kiosk.intake import FrontDesk
from kiosk.records import access
from kiosk.records.audit import Audit
from kiosk.records.faults import NotAllowed, SignedOut
from kiosk.records.keys import IDLE_SECONDS, Role, StaffSession
from kiosk.records.store import Store

if TYPE_CHECKING:
    from kiosk.backoffice.cards import Card

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Office:
    """A signed-in member of staff, and what the list has read for them so far."""

    def __init__(self, desk: FrontDesk, session: StaffSession) -> None:
        self.desk = desk
        self.session = session
        self.read: dict[tuple[str, int], Card] = {}
        """By record and number of versions."""
        self.people: dict[tuple[str, str], dict[str, Card]] = {}
        """By person the records that were read, for what came in twice."""

    @classmethod
    def sign_in(
        cls,
        desk: FrontDesk,
        name: str,
        passphrase: str,
        *,
        idle_seconds: float | None = IDLE_SECONDS,
    ) -> "Office":
        """Counted and audited. Raises WrongPassphrase or LockedOut."""
        return cls(desk, access.sign_in(desk.store, name, passphrase, idle_seconds=idle_seconds))

    @property
    def name(self) -> str:
        """The account that the audit names."""
        return self.session.name

    @property
    def role(self) -> Role:
        """What the account is for."""
        return self.session.role

    @property
    def store(self) -> Store:
        """The records."""
        return self.desk.store

    @property
    def active(self) -> bool:
        """Whether somebody is signed in; forgets what was read when not."""
        if self.session.active:
            return True
        self._forget()
        return False

    @property
    def sees_clinical(self) -> bool:
        """Whether reasons, flags and answers may be shown."""
        return sees_clinical(self.role)

    def touch(self) -> None:
        """Somebody pressed a key: the idle time starts again."""
        self.session.touch()

    def sign_out(self) -> None:
        """End the session, in the audit; a second time does nothing."""
        if self.active:
            access.sign_out(self.store, self.session)
        self._forget()

    def _forget(self) -> None:
        self.read.clear()
        self.people.clear()

    def may(self, action: Action) -> bool:
        """Whether `action` would be let through now."""
        return self.active and may(self.role, action)

    def needs(self, action: Action) -> None:
        """Raises SignedOut, or NotAllowed after writing the refusal to the audit."""
        if not self.active:
            raise SignedOut("signed out: sign in again to go on")
        if not may(self.role, action):
            self.note("refused", action.value)
            what = action.value.replace("_", " ")
            who = " or ".join(role.value for role in Role if role in ALLOWED[action])
            raise NotAllowed(f"{what}: this needs an account with the role {who}")

    def note(self, what: str, subject: str = "", why: str = "") -> None:
        """An event in the audit, under this name."""
        Audit(self.store).record(self.name, what, subject, why)


GUARDED: dict[Action, list[Callable[..., object]]] = {action: [] for action in Action}
"""Every function that an action lets through; the role test walks over it."""


def guarded(
    action: Action,
) -> Callable[[Callable[Concatenate[Office, _P], _T]], Callable[Concatenate[Office, _P], _T]]:
    """The decorated function runs only when its office may do `action`."""

    def wrap(
        function: Callable[Concatenate[Office, _P], _T],
    ) -> Callable[Concatenate[Office, _P], _T]:
        @wraps(function)
        def checked(office: Office, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
            office.needs(action)
            return function(office, *args, **kwargs)

        GUARDED[action].append(checked)
        return checked

    return wrap
