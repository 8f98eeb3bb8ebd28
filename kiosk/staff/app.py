"""The staff app: who is signed in, what waits, which page shows. Ends with the keys it held.

At a kiosk it stands between two turns of the patient and always gives the terminal back: after signing
out, two idle minutes or a crash. At a front desk it stays at the sign-in page instead.
"""

import datetime
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from kiosk import alerts
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import Opened, open_record
from kiosk.backoffice.worklist import Filter, search, unread_around
from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.records.faults import LockedOut, SignedOut
from kiosk.records.keys import IDLE_SECONDS
from kiosk.staff.counter import Build, Progress, Waiting
from kiosk.staff.places import place
from kiosk.staff.screens.alerts import AlertsPage
from kiosk.staff.screens.page import StaffPage
from kiosk.staff.screens.record import record_page
from kiosk.staff.screens.said import SaidPage, WorkingPage
from kiosk.staff.screens.signin import SignIn, SignInPage
from kiosk.staff.screens.worklist import ListPage, ListState
from kiosk.staff.waits import what_waits
from kiosk.staff.wording import ROLES
from kiosk.tui.compat import withstand
from kiosk.tui.screens.page import Page
from kiosk.tui.stage import Stage
from kiosk.tui.view import View

T = TypeVar("T")

_READ_AT_ONCE = 300
"""Records that are read while somebody waits for a page: about a third of a second."""
_TOLD_EVERY = 0.2
"""Seconds between two counts on the screen while something is done."""


class Exit(IntEnum):
    """Why the app ended."""

    TO_PATIENT = 0
    BROKEN = 1
    CLOSED = 75
    """The kiosk ends; after every other end at a kiosk the patient's pages come back."""


