"""What a staff page is given besides its view: who is signed in, what waits, and where to go from here."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kiosk.backoffice.alerting import AlertLine
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import Opened
from kiosk.backoffice.worklist import Filter
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View

Build = Callable[[Any], Page]
Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Alerts that nobody acknowledged yet. Signed out there are counts and times, and no names."""

    lines: tuple[AlertLine, ...] = ()
    patients: tuple[AlertLine, ...] = ()
    """`lines` with those of one patient as one."""
    urgent: int = 0
    """Patients, whatever number of alerts each has; so is `help`, of those who are not urgent."""
    help: int = 0
    pages: int = 0
    """Summaries that did not get to where they should."""
    since: datetime.datetime | None = None
    """When the oldest was raised."""
    kiosks: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many patients and pages there are."""
        return self.urgent + self.help + self.pages


class Counter(Protocol):
    """The staff app as its pages know it."""

    @property
    def office(self) -> Office:
        """Who is signed in. Only pages behind the sign-in ask."""
        ...

    @property
    def waiting(self) -> Waiting:
        """What nobody acknowledged yet."""
        ...

    @property
    def at_kiosk(self) -> bool:
        """This terminal is a patient's: signing out gives it back."""
        ...

    @property
    def note(self) -> str:
        """What was just done, for the page that shows after it."""
        ...

    def view(self) -> View:
        """The surroundings of the next page."""
        ...

    def who(self) -> str:
        """Name and role for the band; empty when signed out."""
        ...

    def now(self) -> datetime.datetime:
        """The time here."""
        ...

    # Where to go

    def go(self, build: Build) -> None:
        """A further page; `back` returns to this one as it was left."""
        ...

    def rebuild(self, kept: Any) -> None:
        """This page again, with `kept` entered."""
        ...

    def back(self, note: str = "", *, pages: int = 1) -> None:
        """The page before (or so many before), with what was done on this one."""
        ...

    def stay(self, note: str) -> None:
        """This page again, with what was done on it."""
        ...

    def home(self) -> None:
        """The list of today."""
        ...

    def search(self, wanted: Filter) -> None:
        """The list of what was searched for."""
        ...

    def visit(self, where: str) -> None:
        """A place that the list's bar names."""
        ...

    def open_record(self, record_id: str) -> None:
        """The page of a record."""
        ...

    def opened(self, record_id: str) -> Opened:
        """The record as it stands; read again after something was done with it."""
        ...

    def see_alerts(self) -> None:
        """The page on which alerts are acknowledged."""
        ...

    def alerts_changed(self) -> None:
        """Look again at what waits."""
        ...

    def say(self, heading: str, text: str, *, kind: str = "error") -> None:
        """A page that says one thing."""
        ...

    # How to do something

    def trying(self) -> AbstractContextManager[None]:
        """For a step that may be refused: the refusal is said on the page, and nothing else happens."""
        ...

    def slowly(self, doing: str, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        """Do `work` beside the screen, which says what is being done, and then `then` on it."""
        ...

    # How to leave

    def sign_out(self) -> None:
        """Forget the keys; back to the patient or to the sign-in page."""
        ...

    def hand_over(self) -> None:
        """Give the terminal to the patient pages, which open what was just made ready for them."""
        ...

    def close_kiosk(self) -> None:
        """End the kiosk: the terminal goes back to the shell."""
        ...
