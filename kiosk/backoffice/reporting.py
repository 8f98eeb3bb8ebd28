"""The numbers of a clinic: every record and every unfinished intake, counted by one clinical account."""

from datetime import date

from pydantic import ValidationError

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.selection import Progress
from kiosk.errors import KioskError
from kiosk.interview.replay import replayed, transcriber
from kiosk.interview.session import DONE, REVIEW
from kiosk.model.record import Record
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import moment
from kiosk.report import Report, Tally
from kiosk.report.counts import REVIEW as AT_REVIEW


@guarded(Action.REPORT)
def report(office: Office, since: date | None, until: date | None, progress: Progress) -> Report:
    """Count the intakes handed in from `since` to `until`, and the unfinished ones begun then.

    An intake that a patient is answering right now is not counted, nor one that staff type in. Raises
    SignedOut when the session ends meanwhile.
    """
    tally = Tally(office.desk.protocol)
    rows = office.store.list(since=since, until=until)
    office.note("reported", why=f"{len(rows)} records")
    for done, row in enumerate(rows, start=1):
        office.session.ring()
        try:
            tally.add(Record.model_validate(office.store.read(row.id, office.session)))
        except (KioskError, ValidationError):
            tally.add_unreadable()
        progress(done, len(rows))
    form = office.desk.protocol.questionnaire
    for draft in Drafts(office.desk.home).abandoned(office.session):
        begun_then = (since is None or draft.begun_at >= moment(since)) and (
            until is None or draft.begun_at < moment(until, end_of_day=True)
        )
        if draft.in_use or not begun_then or transcriber(draft.events):
            continue
        at = replayed(form, draft.events).at
        tally.add_abandoned(AT_REVIEW if at in (REVIEW, DONE) else at)
    return tally.report(since.isoformat() if since else "", until.isoformat() if until else "")
