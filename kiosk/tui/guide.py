"""Guides a patient through the interview: shows the page that the session asks for, does what is wished.

Never holds the truth: every answer is durable before the next page shows, and killed at any point the
same question comes back.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from kiosk.alerts import Telling
from kiosk.errors import KioskError
from kiosk.handover import get_ready
from kiosk.intake import FrontDesk, Step
from kiosk.intake.stopping import must_stop
from kiosk.interview.check import unusual_weight
from kiosk.interview.session import (
    DONE,
    REVIEW,
    Answered,
    Changing,
    Event,
    HelpedByStaff,
    LanguageChosen,
    Noted,
    Reviewed,
    WentBack,
    progress,
)
from kiosk.model.answer import Answer, Weight
from kiosk.model.assessment import Flag
from kiosk.tui import requests
from kiosk.tui.codes import TakesCodes
from kiosk.tui.ended import Exit
from kiosk.tui.front import Front
from kiosk.tui.pages import page_for
from kiosk.tui.requests import Request
from kiosk.tui.review import flagged
from kiosk.tui.screens.crisis import CrisisPage, StopPage
from kiosk.tui.screens.lists import ListPage
from kiosk.tui.screens.measures import WeightCheck
from kiosk.tui.screens.notices import HelpPage, NoRoomPage, ThanksPage, WhyPage
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.stage import Build, Stage
from kiosk.tui.view import Place, View
from kiosk.wording import FormTexts


class Guide(TakesCodes):
    """One patient's way from the welcome page to the end."""

    def __init__(
        self, stage: Stage, desk: FrontDesk, front: Front, *, in_browser: bool = False
    ) -> None:
        super().__init__(stage, desk)
        self._front = front
        self._in_browser = in_browser
        self._stopped: Telling = Telling(told=False)
        """Staff are told about the answer that stopped the questions."""
        self._review_at: int | str = 1
        """Where the review shows again: a page, or the page of a question."""

    def take(self, request: Request) -> None:
        """Do what a page asks for: each wish has the handler of its name, as Textual names it."""
        handler: Callable[[Request], None] = getattr(self, request.handler_name)
        handler(request)

    def get_ready(self) -> None:
        """What the first answers need, while the welcome page is read. Off the screen's thread."""
        # The protocol and the medicine list take longer to read than a page may take to turn.
        _ = self.desk.protocol
        self.desk.vocabulary.suggest("aspirin")
        with suppress(KioskError):
            # Whoever hands the record over says what is wrong with a font.
            get_ready(self.desk.settings)

    # What pages are built from

    def opening(self) -> Build:
        """What this kiosk was asking when it stopped, else the welcome page."""
        self.intake = self.desk.resume_local()
        if self.intake is None:
            return self.welcome
        self.language = self.intake.session.language
        # The silence before it stopped counts, whether or not somebody is here again.
        self.stage.touched_at -= self.intake.silent_seconds
        if must_stop(self.desk, self.here.session):
            # Somebody restarted the kiosk in front of a person who needs help: tell staff again.
            came, here = self.intake.staff_came, self.intake
            self._stopped = Telling(told=True) if came else self.heard(here.ask_for_help())
            return self._stop
        if pending := self.intake.pending_urgent:
            # The kiosk stopped between an urgent answer and the page that follows it.
            return self._page_after(list(pending), self.heard(self.intake.tell_pending()))
        return self.question

    def view(self) -> View:
        """The surroundings of the next page."""
        place = None
        if self.intake:
            texts = FormTexts(self.desk.protocol, self.language)
            place = Place(texts.parts(), progress(self.intake.session).part)
        return replace(
            self._front.view(self.stage.shape, self.language, large=self.large),
            today=self.desk.today(),
            place=place,
            help_asked=self.help_asked,
            paper=bool(self.intake and self.intake.transcribed_by),
        )

    def welcome(self, _: Any) -> Page:
        """The first page for everybody."""
        return WelcomePage(self.view())

    def _stop(self, _: Any) -> Page:
        told, coming = self._stopped.known, self.desk.settings.staff_is_coming
        return self.about(self._stopped, StopPage(self.view(), told=told, coming=coming))

    def question(self, kept: Any) -> Page:
        session = self.here.session
        texts = FormTexts(self.desk.protocol, self.language)
        if session.at == REVIEW and kept is None:
            kept = self._review_at
        desk = self.desk
        return page_for(
            self.view(),
            session,
            texts,
            lambda: desk.vocabulary,
            lambda: flagged(desk.protocol, desk.vocabulary, session, desk.today()),
            kept,
        )

    # What pages ask for

    def on_begin(self, _: Request) -> None:
        """A new patient."""
        try:
            self.intake = self.desk.begin(self.language)
            if self.helped:
                self.intake.do(HelpedByStaff(helped=True))
        except KioskError:
            self.stage.show(lambda _: NoRoomPage(self.view()))
            return
        self.stage.show(self.question)

    def on_give_answers(self, request: requests.GiveAnswers) -> None:
        """Keep the answers, then show what follows from them."""
        urgent, telling = [*self.unseen], self.unseen_telling
        returning = self.here.session.returning
        for question, answer in request.answers:
            if self._reads_back(question, answer):
                return
            if returning and not self._again(question):
                return
            step = self._do(Answered(question=question, answer=answer))
            if step is None:
                return
            if step.urgent:
                urgent += step.urgent
                telling = self.heard(step.telling)
        self.unseen = ()
        self._after_answers(urgent, telling)

    def _again(self, question: str) -> bool:
        """Each answer of a page that was opened from the review goes back there. False: not kept."""
        session = self.here.session
        return session.returning or self._do(Changing(question=question)) is not None

    def _reads_back(self, question: str, answer: Answer) -> bool:
        if not isinstance(answer, Weight) or answer.confirmed:
            return False
        session = self.here.session
        unusual = unusual_weight(answer, session.answers.get("height"), self.desk.protocol.numbers)
        if unusual is None:
            return False
        texts = FormTexts(self.desk.protocol, self.language)
        asked = texts.question(question, session)
        self.stage.show(lambda _: WeightCheck(self.view(), asked, answer, unusual))
        return True

    def _do(self, event: Event) -> Step | None:
        """What `event` led to; None when nothing more can be stored."""
        try:
            return self.here.do(event)
        except KioskError:
            self.stage.cover(lambda _: NoRoomPage(self.view()))
            return None

    def _after_answers(self, urgent: list[Flag], telling: Telling) -> None:
        if urgent and any(flag.respond != "none" for flag in urgent):
            self.stage.show(self._page_after(urgent, telling))
        else:
            self.go_on()

    def _page_after(self, urgent: list[Flag], telling: Telling) -> Callable[[Any], Page]:
        """What follows an urgent answer: stop, crisis, or staff are told; else the next question."""
        responds = {flag.respond for flag in urgent}
        coming = self.desk.settings.staff_is_coming
        if "stop" in responds:
            self._stopped = telling
            return self._stop
        if "crisis" in responds:
            return lambda _: self.about(
                telling, CrisisPage(self.view(), told=telling.known, coming=coming)
            )
        if "staff" in responds:
            self.help_wanted(telling)
            return lambda _: self.about(
                telling, HelpPage(self.view(), told=telling.known, kind="staff_told")
            )
        return self.question

    def go_on(self) -> None:
        """The page of the session, or the end of it."""
        if self.here.session.at == DONE:
            self._finish()
        else:
            self.stage.show(self.question)

    def _finish(self) -> None:
        urgent, paper = self.here.was_urgent, bool(self.here.transcribed_by)
        try:
            self.here.finish()
        except KioskError:
            self.stage.show(lambda _: NoRoomPage(self.view()))
            return
        self.intake = None
        self.served = True
        self.no_help_wanted()
        self.stage.show(lambda left: ThanksPage(self.view(), left, urgent=urgent, paper=paper))

    def on_show_again(self, request: requests.ShowAgain) -> None:
        """The same question with what was entered."""
        self.stage.show(self.question, request.kept)

    def on_keep_lines(self, request: requests.KeepLines) -> None:
        """A line of a list is on the disk before the patient sees it in the list."""
        stored = self.here.session.answers.get(request.question, ())
        noted = Noted(question=request.question, answer=request.lines)
        if stored != request.lines and self._do(noted) is None:
            return
        page = self.stage.page
        if request.kept is not None:
            self.stage.show(self.question, request.kept)
        elif isinstance(page, ListPage):
            page.lines_kept(request.lines)

    def on_go_back(self, _: Request) -> None:
        """The page before; from the first question and from a page without one, the welcome page.

        What was entered and not yet given is kept: it is there when the patient comes back.
        """
        if self.intake is None:
            self.stage.show(self.welcome)
            return
        self.keep_unfinished()
        if self._do(WentBack()) is not None:
            self.stage.show(self.question)

    def on_change_answer(self, request: requests.ChangeAnswer) -> None:
        """From the review to a question; the way leads back to where it was pressed."""
        self._review_at = request.question
        if self._do(Changing(question=request.question)) is not None:
            self.stage.show(self.question)

    def on_answers_are_right(self, _: Request) -> None:
        """The review is done. Back from what follows shows its last page."""
        self._review_at = sys.maxsize
        if self._do(Reviewed()) is not None:
            self.go_on()

    def on_other_language(self, _: Request) -> None:
        """The other language; what was entered stays."""
        self.language = self.view().other_language or self.language
        if self.intake and self._do(LanguageChosen(language=self.language)) is None:
            return
        self.stage.redraw()

    def on_other_size(self, _: Request) -> None:
        """Larger buttons, or the usual ones again; what was entered stays."""
        self.large = not self.large
        self.stage.redraw()

    def on_explain_why(self, _: Request) -> None:
        """Why the question on this page is asked."""
        page = self.stage.page
        if isinstance(page, QuestionPage) and page.question.why and not self.stage.covered:
            self.keep_unfinished()
            question, why = page.question.text, page.question.why
            self.stage.cover(lambda _: WhyPage(self.view(), question, why))

    def on_ask_for_help(self, _: Request) -> None:
        """Tell staff, and say whether they were reached."""
        # Staff may sign in from the page that comes now, and end this process.
        self.keep_unfinished()
        telling = self.intake.ask_for_help() if self.intake else self.desk.alert("", "help", {})
        self.help_wanted(self.heard(telling))
        answers = self.intake is not None
        self.stage.cover(
            lambda _: self.about(
                telling, HelpPage(self.view(), told=telling.known, can_stop=answers)
            )
        )

    def on_help_no_longer_needed(self, _: Request) -> None:
        """The band says no more that help was asked for."""
        self.no_help_wanted()
        self.stage.uncover()

    def on_staff_is_helping(self, request: requests.StaffIsHelping) -> None:
        """Kept with the answers, and shown on the summary."""
        self.helped = request.helped
        self.no_help_wanted()
        if self.intake is None:
            self.stage.uncover()
        elif self._do(HelpedByStaff(helped=request.helped)) is not None:
            self._carry_on()

    def on_staff_want_in(self, _: Request) -> None:
        """Make room for the staff screen. No key to the records is ever in this process."""
        if self._in_browser and not self.desk.settings.staff_in_browser:
            return
        self.keep_unfinished()
        self.stage.exit(Exit.STAFF_WANTED)

    def on_hide_screen(self, _: Request) -> None:
        """Hide."""
        self.keep_unfinished()
        self.stage.hide()

    def on_keep_going(self, _: Request) -> None:
        """Back to where the patient was."""
        self._carry_on()

    def _carry_on(self) -> None:
        # From a page that followed an answer, on to the next one.
        if self.stage.covered or self.intake is None:
            self.stage.uncover()
        else:
            self.go_on()

    def resumed(self) -> None:
        """Where the code's owner stopped: a stop, an urgent page that was not seen, or the question."""
        self.language = self.here.session.language
        if must_stop(self.desk, self.here.session):
            self._stopped = self.heard(self.here.ask_for_help())
            self.stage.show(self._stop)
        elif pending := list(self.here.pending_urgent):
            self._after_answers(pending, self.heard(self.here.tell_pending()))
        else:
            self.go_on()

    def clear(self) -> None:
        """This process ends; the next patient's is ready."""
        self.stage.exit(Exit.NEXT_PATIENT)
