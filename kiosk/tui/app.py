"""The patient's app: shows the page that the session asks for, and passes on what the patient wants.

Never holds the truth: every answer is durable before the next page shows, and killed at any point the
same question comes back. One patient, one process: it ends when the patient is done.
"""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import Any

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk, Intake
from kiosk.intake.stopping import must_stop
from kiosk.interview.check import unusual_weight
from kiosk.interview.session import (
    DONE,
    Answered,
    Changing,
    Event,
    HelpedByStaff,
    LanguageChosen,
    Noted,
    Reviewed,
    WentBack,
    page_of,
    progress,
)
from kiosk.model.answer import Answer, Weight
from kiosk.model.assessment import Flag
from kiosk.tui import broke, requests
from kiosk.tui.compat import replace_bad_bytes
from kiosk.tui.pages import page_for
from kiosk.tui.screens.crisis import CrisisPage, StopPage
from kiosk.tui.screens.idle import IdlePage
from kiosk.tui.screens.measures import WeightCheck
from kiosk.tui.screens.notices import HelpPage, NoRoomPage, PausedPage, ThanksPage, WhyPage
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.screens.resume import ResumePage, about_words
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.stage import Stage
from kiosk.tui.view import Place, View
from kiosk.wording import FormTexts

_UNWATCHED = (IdlePage, ThanksPage, StopPage, WelcomePage)
"""Never asked "Are you still there?": they clear themselves, wait for staff, or show nobody's data."""


class Exit(IntEnum):
    """Why the app ended."""

    NEXT_PATIENT = 0
    BROKEN = 1
    STAFF_WANTED = 76
    """The supervisor opens the staff screen, and this page again after it."""


