"""Alerts that nobody has acknowledged, and acknowledging them.

The front desk sees who needs staff; what was answered it does not.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.records.envelope import Alert
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

    For a screen that shows them: somebody is told by that, and no channel needs to try again.
    """
    waiting = office.store.alerts()
    lines = tuple(alert_line(office, alert) for alert in waiting)
    for alert in waiting:
        if alert.told_at is None:
            # A disk that is full or busy must not keep the alert from the screen.
            with suppress(KioskError):
                office.store.mark_told(alert.id)
    return lines


def alert_line(office: Office, alert: Alert) -> AlertLine:
    """An alert in words, for who is signed in."""
    detail = _detail(office, alert.id)
    flags = tuple(scrub(str(each)) for each in detail.get("flags", ()))
    return AlertLine(
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
