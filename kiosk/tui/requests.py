"""What a page asks the app for: one small message for each wish of the patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    # The first page waits for none of these.
    from kiosk.alerts import Telling
    from kiosk.model.answer import Answer
    from kiosk.records.tickets import Ticket


class Request(Message):
    """What every wish is."""


@dataclass
class GiveAnswers(Request):
    """These are my answers: question and answer, in order. Nearly always one."""

    answers: tuple[tuple[str, Answer], ...]


@dataclass
class ShowAgain(Request):
    """Show this question again, with what was entered so far."""

    kept: Any


@dataclass
class KeepLines(Request):
    """Keep the lines of this list at once; then show it again with `kept`, or tell its page."""

    question: str
    lines: Answer
    kept: Any = None


class GoBack(Request):
    """Back to the page before."""


class AskForHelp(Request):
    """Staff should come."""


class HideScreen(Request):
    """Nobody should see this now."""


class StaffWantIn(Request):
    """Staff want to leave the patient screen."""


class OtherLanguage(Request):
    """The other language, please."""


class OtherSize(Request):
    """Larger buttons, or the usual ones again."""


class ExplainWhy(Request):
    """Why is this asked?"""


class KeepGoing(Request):
    """Back to what I was doing."""


@dataclass
class StaffIsHelping(Request):
    """A member of staff is (or is no longer) helping me."""

    helped: bool


class HelpNoLongerNeeded(Request):
    """I don't need help any more."""


class Begin(Request):
    """Start a new intake."""


class EnterCode(Request):
    """I have a code."""


@dataclass
class ResumeWith(Request):
    """These are the words of my code."""

    words: tuple[str, ...]


@dataclass
class ThatIsMe(Request):
    """What staff filled in under this code is about me."""

    ticket: Ticket


class NotMe(Request):
    """What staff filled in is about somebody else."""


@dataclass
class ChangeAnswer(Request):
    """On the review: let me change this answer."""

    question: str


class AnswersAreRight(Request):
    """The review is done."""


class StopForNow(Request):
    """Keep my answers, I go on later."""


class ClearScreen(Request):
    """The patient is done with this screen: clear it."""


@dataclass
class StaffAnswered(Request):
    """It is known whether staff were told."""

    telling: Telling
