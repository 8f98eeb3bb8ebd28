"""The processes of plain mode: a patient's, and the one in which staff close the kiosk."""

import getpass
import sys
import traceback

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.plain.lines import Ended, Interrupted, Lines, standard
from kiosk.plain.patient import Exit, PlainPatient
from kiosk.plain.speech import Speech
from kiosk.plain.talk import Talk
from kiosk.records.access import sign_in, sign_out
from kiosk.records.faults import LockedOut

CLOSED = 75
"""The exit code with which staff close the kiosk."""


def run_patient(desk: FrontDesk, *, aloud: bool) -> int:
    """One patient's process. An Exit value. Raises KioskError without espeak-ng for `aloud`."""
    lines = standard(Speech() if aloud else None)
    lines.catch_interrupts()
    patient = PlainPatient(desk, lines)
    try:
        return patient.serve()
    except Exception as problem:
        # Where and what kind, never the values: they are a patient's.
        last = traceback.extract_tb(problem.__traceback__)[-1]
        sys.stderr.write(f"kiosk: {type(problem).__name__} at {last.filename}:{last.lineno}\n")
        return _say_calmly(patient)


def _say_calmly(patient: PlainPatient) -> int:
    try:
        patient.lines.clear()
        patient.talk.words("broke.heading")
        patient.talk.words("broke.text")
    except Ended:
        return Exit.NO_INPUT
    return Exit.BROKEN


def run_door(desk: FrontDesk) -> int:
    """Staff close the kiosk by name and passphrase; each try is counted. Else back to the patient."""
    lines = standard()
    lines.catch_interrupts()
    talk = Talk(lines, desk.words, desk.today)
    talk.language = desk.settings.language
    try:
        talk.words("plain.staff_about")
        name = talk.line(talk.say("plain.staff_name"))
        if not name:
            return Exit.NEXT_PATIENT
        talk.words("plain.staff_passphrase")
        # Opened and closed at once: leaving needs no key in memory.
        sign_out(desk.store, sign_in(desk.store, name, _passphrase(lines)))
    except LockedOut as wait:
        talk.words("plain.staff_wait", minutes=-(-wait.seconds // 60))
    except KioskError:
        talk.words("plain.staff_wrong")
    except (Interrupted, Ended):
        return Exit.NEXT_PATIENT
    else:
        lines.clear()
        return CLOSED
    finally:
        desk.somebody_is_here()
    return Exit.NEXT_PATIENT


def _passphrase(lines: Lines) -> str:
    return lines.secretly(lambda: getpass.getpass("")) if lines.terminal else lines.read()
