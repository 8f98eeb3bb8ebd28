"""What nobody has acknowledged yet, as far as whoever stands at the screen may know it."""

from kiosk.backoffice.alerting import by_patient, waiting_alerts
from kiosk.backoffice.office import Office
from kiosk.intake import FrontDesk
from kiosk.staff.counter import Waiting


def what_waits(desk: FrontDesk, office: Office | None, *, at_kiosk: bool) -> Waiting:
    """Counts where nobody is signed in, and nothing at a kiosk: a patient may be looking on.

    Raises KioskError when the store cannot be read.
    """
    if office is None and at_kiosk:
        return Waiting()
    rows = desk.store.alerts()
    lines = waiting_alerts(office) if office and office.active else ()
    urgent = {row.subject for row in rows if row.kind == "urgent"}
    return Waiting(
        lines=lines,
        patients=by_patient(lines, desk.protocol),
        urgent=len(urgent),
        help=len({row.subject for row in rows if row.kind == "help"} - urgent),
        pages=sum(row.kind not in ("urgent", "help") for row in rows),
        since=rows[0].raised_at if rows else None,
        kiosks=tuple(sorted({row.kiosk for row in rows if row.kiosk})),
    )
