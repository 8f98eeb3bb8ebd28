"""What is said beside the questions: help, crisis, stop, paused, thanks.

Only what has happened is promised, and on an urgent page there is no number of the clinic, no score and
no dose (reference X18), as on the full screen.
"""

from collections.abc import Callable
from typing import Final

from kiosk.alerts import Telling
from kiosk.intake import FrontDesk
from kiosk.plain.talk import Talk
from kiosk.settings import STILL_THERE_SECONDS

Notice = Callable[[], None]

PATIENCE: Final = STILL_THERE_SECONDS
"""Seconds to answer "Are you still there?", and to take a code down."""
THANKS: Final = 20
"""Seconds until the window clears after hand-in."""


def help_asked(talk: Talk, desk: FrontDesk, telling: Telling) -> None:
    """Staff were told that help is wanted, or could not be."""
    _told(talk, desk, "help", telling)


def staff_told(talk: Talk, desk: FrontDesk, telling: Telling) -> None:
    """Staff were told of an answer, or could not be."""
    _told(talk, desk, "staff_told", telling)


def _told(talk: Talk, desk: FrontDesk, family: str, telling: Telling) -> None:
    way = "told" if telling else "not_told"
    talk.words(f"{family}.{way}_heading")
    talk.words(f"{family}.{way}", time=desk.now().strftime("%H:%M"))


def crisis(talk: Talk, desk: FrontDesk, telling: Telling) -> None:
    """Thoughts of suicide. Returns when the patient wants to go on."""
    talk.words("crisis.heading")
    _who_was_told(talk, desk, telling)
    if telling:
        talk.words("crisis.can_wait")
    for key in ("crisis.call_988", "crisis.about_988", "crisis.call_911", "crisis.about_911"):
        talk.words(key)
    while talk.choice([talk.say("crisis.wait"), talk.say("crisis.go_on")]) == 0:
        talk.words("plain.please_stay")


def stop(talk: Talk, desk: FrontDesk, telling: Telling) -> None:
    """Emergency symptoms. Returns when somebody says that staff are here."""
    talk.words("stop.heading")
    _who_was_told(talk, desk, telling)
    for key in ("stop.stay", "stop.call_911", "crisis.about_911"):
        talk.words(key)
    sure = False
    while not sure:
        # A letter, then a second step: the number of the answer "Yes" must not go on.
        while talk.line(f"S. {talk.say('stop.staff_is_here')}").casefold() != "s":
            talk.words("stop.stay")
        talk.words("stop.really")
        sure = talk.choice([talk.say("stop.not_yet"), talk.say("stop.really_here")]) == 1


def _who_was_told(talk: Talk, desk: FrontDesk, telling: Telling) -> None:
    """Said once a channel has answered or given up: the heading stands before it."""
    if telling:
        talk.words("crisis.coming" if desk.settings.staff_is_coming else "crisis.told")
    else:
        talk.words("crisis.not_told")


def paused(talk: Talk, code: str) -> None:
    """The answers are kept; the code opens them again."""
    talk.words("paused.heading")
    if code:
        talk.words("paused.how")
        talk.words("plain.your_code", code=code)
    talk.words("paused.until")


def thanks(talk: Talk, *, urgent: bool, paper: bool) -> None:
    """Hand-back. Says nothing personal; after an urgent answer, to stay near. `paper`: to who typed it."""
    kind = "paper." if paper else ""
    near = ("stay_near",) if urgent else ()
    for said in ("heading", "next", *near, "hand_back"):
        talk.words(f"thanks.{kind}{said}")
    talk.words("plain.enter_to_clear")
