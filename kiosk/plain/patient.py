"""One patient in plain lines, from welcome to hand-back.

Never holds the truth: every answer is durable before the next question is asked, and killed at any point
the same question comes back. One patient, one process.
"""

from contextlib import suppress
from enum import IntEnum

from kiosk.alerts import Telling
from kiosk.errors import KioskError
from kiosk.intake import FrontDesk, Intake, Step
from kiosk.intake.stopping import must_stop
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
from kiosk.model.answer import Answer
from kiosk.model.assessment import Flag
from kiosk.plain import notices
from kiosk.plain.lines import Ended, Interrupted, Lines, Silent
from kiosk.plain.questions import Given, Questions
from kiosk.plain.review import read_over
from kiosk.plain.talk import Chosen, Talk, Way
from kiosk.plain.welcome import Entrance, welcome


class Exit(IntEnum):
    """Why the process ended."""

    NEXT_PATIENT = 0
    BROKEN = 1
    STAFF_WANTED = 76
    NO_INPUT = 77
    """The input is at its end: there is no next patient."""


_WAYS = (Way.REPEAT, Way.BACK, Way.HELP, Way.HELPED, Way.LANGUAGE, Way.HIDE, Way.STOP, Way.STAFF)


class NoRoom(Exception):
    """Nothing more can be kept; what was answered before is safe."""


