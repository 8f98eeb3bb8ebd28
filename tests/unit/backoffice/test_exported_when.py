"""An auditor asks of one record which exports took it: when, who, why, where to, with names or without."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.backoffice.history import Happening, history_of_purged
from kiosk.backoffice.keeping import verify
from kiosk.backoffice.opened import open_record
from kiosk.backoffice.selection import Selection
from kiosk.errors import KioskError
from kiosk.records import access, backup, check, exported, retention
from kiosk.records.audit import Audit
from kiosk.records.faults import UnknownRecord
from kiosk.records.store import Store
from tests.support.sealed_clinic import new_id
from tests.unit.backoffice.stored import NOON, Exporting

DAY = NOON.date()


def exports_of(clinic: Exporting, record_id: str) -> list[Happening]:
    """What the record's history says about exports."""
    return [each for each in open_record(clinic.office, record_id).history if "export" in each.what]


def test_a_record_names_every_export_that_took_it_and_no_other(
    clinic: Exporting, tmp_path: Path
) -> None:
    young, old = clinic.patient(), clinic.patient(days_ago=40)
    all_of_them = clinic.export(tmp_path / "all", reason="for the auditor")
    recent = Selection(since=DAY - timedelta(days=7))
    clinic.export(tmp_path / "recent", recent, deidentified=True, reason="for a study")
    (first,) = exports_of(clinic, old)
    assert (first.who, first.what) == (clinic.office.name, "exported")
    assert first.why == (
        f"csv, 2 records, into {tmp_path / 'all'}. for the auditor "
        f"(audit count {all_of_them.audit.count} on its manifest)"
    )
    both = exports_of(clinic, young)
    assert len(both) == 2
    assert both[1].why.startswith("csv, de-identified, 1 record")
    assert "for a study" in both[1].why
    assert verify(clinic.office).problems == []
    told = [entry for entry in Audit(clinic.desk.store).entries() if entry.what == "exported"]
    assert len(told) == 2, "one line an export, however many records"


def test_an_export_that_was_not_finished_says_so(clinic: Exporting, tmp_path: Path) -> None:
    record_id = clinic.patient()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KioskError, match="expected a folder"):
        clinic.export(tmp_path / "file")
    assert [each.what for each in exports_of(clinic, record_id)] == ["exported", "export_failed"]


def test_whoever_has_only_a_deidentified_export_finds_no_record_in_it(
    clinic: Exporting, tmp_path: Path
) -> None:
    ids = [clinic.patient() for _ in range(3)]
    for kind in ("csv", "jsonl"):
        clinic.export(tmp_path / "given" / kind, format=kind, deidentified=True)
    lists = {row["list"] for row in clinic.desk.store.database.row_table(exported.TABLE)}
    assert len(lists) == 2
    for path in tmp_path.glob("given/*/*"):
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not any(each in text for each in (*ids, *lists)), path.name


def test_a_purged_record_still_answers(clinic: Exporting, tmp_path: Path) -> None:
    record_id = clinic.patient(days_ago=40)
    clinic.export(tmp_path / "out", reason="for the auditor")
    clinic.desk.store.set_status(record_id, "reviewed")
    retention.purge(clinic.desk.store, clinic.session, NOON - timedelta(days=30), "the policy")
    told = history_of_purged(clinic.office, record_id)
    assert [each.what for each in told] == ["submitted", "exported", "purged"]
    assert "for the auditor" in told[1].why
    assert verify(clinic.office).problems == []
    with pytest.raises(UnknownRecord):
        history_of_purged(clinic.office, new_id())


def test_new_keys_a_backup_and_salvage_keep_the_lists(clinic: Exporting, tmp_path: Path) -> None:
    record_id = clinic.patient()
    clinic.export(tmp_path / "out")
    access.rotate(clinic.desk.store, clinic.session)
    wrapped = {
        tuple(row["sealed"]["to"]) for row in clinic.desk.store.database.row_table("exports")
    }
    assert wrapped == {tuple(clinic.desk.store.public_keys().everyone())}
    archive = tmp_path / "b.kiosk"
    backup.back_up(clinic.desk.home, archive, clinic.session)
    backup.restore(archive, tmp_path / "again", lambda _keys: clinic.session)
    check.salvage(clinic.desk.home, tmp_path / "salvaged")
    for home in (clinic.desk.home, tmp_path / "again", tmp_path / "salvaged"):
        store = Store.open(home)
        assert len(exported.containing(store, clinic.session, record_id)) == 1
        assert check.verify(store, clinic.session).problems == []
        store.close()


@pytest.mark.parametrize("how", ["was changed", "is gone"])
def test_a_list_that_was_changed_or_removed_shows(
    clinic: Exporting, tmp_path: Path, how: str
) -> None:
    """Whoever has the database can seal a shorter list; the entry names the one that was made."""
    shown, hidden = clinic.patient(), clinic.patient()
    clinic.export(tmp_path / "out")
    table = clinic.desk.store.database.row_table(exported.TABLE)
    (row,) = table.all()
    if how == "was changed":
        exported.keep(clinic.desk.store, [shown])
        (forged,) = (each for each in table.all() if each["list"] != row["list"])
        table.update({"sealed": forged["sealed"]}, doc_ids=[row.doc_id])
        assert exported.containing(clinic.desk.store, clinic.session, hidden) == []
    else:
        table.remove(doc_ids=[row.doc_id])
    (entry,) = (e for e in Audit(clinic.desk.store).entries() if e.what == "exported")
    assert verify(clinic.office).problems == [
        f"audit: entry {entry.number}: the list of the records it exported {how}"
    ]


def test_a_list_of_thousands_is_found_by_its_parts(clinic: Exporting) -> None:
    ids = [new_id() for _ in range(3_000)]
    store, session = clinic.desk.store, clinic.session
    listed = exported.keep(store, ids)
    Audit(store).record("Robin", "exported", listed)
    assert len(store.database.row_table(exported.TABLE)) == 4
    assert all(exported.containing(store, session, each) == [listed] for each in ids[::50])
    assert exported.containing(store, session, new_id()) == []
    assert list(exported.problems(store, session)) == []


def test_an_older_kiosks_entry_names_no_list(clinic: Exporting) -> None:
    clinic.office.note("exported", why="csv, 5 records.")
    record_id = clinic.patient()
    assert exports_of(clinic, record_id) == []
    assert verify(clinic.office).problems == []


def test_salvage_of_an_older_store_takes_no_other_rows_for_lists(
    root: Path, tmp_path: Path
) -> None:
    """Its tables lie elsewhere in the file than a new store's, and its first page is gone."""
    home = tmp_path / "older"
    shutil.copytree(root / "tests" / "durability" / "stored" / "records-2", home)
    Store.open(home).close()
    path = home / "records.db"
    path.write_bytes(b"\xa5" * 4096 + path.read_bytes()[4096:])
    saved = check.salvage(home, tmp_path / "salvaged")
    assert saved.records > 0
    store = Store.open(tmp_path / "salvaged")
    assert len(store.database.row_table(exported.TABLE)) == 0
    store.close()
