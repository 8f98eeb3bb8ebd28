"""The first lines: what this is, how long it takes, who sees it, and the ways in."""

from enum import Enum

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk, Intake
from kiosk.plain import notices
from kiosk.plain.talk import Talk
from kiosk.records.faults import LockedOut
from kiosk.records.tickets import tidy
from kiosk.wording import about_code, expected_lines


class Entrance(Enum):
    """What a patient chose, when it is no code."""

    START = "start"
    LANGUAGE = "language"
    HELP = "help"
    STAFF = "staff"


def welcome(talk: Talk, desk: FrontDesk) -> Entrance | Intake:
    """One of the ways in, or the intake that a code opened. Raises Interrupted and Ended."""
    talk.seconds, talk.ways = None, ()
    talk.tell(desk.settings.clinic)
    talk.words("welcome.heading")
    for key in ("about", "who_sees", "can_skip", "on_paper", "emergency"):
        talk.words(f"welcome.{key}")
    ways: list[tuple[Entrance | None, str]] = [(Entrance.START, talk.say("button.start"))]
    if talk.other_language:
        ways.append((Entrance.LANGUAGE, talk.in_other("welcome.in_this_language")))
    ways += [
        (None, talk.say("welcome.code")),
        (Entrance.HELP, talk.say("welcome.help")),
        (Entrance.STAFF, talk.say("plain.staff")),
    ]
    chosen = ways[talk.choice([label for _, label in ways])][0]
    if chosen is not None:
        return chosen
    return _by_code(talk, desk) or welcome(talk, desk)


def _by_code(talk: Talk, desk: FrontDesk) -> Intake | None:
    """The intake that a typed code opens; None after an empty line."""
    talk.words("resume.heading")
    while typed := talk.line(talk.say("plain.type_code")):
        try:
            found = _expected(talk, desk, typed) if tidy(typed) else desk.resume(typed)
        except LockedOut:
            talk.words("resume.too_many")
        except KioskError:
            code = tidy(typed)
            talk.tell(
                talk.say("resume.unknown_code") if code else about_code(talk, typed.lower().split())
            )
        else:
            return found
    return None


def _expected(talk: Talk, desk: FrontDesk, typed: str) -> Intake | None:
    """The intake of a patient whom staff expected; None when it is somebody else."""
    ticket = desk.expected(typed)
    talk.words("expected.heading")
    for line in expected_lines(talk, ticket.answers):
        talk.lines.say(line)
    if talk.choice([talk.say("expected.yes"), talk.say("expected.no")]) == 0:
        return desk.begin_as(ticket, talk.language)
    # The code stays for its owner; staff hear that somebody was given the wrong one.
    notices.help_asked(talk, desk, desk.alert("", "help", {}))
    return None