class PlainPatient:
    """The visit of one patient."""

    def __init__(self, desk: FrontDesk, lines: Lines) -> None:
        self.desk = desk
        self.lines = lines
        self.talk = Talk(lines, desk.words, desk.today)
        self.intake: Intake | None = None
        self._questions = Questions(self.talk, desk.protocol, lambda: desk.vocabulary, self._note)
        self._came_back = False
        """The intake was begun before: what its last answer led to may never have been seen."""
        self._part = 0
        self._leaf = 0
        """Which part of the review is being read."""
        self._speak(desk.settings.language)

    def serve(self) -> Exit:
        """Ask until the patient is done, stops, or goes away."""
        self.lines.clear()
        try:
            if not self._take_up():
                came = self._welcome()
                if came is not None:
                    return came
            return self._interview()
        except Ended:
            self._put_aside()
            return Exit.NO_INPUT

    # How an intake begins

    def _take_up(self) -> bool:
        """Whether this kiosk was asking somebody when it stopped; then it goes on."""
        self.intake = self.desk.resume_local()
        self._came_back = self.intake is not None
        return self._came_back

    def _welcome(self) -> Exit | None:
        """None once there is an intake."""
        while True:
            try:
                entrance = welcome(self.talk, self.desk)
            except Interrupted:
                continue
            if entrance is Entrance.LANGUAGE:
                self._other_language()
            elif entrance is Entrance.HELP:
                notices.help_asked(self.talk, self.desk, self.desk.alert("", "help", {}))
            elif entrance is Entrance.STAFF:
                return Exit.STAFF_WANTED
            elif isinstance(entrance, Intake):
                self.intake = entrance
                self._came_back = True
                return None
            else:
                with suppress(KioskError):
                    self.intake = self.desk.begin(self.talk.language)
                    self.talk.words("plain.how")
                    return None
                self._no_room()

    def _go_on(self) -> None:
        """Where the patient stopped, with the page of an urgent answer that may never have been seen."""
        session = self._here.session
        self._speak(session.language)
        self.talk.words("plain.how")
        if must_stop(self.desk, session):
            # Somebody restarted the kiosk in front of a person who needs help: tell staff again.
            self._stopped(self._here.ask_for_help())
        elif pending := self._here.pending_urgent:
            self._after(pending, self._here.tell_pending())

    # The interview

    @property
    def _here(self) -> Intake:
        assert self.intake is not None, "a question without an intake"
        return self.intake

    def _interview(self) -> Exit:
        while self._here.session.at != DONE:
            try:
                left = self._turn()
                if left is not None:
                    return left
            except NoRoom:
                self._no_room()
            except Interrupted:
                return self._stop_for_now()
            except Silent:
                if not self._still_there():
                    self._put_aside()
                    self.lines.clear()
                    return Exit.NEXT_PATIENT
        return self._finish()

    def _turn(self) -> Exit | None:
        """One question and what follows from it, or what was chosen instead."""
        self.talk.seconds = self.desk.settings.idle_seconds
        self._here.seen()
        if self._came_back:
            self._came_back = False
            self._go_on()
        self.talk.ways = self._ways()
        try:
            self._step()
        except Chosen as chosen:
            return self._act(chosen.way)
        return None

    def _ways(self) -> tuple[Way, ...]:
        alone = not self.talk.other_language
        return tuple(way for way in _WAYS if not (alone and way is Way.LANGUAGE))

    def _step(self) -> None:
        session = self._here.session
        if session.at == REVIEW:
            change, self._leaf = read_over(self.talk, self._questions.texts, session, self._leaf)
            if change:
                self._do(Changing(question=change))
            else:
                self._leaf = 0
                self._do(Reviewed())
            return
        here = progress(session)
        if here.part != self._part:
            self._part = here.part
            name = self._questions.texts.parts()[here.part - 1]
            self.talk.words("band.part", number=here.part, of=here.parts, name=name)
        self._give(self._questions.ask(session))

    def _give(self, given: Given) -> None:
        """Keep the answers, then say what follows from them."""
        returning, urgent = self._here.session.returning, Telling(told=False)
        flags: list[Flag] = []
        for question, answer in given:
            if returning and not self._here.session.returning:
                self._do(Changing(question=question))
            step = self._do(Answered(question=question, answer=answer))
            if step.urgent:
                flags += step.urgent
                urgent = step.telling
        self._after(tuple(flags), urgent)

    def _do(self, event: Event) -> Step:
        """Keep an event. Raises NoRoom."""
        try:
            return self._here.do(event)
        except KioskError:
            raise NoRoom from None

    def _after(self, urgent: tuple[Flag, ...], telling: Telling) -> None:
        responds = {flag.respond for flag in urgent}
        if "stop" in responds:
            self._stopped(telling)
        elif "crisis" in responds:
            self._patiently(lambda: notices.crisis(self.talk, self.desk, telling))
        elif "staff" in responds:
            notices.staff_told(self.talk, self.desk, telling)

    def _stopped(self, telling: Telling) -> None:
        """Nothing is asked until a member of staff is here."""
        self._patiently(lambda: notices.stop(self.talk, self.desk, telling))
        self._do(HelpedByStaff(helped=True))

    def _patiently(self, notice: "notices.Notice") -> None:
        """Say a notice until it is answered, however long that takes."""
        before, self.talk.seconds = self.talk.seconds, None
        self.talk.ways = tuple(
            way for way in self._ways() if way in (Way.REPEAT, Way.HELP, Way.LANGUAGE, Way.HIDE)
        )
        while True:
            try:
                notice()
                break
            except Chosen as chosen:
                self._act(chosen.way)
            except Interrupted:
                continue
        self.talk.seconds = before

    # The other ways

    def _act(self, way: Way) -> Exit | None:
        """Do what was chosen instead of an answer; an exit when it ends this process."""
        if way is Way.BACK:
            self._leaf = 0
            self._do(WentBack())
        elif way is Way.HELP:
            notices.help_asked(self.talk, self.desk, self._here.ask_for_help())
        elif way is Way.HELPED:
            self._do(HelpedByStaff(helped=True))
            self.talk.words("plain.helped")
        elif way is Way.LANGUAGE:
            self._other_language()
        elif way is Way.HIDE:
            self._hide()
        elif way is Way.STOP:
            return self._stop_for_now()
        elif way is Way.STAFF:
            self.lines.clear()
            self._here.let_go()
            return Exit.STAFF_WANTED
        return None

    def _other_language(self) -> None:
        self._speak(self.talk.other_language)
        if self.intake:
            self._do(LanguageChosen(language=self.talk.language))

    def _speak(self, language: str) -> None:
        self.talk.language = language
        others = [each for each in self.desk.protocol.languages if each != language]
        self.talk.other_language = others[0] if others else ""

    def _hide(self) -> None:
        self.lines.clear()
        self.talk.words("hidden.heading")
        self.talk.words("hidden.safe")
        before, self.talk.ways = self.talk.ways, ()
        try:
            self.talk.line(self.talk.say("plain.show_again"))
        finally:
            self.talk.ways = before

    def _still_there(self) -> bool:
        self.lines.bell()
        self.talk.words("plain.still_there", seconds=notices.PATIENCE)
        try:
            self.lines.read(notices.PATIENCE)
        except (Silent, Interrupted):
            return False
        return True

    def _stop_for_now(self) -> Exit:
        """The code to go on with, then a clear window once it was taken down."""
        code = " ".join(self._here.code)
        self._put_aside()
        notices.paused(self.talk, code)
        with suppress(Silent, Interrupted):
            self.lines.read(notices.PATIENCE)
        self.lines.clear()
        return Exit.NEXT_PATIENT

    def _put_aside(self) -> None:
        """The draft stays for the code and for staff. Whoever reads a pipe is told the code."""
        if self.intake is None:
            return
        code = " ".join(self.intake.code)
        self.intake.pause()
        self.intake = None
        if not self.lines.terminal:
            with suppress(Ended):
                notices.paused(self.talk, code)

    def _note(self, question: str, answer: Answer) -> None:
        """Keep the lines of a list that is not finished."""
        self._do(Noted(question=question, answer=answer))

    def _no_room(self) -> None:
        self.talk.words("no_room.heading")
        self.talk.words("no_room.tell")
        before, self.talk.ways = self.talk.ways, ()
        try:
            self.talk.choice([self.talk.say("no_room.again")])
        except (Chosen, Interrupted):
            return
        finally:
            self.talk.ways = before

    def _finish(self) -> Exit:
        urgent, paper = self._here.was_urgent, bool(self._here.transcribed_by)
        while self.intake is not None:
            try:
                self.intake.finish()
                self.intake = None
            except KioskError:
                self._no_room()
        notices.thanks(self.talk, urgent=urgent, paper=paper)
        with suppress(Silent, Interrupted):
            self.lines.read(notices.THANKS)
        self.lines.clear()
        return Exit.NEXT_PATIENT