class KioskApp(Stage):
    """One patient's screens."""

    def __init__(self, desk: FrontDesk, *, in_browser: bool = False) -> None:
        super().__init__(desk.settings.theme)
        self.desk = desk
        self._in_browser = in_browser
        self.language = desk.settings.language
        self.intake: Intake | None = None
        self._help_asked = ""
        self._helped = False
        self._told = False
        """Staff were told about the answer that stopped the questions."""

    def on_mount(self) -> None:
        """Watch for silence; get ready in the background what the first answers need."""
        self.set_interval(1, self._look_for_silence)
        self.run_worker(self._get_ready, thread=True, exit_on_error=False)

    def _get_ready(self) -> None:
        # The medicine list takes longer to read than a page may take to turn.
        self.desk.vocabulary.suggest("aspirin")

    # What pages are built from

    def first_page(self, kept: Any) -> Page:
        """What this kiosk was asking when it stopped, else the welcome page."""
        self.intake = self.desk.resume_local()
        if self.intake is None:
            self._base = self._welcome
            return self._welcome(kept)
        self.language = self.intake.session.language
        if must_stop(self.desk, self._here.session):
            # Somebody restarted the kiosk in front of a person who needs help: tell staff again.
            self._told = self.intake.staff_came or self.intake.ask_for_help()
            self._base = self._stop
        elif pending := self.intake.pending_urgent:
            # The kiosk stopped between an urgent answer and the page that follows it.
            self._base = self._page_after(list(pending), told=self.intake.tell_pending())
        else:
            self._base = self._question
        return self._base(kept)

    def view(self) -> View:
        """The surroundings of the next page."""
        desk = self.desk
        place = None
        if self.intake:
            texts = FormTexts(desk.protocol, self.language)
            place = Place(texts.parts(), progress(self.intake.session).part)
        others = [each for each in desk.protocol.languages if each != self.language]
        return View(
            words=desk.words,
            language=self.language,
            other_language=others[0] if others else "",
            shape=self.shape,
            clinic=desk.settings.clinic,
            today=desk.today(),
            place=place,
            help_asked=self._help_asked,
            paper=bool(self.intake and self.intake.transcribed_by),
            touch=desk.settings.touch_keyboard or self._in_browser,
        )

    def _welcome(self, _: Any) -> Page:
        return WelcomePage(self.view())

    def _stop(self, _: Any) -> Page:
        coming = self.desk.settings.staff_is_coming
        return StopPage(self.view(), told=self._told, coming=coming)

    def _question(self, kept: Any) -> Page:
        session = self._here.session
        texts = FormTexts(self.desk.protocol, self.language)
        return page_for(self.view(), session, texts, lambda: self.desk.vocabulary, kept)

    @property
    def _here(self) -> Intake:
        assert self.intake is not None, "a question page without an intake"
        return self.intake

    # What pages ask for

    def on_begin(self) -> None:
        """A new patient."""
        try:
            self.intake = self.desk.begin(self.language)
            if self._helped:
                self.intake.do(HelpedByStaff(helped=True))
        except KioskError:
            self.show(lambda _: NoRoomPage(self.view()))
            return
        self.show(self._question)

    def on_give_answers(self, request: requests.GiveAnswers) -> None:
        """Keep the answers, then show what follows from them."""
        urgent: list[Flag] = []
        told = True
        returning = self._here.session.returning
        for question, answer in request.answers:
            if self._reads_back(question, answer):
                return
            if returning and not self._again(question):
                return
            step = self._do(Answered(question=question, answer=answer))
            if step is None:
                return
            urgent += step[0]
            told = told and (step[1] or not step[0])
        self._after_answers(urgent, told=told)

    def _again(self, question: str) -> bool:
        """Each answer of a page that was opened from the review goes back there. False: not kept."""
        session = self._here.session
        return session.returning or self._do(Changing(question=question)) is not None

    def _reads_back(self, question: str, answer: Answer) -> bool:
        if not isinstance(answer, Weight) or answer.confirmed:
            return False
        session = self._here.session
        unusual = unusual_weight(answer, session.answers.get("height"), self.desk.protocol.numbers)
        if unusual is None:
            return False
        texts = FormTexts(self.desk.protocol, self.language)
        asked = texts.question(question, session)
        self.show(lambda _: WeightCheck(self.view(), asked, answer, unusual))
        return True

    def _do(self, event: Event) -> tuple[tuple[Flag, ...], bool] | None:
        """Newly urgent flags and whether staff were told; None when nothing more can be stored."""
        try:
            step = self._here.do(event)
        except KioskError:
            self.cover(lambda _: NoRoomPage(self.view()))
            return None
        return step.urgent, step.told

    def _after_answers(self, urgent: list[Flag], *, told: bool) -> None:
        if urgent and any(flag.respond != "none" for flag in urgent):
            self.show(self._page_after(urgent, told=told))
        else:
            self._next()

    def _page_after(self, urgent: list[Flag], *, told: bool) -> Callable[[Any], Page]:
        """What follows an urgent answer: stop, crisis, or staff were told; else the next question."""
        responds = {flag.respond for flag in urgent}
        coming = self.desk.settings.staff_is_coming
        if "stop" in responds:
            self._told = told
            return self._stop
        if "crisis" in responds:
            return lambda _: CrisisPage(self.view(), told=told, coming=coming)
        if "staff" in responds:
            self._help_asked = self._clock() if told else self._help_asked
            return lambda _: HelpPage(self.view(), told=told, kind="staff_told")
        return self._question

    def _next(self) -> None:
        """The page of the session, or the end of it."""
        if self._here.session.at == DONE:
            self._finish()
        else:
            self.show(self._question)

    def _finish(self) -> None:
        try:
            self._here.finish()
        except KioskError:
            self.show(lambda _: NoRoomPage(self.view()))
            return
        self.intake = None
        self._help_asked = ""
        self.show(lambda left: ThanksPage(self.view(), left))

    def on_show_again(self, request: requests.ShowAgain) -> None:
        """The same question with what was entered."""
        self.show(self._question, request.kept)

    def on_keep_lines(self, request: requests.KeepLines) -> None:
        """A line of a list is on the disk before the patient sees it in the list."""
        stored = self._here.session.answers.get(request.question, ())
        noted = Noted(question=request.question, answer=request.lines)
        if (stored == request.lines or self._do(noted)) and request.kept is not None:
            self.show(self._question, request.kept)

    def on_go_back(self) -> None:
        """The page before; from the first question and from a page without one, the welcome page."""
        if self.intake is None:
            self.show(self._welcome)
        elif self._do(WentBack()) is not None:
            self.show(self._question)

    def on_change_answer(self, request: requests.ChangeAnswer) -> None:
        """From the review to a question."""
        if self._do(Changing(question=request.question)) is not None:
            self.show(self._question)

    def on_answers_are_right(self) -> None:
        """The review is done."""
        if self._do(Reviewed()) is not None:
            self._next()

    def on_other_language(self) -> None:
        """The other language; what was entered stays."""
        self.language = self.view().other_language or self.language
        if self.intake and self._do(LanguageChosen(language=self.language)) is None:
            return
        self.redraw()

    def on_explain_why(self) -> None:
        """Why the question on this page is asked."""
        page = self.page
        if isinstance(page, QuestionPage) and page.question.why and not self.covered:
            question, why = page.question.text, page.question.why
            self.cover(lambda _: WhyPage(self.view(), question, why))

    def on_ask_for_help(self) -> None:
        """Tell staff, and say whether they were reached."""
        told = self.intake.ask_for_help() if self.intake else self.desk.alert("", "help", {})
        self._help_asked = self._clock() if told else self._help_asked
        self.cover(lambda _: HelpPage(self.view(), told=told))

    def on_help_no_longer_needed(self) -> None:
        """The band says no more that help was asked for."""
        self._help_asked = ""
        self.uncover()

    def on_staff_is_helping(self, request: requests.StaffIsHelping) -> None:
        """Kept with the answers, and shown on the summary."""
        self._helped = request.helped
        self._help_asked = ""
        if self.intake is None:
            self.uncover()
        elif self._do(HelpedByStaff(helped=request.helped)) is not None:
            self.on_keep_going()

    def on_staff_want_in(self) -> None:
        """Make room for the staff screen. No key to the records is ever in this process."""
        if self._in_browser and not self.desk.settings.staff_in_browser:
            return
        with suppress(KioskError):
            # What cannot be kept was said before; staff must get in all the same.
            self._keep_unfinished()
        self.exit(Exit.STAFF_WANTED)

    def on_hide_screen(self) -> None:
        """Hide."""
        self.hide()

    def on_keep_going(self) -> None:
        """Back to where the patient was; from a page that followed an answer, on to the next one."""
        if self.covered or self.intake is None:
            self.uncover()
        else:
            self._next()

    def on_enter_code(self) -> None:
        """The page for a code."""
        self.show(lambda kept: ResumePage(self.view(), kept=kept))

    def on_resume_with(self, request: requests.ResumeWith) -> None:
        """Go on where the code's owner stopped, or say that the code opens nothing."""
        try:
            self.intake = self.desk.resume(" ".join(request.words))
        except KioskError:
            problem = about_words(self.view(), request.words)
            self.show(lambda kept: ResumePage(self.view(), problem, kept), request.words)
            return
        self.language = self.intake.session.language
        if must_stop(self.desk, self._here.session):
            self._told = self.intake.ask_for_help()
            self.show(self._stop)
        else:
            pending = list(self.intake.pending_urgent)
            told = self.intake.tell_pending() if pending else False
            self._after_answers(pending, told=told)

    def on_stop_for_now(self) -> None:
        """The code to go on with later."""
        self._keep_unfinished()
        code = self._here.code
        self.show(lambda _: PausedPage(self.view(), code))

    def on_clear_screen(self) -> None:
        """Clear the screen: the draft stays for the code and for staff, and this process ends."""
        if self.intake:
            self._keep_unfinished()
            self.intake.pause()
        self.exit(Exit.NEXT_PATIENT)

    # Silence

    def _look_for_silence(self) -> None:
        page = self.page
        silent = time.monotonic() - self.touched_at
        if page is None or silent < self.desk.settings.idle_seconds or isinstance(page, _UNWATCHED):
            return
        if self.intake is None:
            self.show(self._welcome)
            return
        self._keep_unfinished()
        self.bell()
        self.cover(lambda left: IdlePage(self.view(), left))

    def _keep_unfinished(self) -> None:
        """Keep a list or text that only lacks Next: nothing that was entered is lost."""
        page = self.page
        if not isinstance(page, QuestionPage) or self.covered:
            return
        for question, answer in page.unfinished():
            if self._here.session.answers.get(question) == answer:
                continue
            self._here.do(Answered(question=question, answer=answer))
            if question not in page_of(self._here.session, self._here.session.at):
                # The patient has not left this page: come back to it.
                self._here.do(WentBack())

    def _clock(self) -> str:
        return self.desk.now().strftime("%H:%M")


def run_kiosk(desk: FrontDesk, *, in_browser: bool = False) -> int:
    """Run the app on this terminal until its patient is done. An Exit value."""
    replace_bad_bytes()
    app = KioskApp(desk, in_browser=in_browser)
    ended = app.run()
    if app.return_code or ended is None:
        sys.stdout.write(broke.calm_page(desk.words, app.language))
        sys.stdout.flush()
        return Exit.BROKEN
    return ended
