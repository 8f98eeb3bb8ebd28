"""The store: what the kiosk writes it cannot read, and staff read exactly what was written."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.records import seal
from kiosk.records.faults import (
    AlreadySaved,
    Damaged,
    NewerVersion,
    NotSetUp,
    RecordsError,
    UnknownRecord,
)
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import NOON, Clinic, answers, envelope, new_id, open_clinic


def test_staff_read_what_the_patient_submitted(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(urgent=True, kiosk="front"), answers("ünïcode ☃"))
    assert store.read(record, session) == answers("ünïcode ☃")
    assert json.loads(store.read_text(record, session)) == answers("ünïcode ☃")
    row = store.row(record)
    assert (row.status, row.urgent, row.synthetic, row.kiosk) == ("new", True, False, "front")
    assert (row.form, row.form_version, row.submitted_at) == ("ketamine-infusion", "1.0.0", NOON)
    assert (row.versions, row.reviewed, row.schema) == (1, False, 1)
    assert row.size > 0


def test_a_second_process_reads_it_after_a_restart(clinic: Clinic, session: StaffSession) -> None:
    record = new_id()
    store = clinic.store()
    store.save(record, envelope(), answers())
    store.close()
    again = clinic.store()
    assert again.read(record, session) == answers()
    again.close()


def test_a_row_holds_nothing_but_the_envelope_in_clear(clinic: Clinic, store: Store) -> None:
    store.save(new_id(), envelope(), answers())
    (row,) = store.database.row_table("records").all()
    assert set(row) == {
        *("id", "form", "form_version", "submitted_at", "status", "reviewed", "urgent"),
        *("synthetic", "kiosk", "size", "versions", "schema"),
    }


def test_another_clinics_staff_read_nothing(clinic: Clinic, store: Store, tmp_path: Path) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    with pytest.raises(RecordsError):
        store.read(record, open_clinic(tmp_path / "other").session())


def test_the_same_record_is_not_saved_twice_and_the_first_stays(
    store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(), answers("first"))
    assert store.has(record)
    with pytest.raises(AlreadySaved):
        store.save(record, envelope(), answers("second"))
    assert store.read(record, session) == answers("first")


def test_later_versions_are_added_and_every_earlier_one_stays(
    store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(), answers("patient"))
    later = NOON + timedelta(hours=3)
    assert store.append_version(record, answers("staff"), urgent=True, now=later) == 2
    assert store.append_version(record, answers("staff again"), urgent=False) == 3
    assert store.read(record, session) == answers("staff again")
    first, second, third = store.versions(record, session)
    assert [version.body["note"] for version in (first, second, third)] == [
        "patient",
        "staff",
        "staff again",
    ]
    assert (first.saved_at, second.saved_at) == (NOON, later)
    assert store.row(record).urgent, "what was urgent once stays urgent"


def test_a_status_goes_forward_and_reviewed_is_remembered(store: Store) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    assert store.set_status(record, "printed") == "printed"
    assert store.set_status(record, "exported") == "exported"
    assert not store.row(record).reviewed, "an export is no review"
    assert store.set_status(record, "reviewed") == "exported"
    assert store.row(record).reviewed
    assert store.set_status(record, "new") == "new"
    assert not store.row(record).reviewed, "a review can be taken back"
    with pytest.raises(RecordsError):
        store.set_status(record, "withheld")


def test_many_records_move_on_as_one_change_and_none_goes_back(store: Store) -> None:
    ids = [new_id() for _ in range(4)]
    for record in ids:
        store.save(record, envelope(), answers())
    store.set_status(ids[1], "reviewed")
    store.set_status(ids[2], "exported")
    store.set_statuses([*ids[:3], new_id()], "reviewed")
    held = {row.id: (row.status, row.reviewed) for row in store.list()}
    assert held == {
        ids[0]: ("reviewed", True),
        ids[1]: ("reviewed", True),
        ids[2]: ("exported", True),
        ids[3]: ("new", False),
    }
    with pytest.raises(RecordsError, match="status"):
        store.set_statuses(ids, "withheld")
    assert {row.id: (row.status, row.reviewed) for row in store.list()} == held


def test_a_change_of_many_that_fails_in_the_middle_changes_none(store: Store) -> None:
    ids = [new_id() for _ in range(3)]
    for record in ids:
        store.save(record, envelope(), answers())
    with pytest.raises(KeyboardInterrupt), store.database.together():
        store.set_statuses(ids, "exported")
        raise KeyboardInterrupt
    assert {row.status for row in store.list()} == {"new"}


def test_unknown_records_and_bad_ids_are_refused_in_one_line(
    store: Store, session: StaffSession
) -> None:
    for attempt in (
        lambda: store.read(new_id(), session),
        lambda: store.row("nonsense"),
        lambda: store.set_status(new_id(), "printed"),
        lambda: store.append_version(new_id(), {}),
        lambda: store.acknowledge(new_id(), "Robin"),
    ):
        with pytest.raises(UnknownRecord):
            attempt()
    with pytest.raises(RecordsError, match="UUID"):
        store.save("../../etc/passwd", envelope(), {})
    with pytest.raises(RecordsError, match="offset"):
        store.list(since=datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_the_list_is_newest_first_and_filters_by_date_and_status(store: Store) -> None:
    ids = [new_id() for _ in range(6)]
    for days, record in enumerate(ids):
        store.save(record, envelope(days), answers())
    store.set_status(ids[1], "printed")
    store.set_status(ids[2], "reviewed")
    assert [row.id for row in store.list()] == ids
    assert [row.id for row in store.list(limit=2)] == ids[:2]
    since = NOON - timedelta(days=3)
    assert [row.id for row in store.list(since=since)] == ids[:4]
    assert [row.id for row in store.list(until=since)] == ids[4:]
    assert [row.id for row in store.list(status="new", since=since)] == [ids[0], ids[3]]
    assert [row.id for row in store.list(status=("printed", "reviewed"))] == ids[1:3]
    assert [row.id for row in store.list(status=("new", "reviewed"), limit=2)] == [ids[0], ids[2]]
    assert store.list(status=()) == []


def test_a_date_means_the_whole_day_here(store: Store) -> None:
    day = date(2026, 11, 20)
    inside = datetime(2026, 11, 20, 23, 59).astimezone()
    outside = datetime(2026, 11, 21, 0, 0).astimezone()
    ids = [new_id(), new_id()]
    for record, moment in zip(ids, (inside, outside), strict=True):
        store.save(record, envelope((NOON - moment) / timedelta(days=1)), answers())
    assert [row.id for row in store.list(since=day, until=day)] == ids[:1]


def test_a_flipped_bit_in_a_sealed_body_is_never_read_as_something_else(
    store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    table = store.database.row_table("bodies")
    (row,) = table.all()
    content = bytearray(seal.raw(row["sealed"]["box"]))
    for place in range(0, len(content), 17):
        content[place] ^= 1
        table.update(
            {"sealed": {**row["sealed"], "box": seal.text(bytes(content))}}, doc_ids=[row.doc_id]
        )
        for read in (store.read, store.read_text):
            with pytest.raises(Damaged):
                read(record, session)
        content[place] ^= 1


def test_an_edited_envelope_is_noticed_when_the_record_is_opened(
    store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(urgent=True), answers())
    table = store.database.row_table("records")
    for change in (
        {"urgent": False},
        {"form_version": "0.9.0"},
        {"form": "other"},
        {"submitted_at": "2020-01-01T00:00:00.000+00:00"},
        {"synthetic": True},
    ):
        (row,) = table.all()
        table.update(change, doc_ids=[row.doc_id])
        for read in (store.read, store.read_text):
            with pytest.raises(Damaged):
                read(record, session)
        table.update({name: row[name] for name in change}, doc_ids=[row.doc_id])
    assert store.read(record, session) == answers()


def test_a_body_does_not_open_under_another_records_name(
    store: Store, session: StaffSession
) -> None:
    ids = [new_id(), new_id()]
    for record in ids:
        store.save(record, envelope(), answers(record))
    table = store.database.row_table("bodies")
    first, second = table.all()
    table.update({"sealed": second["sealed"]}, doc_ids=[first.doc_id])
    with pytest.raises(Damaged):
        store.read(ids[0], session)


def test_a_version_taken_away_is_noticed(store: Store, session: StaffSession) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    store.append_version(record, answers("later"))
    table = store.database.row_table("bodies")
    table.remove(doc_ids=[table.find({"record": record, "n": 1})[0].doc_id])
    with pytest.raises(Damaged):
        store.versions(record, session)


def test_alerts_wait_for_staff_and_say_nothing_in_clear(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    draft = new_id()
    alert = store.raise_alert(draft, "urgent", {"rule": "U2", "who": "Zdenka"}, kiosk="front")
    help_wanted = store.raise_alert(draft, "help", {})
    assert [(found.id, found.kind, found.subject) for found in store.alerts()] == [
        (alert, "urgent", draft),
        (help_wanted, "help", draft),
    ]
    assert [found.id for found in store.alerts(draft)] == [alert, help_wanted]
    assert store.alerts(new_id()) == []
    assert store.alert_detail(alert, session) == {"rule": "U2", "who": "Zdenka"}
    store.acknowledge(alert, "Robin", now=NOON)
    store.acknowledge(alert, "Sam")
    assert [found.id for found in store.alerts()] == [help_wanted]
    seen = store.alerts(unacknowledged=False)[0]
    assert (seen.acknowledged_by, seen.acknowledged_at) == ("Robin", NOON)


def test_training_records_are_told_from_real_ones(store: Store) -> None:
    store.save(new_id(), envelope(synthetic=True), answers())
    assert not store.holds_real()
    store.save(new_id(), envelope(), answers())
    assert store.holds_real()


def test_a_folder_without_keys_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="kiosk setup"):
        Store.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_kiosk_is_not_touched(clinic: Clinic, store: Store) -> None:
    store.database.rows.select("PRAGMA user_version = 99")
    store.close()
    before = (clinic.home / "records.db").read_bytes()
    with pytest.raises(NewerVersion):
        clinic.store()
    assert (clinic.home / "records.db").read_bytes() == before
