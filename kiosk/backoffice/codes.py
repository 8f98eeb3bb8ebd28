"""Session codes: a patient is expected, and need not type a name.

Whoever issues a code has checked who it is for; the patient still says "that is me" before it counts.
"""

import datetime
from typing import NamedTuple

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import BadAnswer, KioskError
from kiosk.interview.check import check_answer
from kiosk.records.tickets import Tickets

NEEDED = ("given_name", "family_name")
OFFERED = ("birth_date", "record_number")


class Code(NamedTuple):
    """A code as it is given to the patient, shown once and stored nowhere."""

    code: str
    """Such as `K7M-4QX`."""
    expires_at: datetime.datetime
    """Local time."""


@guarded(Action.ISSUE_CODE)
def issue_code(
    office: Office,
    given_name: str,
    family_name: str,
    *,
    birth_date: str = "",
    record_number: str = "",
) -> Code:
    """A code for one patient, once, within 48 hours. Raises BadAnswer naming the field."""
    typed = {
        "given_name": given_name,
        "family_name": family_name,
        "birth_date": birth_date,
        "record_number": record_number,
    }
    form = office.desk.protocol.questionnaire
    answers: dict[str, str] = {}
    for question, text in typed.items():
        if not text.strip() and question in OFFERED:
            continue
        if question not in form.by_id:
            raise KioskError(f"code: {question}: this protocol does not ask it")
        item = form.by_id[question]
        try:
            answers[question] = str(check_answer(item, form.options(item), text.strip()))
        except BadAnswer as problem:
            raise BadAnswer(question, problem.expected, "code") from None
    if answers.get("birth_date", "") > office.desk.today().isoformat():
        raise BadAnswer("birth_date", "expected a day that is not in the future", "code")
    ticket, code = Tickets(office.desk.home).issue(answers)
    office.note("code_issued", ticket.id)
    return Code(code, ticket.expires_at.astimezone())
