"""Write `stored/records-<schema>`: a small data folder with real records as this kiosk writes them.

Run once when the record body has a new version (`python -m tests.durability.make_stored_records`),
commit the folder, and never run it for that version again: it stands for the files that clinics have.
`records-1` was written by the kiosk of that time, before staff could decide, amend or transcribe.
"""

import json
from pathlib import Path

from kiosk.backoffice.acting import decide, measure, measured
from kiosk.backoffice.corrections import amend
from kiosk.backoffice.office import Office
from kiosk.backoffice.transcription import transcribe
from kiosk.intake import FrontDesk
from kiosk.interview.session import Answered
from kiosk.model.record import SCHEMA
from kiosk.records.audit import Audit
from kiosk.settings import Settings
from tests.support.patients import answers_file
from tests.support.printed import protocol, vocabulary
from tests.support.sealed_clinic import PASSPHRASE, STAFF, open_clinic


def main() -> None:
    """Refuses a folder that exists."""
    folder = Path(__file__).parent / "stored" / f"records-{SCHEMA}"
    folder.mkdir()
    clinic = open_clinic(folder)
    desk = FrontDesk(folder, Settings(clinic="Riverside", phone="1", deliver="staff"))
    desk.__dict__.update(protocol=protocol(), vocabulary=vocabulary())
    office = Office(desk, clinic.session())
    first = transcribe(office, answers_file(aneurysm="not_sure"), "paper").record_id
    vitals = {"blood_pressure": "128/82", "heart_rate": "70", "spo2": "98", "weight_kg": "70.5"}
    measure(office, first, measured(vitals))
    amend(office, first, "misread", {"aneurysm": "no"}, "asked on the phone")
    decide(office, first, "modified", "first infusion", "0.4 mg/kg over 60 minutes")
    second = transcribe(office, answers_file(asq_1="yes", asq_5="no"), "paper").record_id
    intake = desk.begin("en", transcribed_by=STAFF)
    intake.do(Answered(question="main_reason", answer="ptsd"))
    (draft,) = clinic.drafts().abandoned(office.session)
    store = desk.store
    expected = {
        "staff": STAFF,
        "passphrase": PASSPHRASE,
        "words": clinic.words,
        "code": " ".join(intake.code),
        "events": draft.events,
        "records": {
            record: [version.body for version in store.versions(record, office.session)]
            for record in (first, second)
        },
        "list": [[row.id, row.status, row.urgent] for row in store.list()],
        "alerts": [store.alert_detail(alert.id, office.session) for alert in store.alerts()],
        "audit": Audit(store).anchor().count,
    }
    intake.pause()
    store.close()
    clinic.runtime.rmdir()
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main()
