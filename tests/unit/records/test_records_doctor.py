"""The doctor: what a patient must not start on is named, with what to do."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

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
