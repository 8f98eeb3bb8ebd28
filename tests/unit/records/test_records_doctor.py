"""The doctor: what a patient must not start on is named, with what to do."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.records.audit import Audit
from kiosk.records.home import Finding, findings
from kiosk.records.store import Store
from tests.support.sealed_clinic import NOON, Clinic, answers, envelope, new_id


def stopping(home: Path, now: datetime = NOON) -> list[Finding]:
    return [found for found in findings(home, now=lambda: now) if found.stops]


def test_a_healthy_clinic_has_nothing_that_stops_a_patient(clinic: Clinic, store: Store) -> None:
    store.save(new_id(), envelope(), answers())
    assert stopping(clinic.home) == []
    assert all(found.fix == "" for found in findings(clinic.home, now=lambda: NOON) if found.ok)


def test_a_missing_folder_and_missing_keys_stop(tmp_path: Path) -> None:
    assert "kiosk setup" in stopping(tmp_path / "none")[0].fix
    tmp_path.chmod(0o700)
    assert any("not set up" in found.what for found in stopping(tmp_path))


@pytest.mark.parametrize("name", [".", "keys.json", "records.db"])
def test_a_file_that_others_may_read_stops(clinic: Clinic, name: str) -> None:
    (clinic.home / name).chmod(0o755)
    (found,) = stopping(clinic.home)
    assert "chmod -R go-rwx" in found.fix


def test_a_damaged_database_stops(clinic: Clinic) -> None:
    (clinic.home / "records.db").write_bytes(b"not a database" * 1000)
    assert any("damaged" in found.what for found in stopping(clinic.home))


def test_an_emptied_database_stops_and_is_not_begun_anew(clinic: Clinic, store: Store) -> None:
    store.save(new_id(), envelope(), answers())
    store.close()
    (clinic.home / "records.db").write_bytes(b"")
    assert any("the records are gone" in found.what for found in stopping(clinic.home))
    assert (clinic.home / "records.db").stat().st_size == 0


@pytest.mark.parametrize(
    ("field", "value"), [("accounts", [{"name": 1}]), ("recovery_confirmed_at", "soon")]
)
def test_a_key_file_of_another_shape_stops_in_one_line(
    clinic: Clinic, field: str, value: object
) -> None:
    path = clinic.home / "keys.json"
    path.write_text(
        json.dumps(
            {**json.loads(path.read_text()), "recovery_confirmed_by": "person", field: value}
        )
    )
    assert any("the key file is damaged" in found.what for found in stopping(clinic.home))


@pytest.mark.parametrize("name", ["drafts", "protocols"])
def test_a_file_in_the_place_of_a_folder_stops(clinic: Clinic, name: str) -> None:
    path = clinic.home / name
    if path.is_dir():
        path.rmdir()
    path.touch(0o600)
    assert any(f"{path}: expected a folder" in found.what for found in stopping(clinic.home))


def test_an_audit_whose_end_was_cut_is_said(clinic: Clinic, store: Store) -> None:
    for _ in range(2):
        Audit(store).record("Robin", "viewed")
    store.database.row_table("audit").remove(doc_ids=[2])
    said = [found.what for found in findings(clinic.home, now=lambda: NOON) if not found.ok]
    assert any(what.startswith("audit:") for what in said)


def test_a_sheet_that_was_never_tried_stops(clinic: Clinic) -> None:
    path = clinic.home / "keys.json"
    path.write_text(path.read_text().replace("recovery_confirmed_at", "x"))
    assert any("recovery sheet" in found.what for found in stopping(clinic.home))


def test_a_clock_behind_what_is_stored_stops(clinic: Clinic, store: Store) -> None:
    store.save(new_id(), envelope(), answers())
    assert any("clock" in found.what for found in stopping(clinic.home, NOON - timedelta(hours=1)))
    assert any("clock" in found.what for found in stopping(clinic.home, NOON.replace(year=1970)))


def test_waiting_alerts_and_old_drafts_are_said(clinic: Clinic, store: Store) -> None:
    clinic.drafts().begin().close()
    store.raise_alert(new_id(), "urgent", {})
    later = datetime.now().astimezone() + timedelta(days=2)
    said = [found.what for found in findings(clinic.home, now=lambda: later) if not found.ok]
    assert any("alerts: 1" in what for what in said)
    assert any("drafts: 1" in what for what in said)
