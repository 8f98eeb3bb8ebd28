"""Alerts that nobody has acknowledged, and acknowledging them.

The front desk sees who needs staff; what was answered it does not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.records.faults import SignedOut
from kiosk.text import scrub


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert, in words."""

    id: str
    subject: str
    """Id of the record or draft."""
    kind: str
    """`urgent`, `help` or `summary`."""
    at: datetime
    """Local time."""
    kiosk: str
    name: str
    """`Ana Díaz`; empty when not known."""
    born: str
    about: tuple[str, ...] | None
    """Titles of the urgent flags; None for the front desk."""
    problem: str
    """What went wrong at the kiosk, when that is what the alert says."""
    submitted: bool
    """`subject` is a record that can be opened; otherwise a draft."""
    told: bool
    """Somebody was told of it before it was listed here."""


@guarded(Action.LIST)
def waiting_alerts(office: Office) -> tuple[AlertLine, ...]:
    """Unacknowledged alerts, oldest first. One whose words do not open is listed without them.

    Whoever asks is told by that: no channel needs to try again.
    """
    found = []
    for alert in office.store.alerts():
        detail = _detail(office, alert.id)
        flags = tuple(scrub(str(each)) for each in detail.get("flags", ()))
        found.append(
            AlertLine(
                id=alert.id,
                subject=alert.subject,
                kind=alert.kind,
                at=alert.raised_at.astimezone(),
                kiosk=alert.kiosk,
                name=scrub(str(detail.get("name", ""))),
                born=scrub(str(detail.get("birth_date", ""))),
                about=flags if office.sees_clinical else None,
                problem=scrub(alert.note or str(detail.get("problem", ""))),
                submitted=office.store.has(alert.subject),
                told=alert.told_at is not None,
            )
        )
        if alert.told_at is None:
            office.store.mark_told(alert.id)
    return tuple(found)


@guarded(Action.ACKNOWLEDGE)
def acknowledge(office: Office, alert_id: str) -> None:
    """Say that it was seen; the first to say so stays written. Raises UnknownRecord."""
    with office.store.database.together():
        office.store.acknowledge(alert_id, office.name)
        office.note("alert_acknowledged", alert_id)


def _detail(office: Office, alert_id: str) -> dict[str, Any]:
    try:
        return office.store.alert_detail(alert_id, office.session)
    except SignedOut:
        raise
    except KioskError:
        # It must show all the same: that somebody needs staff stands outside the seal.
        return {}
