"""What a page asks the app for: one small message for each wish of the patient."""

from dataclasses import dataclass
from typing import Any

from textual.message import Message

from kiosk.alerts import Telling
from kiosk.model.answer import Answer
from kiosk.records.tickets import Ticket


@dataclass
class GiveAnswers(Message):
    """These are my answers: question and answer, in order. Nearly always one."""

    answers: tuple[tuple[str, Answer], ...]


@dataclass
class ShowAgain(Message):
    """Show this question again, with what was entered so far."""

    kept: Any


@dataclass
class KeepLines(Message):
    """Keep the lines of this list at once; then show it again with what was entered, if anything was."""

    question: str
    lines: Answer
    kept: Any = None


class GoBack(Message):
    """Back to the page before."""


class AskForHelp(Message):
    """Staff should come."""


class HideScreen(Message):
    """Nobody should see this now."""


class StaffWantIn(Message):
    """Staff want to leave the patient screen."""


class OtherLanguage(Message):
    """The other language, please."""


class OtherSize(Message):
    """Larger buttons, or the usual ones again."""


class ExplainWhy(Message):
    """Why is this asked?"""


class KeepGoing(Message):
    """Back to what I was doing."""


@dataclass
class StaffIsHelping(Message):
    """A member of staff is (or is no longer) helping me."""

    helped: bool


class HelpNoLongerNeeded(Message):
    """I don't need help any more."""


class Begin(Message):
    """Start a new intake."""


class EnterCode(Message):
    """I have a code."""


@dataclass
class ResumeWith(Message):
    """These are the words of my code."""

    words: tuple[str, ...]


@dataclass
class ThatIsMe(Message):
    """What staff filled in under this code is about me."""

    ticket: Ticket


class NotMe(Message):
    """What staff filled in is about somebody else."""


@dataclass
class ChangeAnswer(Message):
    """On the review: let me change this answer."""

    question: str


class AnswersAreRight(Message):
    """The review is done."""


class StopForNow(Message):
    """Keep my answers, I go on later."""


class ClearScreen(Message):
    """The patient is done with this screen: clear it."""


@dataclass
class StaffAnswered(Message):
    """It is known whether staff were told."""

    telling: Telling
