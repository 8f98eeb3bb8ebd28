"""Paper typed in by staff: a record like any other, marked with who typed it. Alerts go out as usual."""

import uuid

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.clinical.picks import read_answers
from kiosk.clinical.record import make_record
from kiosk.intake import Finished, Intake


@guarded(Action.TRANSCRIBE)
def begin_paper(office: Office, language: str) -> Intake:
    """The pages as for a patient; what `finish` keeps is marked transcribed by this member of staff."""
    intake = office.desk.begin(language, transcribed_by=office.name)
    office.note("transcription_begun")
    return intake


@guarded(Action.TRANSCRIBE)
def transcribe(office: Office, text: str, source: str) -> Finished:
    """Keep an answers file (JSON text, named `source`) that was typed from paper, and hand it over.

    Judged as `kiosk assess` judges the same file: the paper asks every question that its skips do not
    leave out, so one that is absent was skipped, and nothing is implied. `answered_at` is the paper's
    own time; it is submitted now. Raises BadAnswer naming `source` and the field; then nothing is kept.
    """
    desk, protocol = office.desk, office.desk.protocol
    given = read_answers(text, protocol, desk.vocabulary, source)
    now = desk.now()
    session = given.session(protocol.questionnaire)
    record = make_record(
        protocol,
        desk.vocabulary,
        session,
        answered_at=given.answered_at,
        record_id=str(uuid.uuid4()),
        kiosk=desk.settings.kiosk,
        clinic=desk.settings.clinic,
        transcribed_by=office.name,
        implies=False,
    ).model_copy(update={"submitted_at": now.isoformat(timespec="seconds")})
    desk.alert_of(record)
    with office.store.database.together():
        desk.keep(record, now)
        office.note("transcribed", record.id)
    return desk.deliver(record, who=office.name)
