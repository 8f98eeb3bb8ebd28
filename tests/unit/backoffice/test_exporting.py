"""Staff choose records, and what they chose is handed over, written down and marked."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.selection import Selection, select
from kiosk.errors import KioskError
from kiosk.exports import UNREADABLE, Manifest, verify_export
from kiosk.intake import FrontDesk
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.records.audit import Audit
from kiosk.records.keys import StaffSession
from kiosk.records.store import Envelope
from kiosk.settings import Settings
from tests.durability.clinic import Clinic, new_id, open_clinic
from tests.support.patients import answers
from tests.unit.exports.making import taken

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


class Office:
    """A clinic with stored patients, and the member of staff who exports."""

    def __init__(self, clinic: Clinic, desk: FrontDesk, session: StaffSession) -> None:
        self.clinic = clinic
        self.desk = desk
        self.session = session

    def patient(self, *, days_ago: int = 0, version: str = "1.0.0", **changes: Any) -> str:
        """Store the healthy patient with `changes`; the record's id."""
        record_id = new_id()
        record = taken(
            self.desk.protocol, self.desk.vocabulary, answers(**changes), record_id=record_id
        )
        envelope = Envelope("ketamine-infusion", version, NOON - timedelta(days=days_ago))
        self.desk.store.save(record_id, envelope, record.model_dump(mode="json"))
        return record_id

    def found(self, wanted: Selection) -> set[str]:
        """Ids that the selection finds."""
        return {row.id for row in select(self.desk.store, self.session, wanted, _silent)}

    def export(self, out: Path, selection: Selection | None = None, **wish: Any) -> Manifest:
        """Choose and hand over."""
        wanted = selection or Selection()
        rows = select(self.desk.store, self.session, wanted, _silent)
        given = Wish(wish.pop("format", "csv"), out, wanted, **wish)
        return hand_over(self.desk, self.session, rows, given, _silent)

    def damage(self, record_id: str) -> None:
        """Change a byte of the sealed record, as a bad disk would."""
        bodies = self.desk.store.database.row_table("bodies")
        (row,) = bodies.find({"record": record_id})
        box = row["sealed"]["box"]
        row["sealed"]["box"] = ("A" if box[40] != "A" else "B").join((box[:40], box[41:]))
        bodies.update({"sealed": row["sealed"]}, doc_ids=[row.doc_id])


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def office(tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary) -> Iterator[Office]:
    clinic = open_clinic(tmp_path / "home")
    settings = Settings(clinic="Riverside", phone="1", deliver="staff", alert="staff")
    desk = FrontDesk(clinic.home, settings)
    desk.__dict__.update(protocol=protocol, vocabulary=vocabulary)
    yield Office(clinic, desk, clinic.session())
    desk.close()


def test_every_filter_finds_the_records_it_names(office: Office) -> None:
    healthy, old = office.patient(), office.patient(days_ago=30)
    withheld, earlier = office.patient(aneurysm="yes"), office.patient(version="0.9.0")
    office.desk.store.set_status(old, "reviewed")
    everyone = {healthy, old, withheld, earlier}
    day = date(2026, 11, 22)
    assert office.found(Selection()) == everyone
    assert office.found(Selection(since=day - timedelta(days=1))) == everyone - {old}
    assert office.found(Selection(until=day - timedelta(days=2))) == {old}
    assert office.found(Selection(form_version="0.9.0")) == {earlier}
    assert office.found(Selection(form="another")) == set()
    assert office.found(Selection(statuses=frozenset({"reviewed", "printed"}))) == {old}
    assert office.found(Selection(reviewed=True)) == {old}
    assert office.found(Selection(reviewed=False)) == everyone - {old}
    assert office.found(Selection(tiers=frozenset({"withhold"}))) == {withheld}
    assert office.found(Selection(tiers=frozenset({"none"}))) == everyone - {withheld}
    both = Selection(tiers=frozenset({"none", "withhold"}), reviewed=False)
    assert office.found(both) == everyone - {old}


def test_a_filter_never_hides_a_record_that_cannot_be_opened(office: Office) -> None:
    """Nobody can tell what its gravest flag is."""
    broken = office.patient()
    office.damage(broken)
    assert office.found(Selection(tiers=frozenset({"withhold"}))) == {broken}


def test_what_was_chosen_stands_in_the_manifest_and_in_the_audit(
    office: Office, tmp_path: Path
) -> None:
    office.patient(aneurysm="yes")
    wanted = Selection(since=date(2026, 11, 1), tiers=frozenset({"withhold"}), reviewed=False)
    manifest = office.export(tmp_path / "out", wanted, reason="quality review")
    assert manifest.filter == {"since": "2026-11-01", "tier": "withhold", "reviewed": "no"}
    last = Audit(office.desk.store).entries(office.session)[-1]
    assert (last.who, last.what) == (office.session.name, "exported")
    assert last.why == (
        "csv, 1 records, since 2026-11-01, tier withhold, reviewed no. quality review"
    )
    anchor = Audit(office.desk.store).anchor()
    assert (manifest.audit.count, manifest.audit.mac) == (anchor.count, anchor.mac)


def test_a_record_that_does_not_verify_is_named_beside_the_others(
    office: Office, tmp_path: Path
) -> None:
    good, broken = office.patient(), office.patient()
    office.damage(broken)
    manifest = office.export(tmp_path / "out")
    assert (manifest.records, manifest.unreadable) == (1, 1)
    with (tmp_path / "out" / UNREADABLE).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["record_id"] == broken
    assert verify_export(tmp_path / "out") == []
    statuses = {row.id: row.status for row in office.desk.store.list()}
    assert statuses == {good: "exported", broken: "new"}


def test_a_deidentified_export_marks_no_record(office: Office, tmp_path: Path) -> None:
    record = office.patient()
    wanted = Selection(since=date(2026, 11, 22), statuses=frozenset({"new"}))
    manifest = office.export(tmp_path / "out", wanted, deidentified=True)
    assert manifest.filter == {"since": "2026", "status": "new"}
    assert office.desk.store.row(record).status == "new"
    assert record not in (tmp_path / "out" / "records.csv").read_text(encoding="utf-8")


def test_a_signed_out_session_exports_nothing(office: Office, tmp_path: Path) -> None:
    office.patient()
    rows = office.desk.store.list()
    office.session.close()
    wish = Wish("jsonl", tmp_path / "out", Selection())
    with pytest.raises(KioskError, match="signed out"):
        hand_over(office.desk, office.session, rows, wish, _silent)
    assert list((tmp_path / "out").iterdir()) == []


def test_what_staff_measured_is_in_every_format(office: Office, tmp_path: Path) -> None:
    record_id = office.patient()
    body = office.desk.store.read(record_id, office.session)
    measured = {"weight_kg": "71.2", "systolic": 128, "diastolic": 82, "spo2": 98}
    office.desk.store.append_version(record_id, {**body, "measured": measured})
    office.export(tmp_path / "csv")
    with (tmp_path / "csv" / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["measured_weight_kg"], row["measured_systolic"]) == ("71.2", "128")
    assert row["measured_heart_rate"] == "not_measured"
    assert row["versions"] == "2"
    office.export(tmp_path / "jsonl", format="jsonl", deidentified=True)
    (line,) = (tmp_path / "jsonl" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["measured"] == measured
