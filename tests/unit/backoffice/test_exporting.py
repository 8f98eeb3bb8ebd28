"""Staff choose records, and what they chose is handed over, written down and marked."""

import csv
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.selection import Selection
from kiosk.errors import KioskError
from kiosk.exports import UNREADABLE, verify_export
from kiosk.records.audit import Audit
from tests.unit.backoffice.stored import Exporting


def test_every_filter_finds_the_records_it_names(clinic: Exporting) -> None:
    healthy, old = clinic.patient(), clinic.patient(days_ago=30)
    withheld, earlier = clinic.patient(aneurysm="yes"), clinic.patient(version="0.9.0")
    clinic.desk.store.set_status(old, "reviewed")
    everyone = {healthy, old, withheld, earlier}
    day = date(2026, 11, 22)
    assert clinic.found(Selection()) == everyone
    assert clinic.found(Selection(since=day - timedelta(days=1))) == everyone - {old}
    assert clinic.found(Selection(until=day - timedelta(days=2))) == {old}
    assert clinic.found(Selection(form_version="0.9.0")) == {earlier}
    assert clinic.found(Selection(form="another")) == set()
    assert clinic.found(Selection(statuses=frozenset({"reviewed", "printed"}))) == {old}
    assert clinic.found(Selection(reviewed=True)) == {old}
    assert clinic.found(Selection(reviewed=False)) == everyone - {old}
    assert clinic.found(Selection(tiers=frozenset({"withhold"}))) == {withheld}
    assert clinic.found(Selection(tiers=frozenset({"none"}))) == everyone - {withheld}
    both = Selection(tiers=frozenset({"none", "withhold"}), reviewed=False)
    assert clinic.found(both) == everyone - {old}


def test_a_filter_never_hides_a_record_that_cannot_be_opened(clinic: Exporting) -> None:
    """Nobody can tell what its gravest flag is."""
    broken = clinic.patient()
    clinic.damage(broken)
    assert clinic.found(Selection(tiers=frozenset({"withhold"}))) == {broken}


def test_what_was_chosen_stands_in_the_manifest_and_in_the_audit(
    clinic: Exporting, tmp_path: Path
) -> None:
    clinic.patient(aneurysm="yes")
    wanted = Selection(since=date(2026, 11, 1), tiers=frozenset({"withhold"}), reviewed=False)
    manifest = clinic.export(tmp_path / "out", wanted, reason="quality review")
    assert manifest.filter == {"since": "2026-11-01", "tier": "withhold", "reviewed": "no"}
    begun, made = Audit(clinic.desk.store).entries(clinic.session)[-2:]
    assert (begun.who, begun.what) == (clinic.session.name, "exported")
    assert begun.why == (
        "csv, 1 record, since 2026-11-01, tier withhold, reviewed no, "
        f"into {tmp_path / 'out'}. quality review"
    )
    assert manifest.audit.count == begun.number
    written = hashlib.sha256((tmp_path / "out" / "manifest.json").read_bytes()).hexdigest()
    assert (made.what, made.why) == ("export_made", f"manifest with SHA-256 {written}")


def test_a_record_that_does_not_verify_is_named_beside_the_others(
    clinic: Exporting, tmp_path: Path
) -> None:
    good, broken = clinic.patient(), clinic.patient()
    clinic.damage(broken)
    manifest = clinic.export(tmp_path / "out")
    assert (manifest.records, manifest.unreadable) == (1, 1)
    with (tmp_path / "out" / UNREADABLE).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["record_id"] == broken
    assert verify_export(tmp_path / "out") == []
    statuses = {row.id: row.status for row in clinic.desk.store.list()}
    assert statuses == {good: "exported", broken: "new"}


def test_a_deidentified_export_marks_no_record(clinic: Exporting, tmp_path: Path) -> None:
    record = clinic.patient()
    wanted = Selection(since=date(2026, 11, 22), statuses=frozenset({"new"}))
    manifest = clinic.export(tmp_path / "out", wanted, deidentified=True)
    assert manifest.filter == {"since": "2026", "status": "new"}
    assert clinic.desk.store.row(record).status == "new"
    assert record not in (tmp_path / "out" / "records.csv").read_text(encoding="utf-8")


def test_signing_out_in_the_middle_leaves_no_file(clinic: Exporting, tmp_path: Path) -> None:
    for _ in range(3):
        clinic.patient()
    rows = clinic.desk.store.list()
    wish = Wish("jsonl", tmp_path / "out", Selection())
    with pytest.raises(KioskError, match="signed out"):
        hand_over(clinic.office, rows, wish, lambda _done, _total: clinic.session.close())
    assert list((tmp_path / "out").iterdir()) == []
    assert {row.status for row in clinic.desk.store.list()} == {"new"}


def test_what_staff_measured_is_in_every_format(clinic: Exporting, tmp_path: Path) -> None:
    record_id = clinic.patient()
    body = clinic.desk.store.read(record_id, clinic.session)
    measured = {"weight_kg": "71.2", "systolic": 128, "diastolic": 82, "spo2": 98}
    clinic.desk.store.append_version(record_id, {**body, "measured": measured})
    clinic.export(tmp_path / "csv")
    with (tmp_path / "csv" / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["measured_weight_kg"], row["measured_systolic"]) == ("71.2", "128")
    assert row["measured_heart_rate"] == "not_measured"
    assert row["versions"] == "2"
    clinic.export(tmp_path / "jsonl", format="jsonl", deidentified=True)
    (line,) = (tmp_path / "jsonl" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["measured"] == measured
