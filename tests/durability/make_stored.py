"""Write `stored/v<layout>`: a small data folder as this kiosk's layout writes it.

Run once when a layout is new (`python -m tests.durability.make_stored`), commit the folder, and
never run it for that layout again: it stands for the files that clinics have.
"""

import json
from pathlib import Path

from kiosk.records import storage
from kiosk.records.audit import Audit
from tests.support.sealed_clinic import PASSPHRASE, STAFF, answers, envelope, new_id, open_clinic


def main() -> None:
    """Refuses a folder that exists."""
    folder = Path(__file__).parent / "stored" / f"v{storage.SCHEMA}"
    folder.parent.mkdir(exist_ok=True)
    folder.mkdir()
    clinic = open_clinic(folder)
    store, session = clinic.store(), clinic.session()
    ids = [new_id() for _ in range(3)]
    for days, record in enumerate(ids):
        store.save(record, envelope(days, urgent=days == 1, kiosk="front"), answers(record))
    store.append_version(ids[0], answers("later"))
    store.set_status(ids[1], "reviewed")
    store.raise_alert(ids[1], "urgent", {"rule": "U2"})
    Audit(store).record(STAFF, "viewed", ids[1], "for the infusion")
    draft = clinic.drafts().begin()
    draft.append({"question": "given_name", "value": "Zdenka"})
    draft.append({"question": "asq_1", "value": "no"})
    expected = {
        "staff": STAFF,
        "passphrase": PASSPHRASE,
        "words": clinic.words,
        "code": draft.code,
        "events": draft.events,
        "records": {
            record: [version.body for version in store.versions(record, session)] for record in ids
        },
        "list": [[row.id, row.status, row.urgent] for row in store.list()],
        "alerts": [{"rule": "U2"}],
        "audit": 1,
    }
    draft.set_aside()
    store.close()
    clinic.runtime.rmdir()
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main()
