"""What was done with a record, and by whom: for its page, and for an auditor when it is long purged."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.records import exported
from kiosk.records.audit import Audit, Entry
from kiosk.records.envelope import RecordRow
from kiosk.records.faults import UnknownRecord
from kiosk.records.retention import tombstones

SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the record's history."""

    at: datetime
    """Local time."""
    what: str
    """`submitted`, `alert_raised`, or the audit's word, such as `viewed`."""
    who: str
    """Empty for the patient."""
    why: str


def history(office: Office, row: RecordRow) -> tuple[Happening, ...]:
    """Everything about a stored record, exports of many records among it, oldest first."""
    told = _from_the_audit(office, row.id)
    for alert in office.store.alerts(row.id, unacknowledged=False):
        told.append(Happening(alert.raised_at.astimezone(), "alert_raised", "", alert.kind))
        if alert.acknowledged_at:
            seen, who = alert.acknowledged_at.astimezone(), alert.acknowledged_by or ""
            told.append(Happening(seen, "alert_acknowledged", who, alert.kind))
    return _in_order(row.submitted_at, told)


@guarded(Action.OPEN)
def history_of_purged(office: Office, record_id: str) -> tuple[Happening, ...]:
    """The same of a record that retention let go: its alerts went with it. Raises UnknownRecord when
    there never was one."""
    stones = [stone for stone in tombstones(office.store) if stone.id == record_id]
    if not stones:
        raise UnknownRecord(f"record {record_id}: there is no such record")
    return _in_order(stones[0].submitted_at, _from_the_audit(office, record_id))


def _from_the_audit(office: Office, record_id: str) -> list[Happening]:
    lists = exported.containing(office.store, office.session, record_id)
    found = Audit(office.store).entries(office.session, subjects=[record_id, *lists])
    return [
        Happening(entry.at.astimezone(), entry.what, entry.who, _said(entry)) for entry in found
    ]


def _said(entry: Entry) -> str:
    """Why; of an export also where its manifest says which one it is."""
    if entry.what != exported.EXPORTED or not entry.subject:
        return entry.why or ""
    return f"{entry.why} (audit count {entry.number} on its manifest)"


def _in_order(submitted_at: datetime, told: list[Happening]) -> tuple[Happening, ...]:
    first = Happening(submitted_at.astimezone(), SUBMITTED, "", "")
    return (first, *sorted(told, key=lambda each: each.at))
