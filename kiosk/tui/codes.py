"""A patient comes with a code: their own four words, or a short one from staff.

Owns the pages before such an intake goes on. Shows nobody's name until the code has opened it.
"""

from kiosk.errors import KioskError
from kiosk.records.faults import LockedOut
from kiosk.records.tickets import tidy
from kiosk.tui import requests
from kiosk.tui.requests import Request
from kiosk.tui.screens.expected import ExpectedPage
from kiosk.tui.screens.resume import ResumePage
from kiosk.tui.sitting import Sitting
from kiosk.wording import about_code


class TakesCodes(Sitting):
    """Opens an intake by its code."""

    def go_on(self) -> None:
        """The page of the session, or the end of it."""
        raise NotImplementedError

    def resumed(self) -> None:
        """The page that an intake comes back with."""
        raise NotImplementedError

    def on_enter_code(self, _: Request) -> None:
        """The page for a code."""
        self.stage.show(lambda kept: ResumePage(self.view(), kept=kept))

    def on_resume_with(self, request: requests.ResumeWith) -> None:
        """Go on where the code's owner stopped, or say that the code opens nothing."""
        if tidy(request.words[0]):
            self._look_for(request.words)
            return
        try:
            self.intake = self.desk.resume(" ".join(request.words))
        except KioskError:
            self._say(about_code(self.view(), request.words), request.words)
        else:
            self.resumed()

    def _look_for(self, typed: tuple[str, ...]) -> None:
        """A code from staff: show what they filled in, for this patient to confirm."""
        try:
            ticket = self.desk.expected(typed[0])
        except LockedOut:
            self._say(self.view().say("resume.too_many"), typed)
        except KioskError:
            self._say(self.view().say("resume.unknown_code"), typed)
        else:
            self.stage.show(lambda _: ExpectedPage(self.view(), ticket))

    def on_that_is_me(self, request: requests.ThatIsMe) -> None:
        """Begin with what staff filled in; each of it is still shown at its question."""
        try:
            self.intake = self.desk.begin_as(request.ticket, self.language)
        except KioskError:
            self._say(self.view().say("resume.unknown_code"))
        else:
            self.go_on()

    def on_not_me(self, _: Request) -> None:
        """The code stays for its owner; staff are told that somebody was given the wrong one."""
        self.stage.show(self.welcome)
        self.stage.post_message(requests.AskForHelp())

    def _say(self, problem: str, typed: tuple[str, ...] | None = None) -> None:
        self.stage.show(lambda kept: ResumePage(self.view(), problem, kept), typed)
