"""A record opened by staff: its newest state, its versions, and what was done with it."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from kiosk.backoffice.alerting import AlertLine, alert_line
from kiosk.backoffice.history import SUBMITTED, Happening, history
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.worklist import Line, Progress, same_person
from kiosk.errors import KioskError
from kiosk.model.assessment import Disposition
from kiosk.model.record import SCHEMA, Record
from kiosk.records.envelope import RecordRow
from kiosk.settings import first_problem
from kiosk.summary.blocks import Sheet, sheet


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One state of a record."""

    number: int
    at: datetime
    """Local time."""
    kind: str
    """`submitted`, `measured`, `addendum` or `decision`."""
    by: str
    """Empty for the patient, and where an older kiosk did not write it down."""
    reason: str
    disposition: Disposition
    urgent: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything about one record."""

    row: RecordRow
    record: Record
    """The newest version."""
    sheet: Sheet
    """The words of the provider's page."""
    versions: tuple[VersionLine, ...]
    history: tuple[Happening, ...]
    duplicates: tuple[Line, ...]
    alerts: tuple[AlertLine, ...]


@guarded(Action.OPEN)
def open_record(
    office: Office, record_id: str, progress: Progress = lambda _done, _of: None
) -> Opened:
    """With `progress` on the records that are read to see who came in twice (`unread_around`).

    Raises UnknownRecord, Damaged, or KioskError for a record of a newer kiosk.
    """
    row = office.store.row(record_id)
    office.note("viewed", record_id)
    states = _states(office, record_id)
    record = states[-1][1]
    return Opened(
        row=row,
        record=record,
        sheet=sheet(record, office.desk.protocol_of(record)),
        versions=tuple(_version_line(n, record) for n, record in states),
        history=history(office, row),
        duplicates=same_person(office, row, progress),
        alerts=tuple(alert_line(office, alert) for alert in office.store.alerts(record_id)),
    )


@guarded(Action.OPEN)
def version(office: Office, record_id: str, number: int) -> Record:
    """An earlier state, 1 being the patient's own."""
    states = dict(_states(office, record_id))
    if number not in states:
        raise KioskError(f"record {record_id}: expected a version from 1 to {len(states)}")
    office.note("viewed", record_id, f"version {number}")
    return states[number]


def newest(office: Office, record_id: str) -> Record:
    """The newest version, for what is about to be done with it."""
    return record_of(office.store.read(record_id, office.session), record_id)


def record_of(body: object, record_id: str) -> Record:
    """A stored body as a record. Raises KioskError when this kiosk cannot read it."""
    written = body.get("schema_version", 1) if isinstance(body, dict) else None
    if isinstance(written, int) and written > SCHEMA:
        raise KioskError(f"record {record_id}: written by a newer kiosk; install that version")
    try:
        return Record.model_validate(body)
    except ValidationError as problem:
        raise KioskError(f"record {record_id}: {first_problem(problem)}") from None


def _states(office: Office, record_id: str) -> list[tuple[int, Record]]:
    found = office.store.versions(record_id, office.session)
    return [(each.number, record_of(each.body, record_id)) for each in found]


def _version_line(number: int, record: Record) -> VersionLine:
    made = record.revision
    at = datetime.fromisoformat(made.at if made else record.submitted_at)
    earlier_kiosk = "measured" if record.measured else SUBMITTED
    return VersionLine(
        number=number,
        at=at.astimezone(),
        kind=made.kind if made else earlier_kiosk,
        by=made.by if made else record.transcribed_by,
        reason=made.reason if made else "",
        disposition=record.assessment.disposition,
        urgent=record.assessment.urgent,
    )
