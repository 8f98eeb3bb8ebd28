"""Records that a clinic has from an older kiosk are worked on like today's."""

import shutil
from pathlib import Path

import pytest

from kiosk.backoffice.acting import decide
from kiosk.backoffice.corrections import amend
from kiosk.backoffice.keeping import verify
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import open_record
from kiosk.backoffice.preview import preview
from kiosk.backoffice.waiting import waiting_drafts
from kiosk.backoffice.worklist import Filter, worklist
from kiosk.intake import FrontDesk
from kiosk.model.record import SCHEMA
from kiosk.records.keys import Keys
from kiosk.settings import Settings
from tests.support.printed import protocol, vocabulary
from tests.support.sealed_clinic import PASSPHRASE, STAFF

STORED = Path(__file__).parents[2] / "durability" / "stored"


@pytest.mark.parametrize("written", range(1, SCHEMA + 1))
def test_every_older_record_is_listed_opened_decided_and_corrected(
    written: int, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(STORED / f"records-{written}", home)
    desk = FrontDesk(home, Settings(clinic="Riverside", phone="1", deliver="staff"))
    desk.__dict__.update(protocol=protocol(), vocabulary=vocabulary())
    office = Office(desk, Keys.load(home).unlock(STAFF, PASSPHRASE))
    lines = worklist(office, Filter()).window(0, 9)
    assert [line.level for line in lines] in (["urgent", "withhold"], ["urgent", "caution_major"])
    assert all(line.name and line.born and not line.problem for line in lines)
    (draft,) = waiting_drafts(office)
    assert draft.answered == 1
    record_id = lines[1].record_id
    opened = open_record(office, record_id)
    assert opened.record.schema_version == written
    assert [v.kind for v in opened.versions][:2] == ["submitted", "measured"]
    assert preview(opened)
    decide(office, record_id, "declined", "not today")
    made = amend(office, record_id, "remembers", {"stroke": "yes"})
    assert (made.after.schema_version, made.version) == (SCHEMA, len(opened.versions) + 2)
    first = desk.store.versions(record_id, office.session)[0]
    assert first.body["schema_version"] == written, "what was submitted stays as it was written"
    assert verify(office).problems == []
    desk.close()
