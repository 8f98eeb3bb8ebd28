"""How a day went, for the printed daily sheet.

Reads nothing that is sealed: counts, times, short ids, who acknowledged what, and the audit's end.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.backoffice.acting import Printed
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.handover import bring
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import Alert, RecordRow
from kiosk.text import scrub

if TYPE_CHECKING:
    from kiosk.summary import Day, DayLine

NOWHERE = (
    "This kiosk has no printer and no folder for pages. "
    "`kiosk records daily --out DAY.pdf` makes the sheet as a file."
)
_SYNC = "Sync: no central database is configured; records stay on this kiosk."


@guarded(Action.LIST)
def day_facts(office: Office, on: date) -> "Day":
    """What the store says of the day `on`, local time."""
    # ReportLab takes longer to import than a screen may take.
    from kiosk.summary import Day

    listed = office.store.list(until=on)
    rows = [row for row in listed if row.submitted_at.astimezone().date() == on]
    alerts = office.store.alerts(unacknowledged=False)
    raised = [alert for alert in alerts if alert.raised_at.astimezone().date() == on]
    alerted = {alert.subject for alert in alerts if alert.kind == "urgent"}
    untold = [row for row in rows if row.urgent and row.id not in alerted]
    unreviewed = [row for row in reversed(listed) if not row.reviewed]
    today = {row.id for row in rows}
    anchor = Audit(office.store).anchor()
    now = office.desk.now()
    return Day(
        on=on.isoformat(),
        clinic=office.desk.settings.clinic,
        made_at=now.isoformat(timespec="seconds"),
        made_by=scrub(office.name),
        intakes=len(rows),
        reviewed=sum(row.reviewed for row in rows),
        unfinished=Drafts(office.desk.home).waiting(),
        urgent=(
            *_alerts(raised, "urgent"),
            *(replace(_line(row), no_alert=_why_no_alert(row)) for row in reversed(untold)),
        ),
        help=_alerts(raised, "help"),
        failures=_alerts(raised, "summary"),
        unreviewed=tuple(_line(row) for row in unreviewed if row.id in today),
        earlier=tuple(_line(row) for row in unreviewed if row.id not in today),
        sync=_SYNC,
        audit_count=anchor.count,
        audit_mac=anchor.mac,
    )


@guarded(Action.LIST)
def day_page(office: Office, on: date) -> bytes:
    """The daily sheet as a PDF; that it was made stands in the audit, after its own anchor."""
    from kiosk.summary import daily_sheet

    page = daily_sheet(day_facts(office, on), page_size=office.desk.settings.page_size)
    office.note("daily_sheet", why=on.isoformat())
    return page


@guarded(Action.LIST)
def print_day(office: Office, on: date) -> Printed:
    """The daily sheet, brought where the clinic's pages go."""
    settings = office.desk.settings
    if settings.delivers_to[0] == "staff":
        return Printed(False, "staff", NOWHERE)
    made = bring(lambda: day_page(office, on), f"{on.isoformat()}_day", settings)
    return Printed(made.done, made.where, made.problem)


def _line(row: RecordRow) -> "DayLine":
    """A record of the list."""
    from kiosk.summary import DayLine

    return DayLine(
        at=row.submitted_at.astimezone().isoformat(),
        record_id=row.id,
        kiosk=scrub(row.kiosk),
        note=row.status,
        urgent=row.urgent,
    )


def _why_no_alert(row: RecordRow) -> str:
    """An urgent record that no alert tells of must not be missing where the day's urgency is counted."""
    from kiosk.summary.blocks.daily import NOBODY

    if row.synthetic:
        return "an invented patient"
    return "reviewed" if row.reviewed else NOBODY


def _alerts(raised: Sequence[Alert], kind: str) -> "tuple[DayLine, ...]":
    """One line for each alert: a patient who gave two urgent answers has two.

    Of a page that failed again and again there is one line: that nobody acknowledged, if there is one.
    """
    from kiosk.summary import DayLine

    found: dict[str, DayLine] = {}
    for alert in raised:
        if alert.kind != kind:
            continue
        line = DayLine(
            at=alert.raised_at.astimezone().isoformat(),
            record_id=alert.subject,
            kiosk=scrub(alert.kiosk),
            note=scrub(alert.note),
            acknowledged_by=scrub(alert.acknowledged_by or ""),
            acknowledged_at=alert.acknowledged_at.astimezone().isoformat()
            if alert.acknowledged_at
            else "",
        )
        once = (alert.subject or alert.id) if kind == "summary" else alert.id
        known = found.get(once)
        if known is None or (known.acknowledged_at and not line.acknowledged_at):
            found[once] = line
    return tuple(found.values())
