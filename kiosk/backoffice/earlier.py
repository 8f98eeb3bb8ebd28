"""A person's earlier visits, for the course of the scores on the provider's page.

Two visits are one person's when name and birth date are the same, however they were typed, and no two
record numbers speak against it. Only staff can ask: the kiosk by itself reads no record.
"""

from typing import TYPE_CHECKING

from pydantic import ValidationError

from kiosk.backoffice.cards import fold
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.worklist import card_for
from kiosk.errors import KioskError
from kiosk.model.answer import UNKNOWN
from kiosk.model.record import Record

if TYPE_CHECKING:
    from kiosk.summary import PastScore


@guarded(Action.PRINT)
def earlier_scores(office: Office, record: Record) -> "tuple[PastScore, ...]":
    """The scores of the same person's records that were submitted before `record`."""
    from kiosk.summary import past_scores  # ReportLab takes longer to import than a screen may take

    return past_scores(earlier_records(office, record))


@guarded(Action.PRINT)
def earlier_records(office: Office, record: Record) -> list[Record]:
    """The same person's records that were submitted before `record`, newest first.

    One that does not open is left out: the list of records says so, and the page must come.
    """
    own = office.store.row(record.id)
    person = card_for(office, own).person
    if person is None:
        return []
    found = []
    for row in office.store.list(until=own.submitted_at):
        if row.id == own.id or card_for(office, row).person != person:
            continue
        try:
            earlier = Record.model_validate(office.store.read(row.id, office.session))
        except (KioskError, ValidationError):
            continue
        numbers = {_number(earlier), _number(record)} - {""}
        if len(numbers) < 2:
            found.append(earlier)
    return found


def _number(record: Record) -> str:
    """The record number for comparing; empty when it was not given."""
    given = record.answers.get("record_number")
    return fold(given) if isinstance(given, str) and given not in UNKNOWN else ""
