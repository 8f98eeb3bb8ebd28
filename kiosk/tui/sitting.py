"""One patient's intake, and every way to leave it before the end: a code for later, silence.

Nothing that was entered is lost on any of them. Knows no question.
"""

import time
from contextlib import suppress
from typing import Any

from kiosk.alerts import Telling
from kiosk.errors import KioskError
from kiosk.intake import FrontDesk, Intake
from kiosk.intake.stopping import must_stop
from kiosk.interview.session import Answered, Changing, Noted, WentBack, page_of
from kiosk.model.answer import Answer
from kiosk.model.assessment import Flag
from kiosk.tui.requests import Request
from kiosk.tui.screens.crisis import StopPage
from kiosk.tui.screens.idle import IdlePage
from kiosk.tui.screens.notices import PausedPage, ThanksPage
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.stage import Cover, Stage
from kiosk.tui.telling import TellsStaff

_UNWATCHED = (IdlePage, ThanksPage, StopPage)
"""Never asked "Are you still there?": they clear themselves, or wait for staff."""


class Sitting(TellsStaff):
    """Holds the intake while its patient sits here."""

    def __init__(self, stage: Stage, desk: FrontDesk) -> None:
        super().__init__(stage)
        self.desk = desk
        self.language = desk.settings.language
        self.large = desk.settings.text_size == "large"
        """Larger buttons."""
        self.intake: Intake | None = None
        self.helped = False
        """Staff help a patient who has not begun yet."""
        self.served = False
        """An intake was finished here: the next patient gets another process."""
        self.unseen: tuple[Flag, ...] = ()
        """Urgent flags of answers that were kept in a silence: their page is still to be shown."""
        self.unseen_telling = Telling(told=False)
        self._noted_at = 0.0
        """The touch that was last noted as a sign of life."""

    @property
    def here(self) -> Intake:
        """The intake of a page that has one."""
        assert self.intake is not None, "a question page without an intake"
        return self.intake

    def welcome(self, _: Any) -> Page:
        """The first page for everybody."""
        raise NotImplementedError

    def clear(self) -> None:
        """Clear the screen for the next patient."""
        raise NotImplementedError

    def on_stop_for_now(self, _: Request) -> None:
        """The code to go on with later."""
        self.keep_unfinished()
        code = self.here.code
        self.stage.show(lambda _: PausedPage(self.view(), code))

    def on_clear_screen(self, _: Request) -> None:
        """The patient is done, or nobody is there."""
        self._clear_for_the_next()

    def _clear_for_the_next(self) -> None:
        # The draft stays for the code and for staff, and this process ends.
        if self.intake:
            self.keep_unfinished()
            self.intake.pause()
        self.clear()

    # Silence

    def look_for_silence(self) -> None:
        """Once a second: is anybody still there?"""
        page = self.stage.page
        self._note_who_is_here(page)
        silent = time.monotonic() - self.stage.touched_at
        if page is None or silent < self.desk.settings.idle_seconds or isinstance(page, _UNWATCHED):
            return
        if self.stage.shape.too_small:
            self._nobody_in_a_small_window(silent)
            return
        if self.intake is None:
            self._welcome_anew(page)
            return
        self.keep_unfinished()
        self.stage.bell()
        self.stage.cover(lambda left: IdlePage(self.view(), left), Cover.SILENCE)

    def _note_who_is_here(self, page: Page | None) -> None:
        """For a kiosk that stops now: whoever waits for staff is here, too, and touches nothing."""
        touched = self.stage.touched_at
        if self.intake and (touched != self._noted_at or isinstance(page, StopPage)):
            self._noted_at = touched
            self.intake.seen()

    def _nobody_in_a_small_window(self, silent: float) -> None:
        """There is no room to ask in. Whoever makes it larger later must not find another's answers."""
        left = self.intake and not must_stop(self.desk, self.intake.session)
        if left and silent >= self.desk.settings.away_seconds:
            self._clear_for_the_next()

    def _welcome_anew(self, page: Page) -> None:
        """Nobody's answers are here: the next person finds the welcome page as it was at the start."""
        if self.served:
            self.clear()
        elif not isinstance(page, WelcomePage) or self._left_by_somebody:
            self.language = self.desk.settings.language
            self.large = self.desk.settings.text_size == "large"
            self.no_help_wanted()
            self.helped = False
            self.stage.show(self.welcome)

    @property
    def _left_by_somebody(self) -> bool:
        settings = self.desk.settings
        other = self.language != settings.language or self.large != (settings.text_size == "large")
        return other or bool(self.help_asked) or self.helped

    def keep_unfinished(self) -> None:
        """Keep a list or text that only lacks Next: nothing that was entered is lost."""
        page = self.stage.page
        if not isinstance(page, QuestionPage) or self.stage.covered:
            return
        with suppress(KioskError):
            # A disk that takes nothing more is said when the patient answers.
            for question, answer in page.unfinished():
                if self.here.session.answers.get(question) == answer:
                    continue
                if page.by_lines:
                    self.here.do(Noted(question=question, answer=answer))
                else:
                    self._keep_one(question, answer)

    def _keep_one(self, question: str, answer: Answer) -> None:
        changing = self.here.session.returning
        step = self.here.do(Answered(question=question, answer=answer))
        if step.urgent:
            self.unseen = (*self.unseen, *step.urgent)
            self.unseen_telling = self.heard(step.telling)
        if question not in page_of(step.session, step.session.at):
            # The patient has not left this page: come back to it.
            self.here.do(Changing(question=question) if changing else WentBack())

    def clock(self) -> str:
        """The time of day, as the band shows it."""
        return self.desk.now().strftime("%H:%M")