class StaffApp(Stage):
    """Pages for staff. Implements `kiosk.staff.counter.Counter`."""

    CSS_PATH: ClassVar[Any] = [Stage.STYLES, Path(__file__).with_name("staff.tcss")]

    def __init__(self, desk: FrontDesk, *, at_kiosk: bool) -> None:
        super().__init__(desk.settings.theme)
        self.desk = desk
        self.at_kiosk = at_kiosk
        self.language = desk.settings.language
        self.waiting = Waiting()
        self.note = ""
        self._office: Office | None = None
        self._trail: list[tuple[Build, Any]] = []
        self._opened: Opened | None = None
        self._look()

    # What pages are built from

    def first_page(self, kept: Any) -> Page:
        """The sign-in page."""
        del kept
        return SignInPage(self.view(), self)

    def view(self) -> View:
        """The surroundings of the next page. What follows the sign-in is English."""
        inside = self._office is not None
        others = [each for each in self.desk.protocol.languages if each != self.language]
        return View(
            words=self.desk.words,
            language="en" if inside else self.language,
            other_language="" if inside or not others else others[0],
            shape=self.shape,
            clinic=self.desk.settings.clinic,
            today=self.desk.today(),
        )

    @property
    def office(self) -> Office:
        """Who is signed in."""
        if self._office is None:
            raise SignedOut("signed out: sign in again to go on")
        return self._office

    def who(self) -> str:
        """Name and role."""
        return f"{self._office.name}, {ROLES[self._office.role]}" if self._office else ""

    def now(self) -> datetime.datetime:
        """The time here."""
        return self.desk.now()

    def _build(self, cover_kept: Any = None) -> Page:
        try:
            return super()._build(cover_kept)
        except SignedOut:
            self._forget()
            return SignInPage(self.view(), self)
        except KioskError as problem:
            return SaidPage(self.view(), self, "This cannot be shown", problem.message)

    # Signing in and out

    def on_sign_in(self, attempt: SignIn) -> None:
        """In, or say that the two do not match. Each try is counted, at every terminal together."""
        try:
            self._office = Office.sign_in(self.desk, attempt.name, attempt.passphrase)
        except LockedOut as wait:
            minutes = -(-wait.seconds // 60)
            self._not_in(attempt.name, self.view().say("signin.wait", minutes=minutes))
        except KioskError:
            self._not_in(attempt.name, self.view().say("signin.wrong"))
        else:
            self._look()
            self._beat()
            self.home()

    def _not_in(self, name: str, problem: str) -> None:
        self.show(lambda _: SignInPage(self.view(), self, problem, name))

    def on_other_language(self) -> None:
        """The sign-in page in the other language."""
        self.language = self.view().other_language or self.language
        self.redraw()

    def sign_out(self) -> None:
        """Back to the patient; at a front desk to the sign-in page, and from there out."""
        inside = self._office is not None
        self._forget()
        if self.at_kiosk or not inside:
            self.exit(Exit.TO_PATIENT)
        else:
            self.show(self.first_page)

    def hand_over(self) -> None:
        """To the patient's pages, which open the intake that was made ready."""
        self._forget()
        self.exit(Exit.TO_PATIENT)

    def close_kiosk(self) -> None:
        """The terminal goes back to the shell."""
        self._forget()
        self.exit(Exit.CLOSED)

    def _forget(self) -> None:
        if self._office is not None:
            with suppress(KioskError):
                self._office.sign_out()
        self._office = self._opened = None
        self._trail.clear()
        self.note = ""
        if self.at_kiosk:
            alerts.stop_watching(self.desk.home)
        self._look()

    # Silence, and what waits

    def on_mount(self) -> None:
        """Look for silence every second, and for alerts at every beat."""
        self._beat()
        self.set_interval(1, self._look_for_silence)
        self.set_interval(alerts.HEARTBEAT_SECONDS, self._beat)

    def touched(self) -> None:
        """The idle time starts again."""
        super().touched()
        if self._office:
            self._office.touch()

    def hide(self) -> None:
        """F2 is a choice on forms here, and hides nothing."""

    def _look_for_silence(self) -> None:
        if self.at_kiosk:
            self.desk.somebody_is_here()
        if self._office is not None:
            if not self._office.active:
                self.sign_out()
        elif time.monotonic() - self.touched_at >= IDLE_SECONDS:
            self.touched_at = time.monotonic()
            if self.at_kiosk:
                self.exit(Exit.TO_PATIENT)
            else:
                self.show(self.first_page)

    def _beat(self) -> None:
        """Say that somebody watches here, show what waits, and ring until it is acknowledged."""
        if self.at_kiosk and self._office is None:
            # A patient may be looking on: nothing waits on this page, and nobody watches.
            return
        with suppress(OSError):
            alerts.say_watching(self.desk.home)
        self.alerts_changed()
        if self.waiting.count:
            self.bell()

    def _look(self) -> None:
        with suppress(KioskError):
            self.waiting = what_waits(self.desk, self._office, at_kiosk=self.at_kiosk)

    def alerts_changed(self) -> None:
        """Look again; a page that is being worked on stays as it is, with the alert above it."""
        before = self.waiting
        self._look()
        page = self.page
        if not isinstance(page, StaffPage) or not page.is_mounted:
            return
        if page.rebuilds and before.lines != self.waiting.lines:
            self.redraw()
        else:
            page.show_waiting(self.waiting)

    # Where to go

    def go(self, build: Build) -> None:
        """A further page."""
        if self.page:
            # A page that says how far something is stands over the one to come back to.
            over = isinstance(self.page, WorkingPage)
            self._trail.append((self._base, self._base_kept if over else self.page.keep()))
        self.note = ""
        self.show(build)

    def rebuild(self, kept: Any) -> None:
        """This page again."""
        self.note = ""
        self.show(self._base, kept)

    def back(self, note: str = "", *, pages: int = 1) -> None:
        """The page before, or so many before."""
        self._done(note)
        for _ in range(pages - 1):
            if self._trail:
                self._trail.pop()
        if self._trail:
            self.show(*self._trail.pop())
        else:
            self.home()

    def stay(self, note: str) -> None:
        """This page again, with what was done on it."""
        self._done(note)
        self.show(
            self._base, self.page.keep() if self.page and not self.covered else self._base_kept
        )

    def _done(self, note: str) -> None:
        self.note = note
        if note:
            self._opened = None

    def home(self) -> None:
        """The list of today."""
        self._show_list(ListState(Filter.on(self.desk.today())))

    def _show_list(self, state: ListState) -> None:
        self._trail.clear()
        self.show(lambda kept: ListPage(self.view(), self, kept or state))

    def search(self, wanted: Filter) -> None:
        """The list of what was searched for; who must look inside records shows how far it is."""
        office = self.office
        if not wanted.text and not wanted.levels:
            with self.trying():
                self._show_list(ListState(wanted, search(office, wanted)))
            return
        self.slowly(
            "Searching",
            lambda progress: search(office, wanted, progress),
            lambda found: self._show_list(ListState(wanted, found)),
        )

    def visit(self, where: str) -> None:
        """A place that the list's bar names."""
        place(self, where)

    def open_record(self, record_id: str) -> None:
        """The page of a record; a day of very many intakes is read beside the screen first."""
        self._opened = None
        with self.trying():
            office = self.office
            if unread_around(office, record_id) <= _READ_AT_ONCE:
                self.go(record_page(self, record_id))
            else:
                self.slowly(
                    "Opening the record",
                    lambda progress: open_record(office, record_id, progress),
                    self._show_opened,
                )

    def _show_opened(self, opened: Opened) -> None:
        self._opened = opened
        self.go(record_page(self, opened.record.id))

    def opened(self, record_id: str) -> Opened:
        """The record as it stands."""
        if self._opened is None or self._opened.record.id != record_id:
            self._opened = open_record(self.office, record_id)
        return self._opened

    def see_alerts(self) -> None:
        """The page on which alerts are acknowledged."""
        if self._office and not isinstance(self.page, AlertsPage):
            self.go(lambda kept: AlertsPage(self.view(), self, kept))

    def say(self, heading: str, text: str, *, kind: str = "error") -> None:
        """A page that says one thing."""
        self.go(lambda _: SaidPage(self.view(), self, heading, text, kind=kind))

    # How to do something

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A refusal is said on the page."""
        try:
            yield
        except SignedOut:
            self.sign_out()
        except KioskError as problem:
            if isinstance(self.page, StaffPage):
                self.page.refused(problem.message)

    def slowly(self, doing: str, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        """Beside the screen, so that it can say how far it is."""
        office, told = self.office, 0.0

        def progress(done: int, of: int) -> None:
            nonlocal told
            office.touch()
            if time.monotonic() - told >= _TOLD_EVERY:
                told = time.monotonic()
                self.call_from_thread(self._progress, done, of)

        def run() -> None:
            try:
                found = work(progress)
            except KioskError as problem:
                self.call_from_thread(self._not_done, problem)
            except Exception as problem:
                self.call_from_thread(self._handle_exception, problem)
            else:
                self.call_from_thread(self._finished, then, found)

        self.cover(lambda _: WorkingPage(self.view(), self, doing))
        self.run_worker(run, thread=True, exit_on_error=False)

    def _progress(self, done: int, of: int) -> None:
        if isinstance(self.page, WorkingPage):
            self.page.progress(done, of)

    def _finished(self, then: Callable[[T], None], found: T) -> None:
        if self._office is None:
            return
        self._covers.clear()
        then(found)
        if isinstance(self.page, WorkingPage):
            self.uncover()

    def _not_done(self, problem: KioskError) -> None:
        self._covers.clear()
        if isinstance(problem, SignedOut):
            self.sign_out()
        else:
            self.say("Not done", problem.message)


def run_staff(desk: FrontDesk, *, at_kiosk: bool) -> int:
    """Run until staff leave. An exit value of `Exit`; never a traceback."""
    withstand(desk.home)
    app = StaffApp(desk, at_kiosk=at_kiosk)
    ended = app.run()
    if not at_kiosk:
        alerts.stop_watching(desk.home)
    if app.return_code or ended is None:
        if not at_kiosk:
            sys.stderr.write("kiosk: the staff screen stopped; nothing was lost. Start it again.\n")
        return Exit.BROKEN
    return ended
