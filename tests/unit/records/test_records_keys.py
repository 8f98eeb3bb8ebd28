"""Keys: who can open what, and what a stolen disk gives away."""

import json
from pathlib import Path

import pytest

from kiosk.records import access, seal
from kiosk.records.faults import (
    AlreadySetUp,
    Damaged,
    NewerVersion,
    NotAllowed,
    NotSetUp,
    RecordsError,
    SignedOut,
    WeakPassphrase,
    WrongPassphrase,
    WrongWords,
)
from kiosk.records.home import set_up
from kiosk.records.keys import Keys, Role, StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import (
    CHEAP,
    PASSPHRASE,
    STAFF,
    Clinic,
    answers,
    envelope,
    new_id,
    open_clinic,
)


def test_set_up_keeps_nothing_until_the_recovery_sheet_has_opened_a_test_seal(
    tmp_path: Path,
) -> None:
    sheet = set_up(tmp_path / "home", PASSPHRASE, STAFF, cost=CHEAP)
    with pytest.raises(WrongWords):
        sheet.confirm("garden " * 24)
    with pytest.raises(NotSetUp):
        Store.open(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []
    sheet.confirm(" ".join(sheet.words).upper())
    Store.open(tmp_path / "home").close()


def test_the_words_of_another_sheet_do_not_confirm(tmp_path: Path) -> None:
    other = set_up(tmp_path / "other", PASSPHRASE, STAFF, cost=CHEAP)
    sheet = set_up(tmp_path / "home", PASSPHRASE, STAFF, cost=CHEAP)
    with pytest.raises(WrongWords):
        sheet.confirm(" ".join(other.words))


def test_a_folder_is_set_up_once(clinic: Clinic) -> None:
    with pytest.raises(AlreadySetUp):
        set_up(clinic.home, PASSPHRASE, STAFF, cost=CHEAP)


def test_records_whose_keys_are_gone_are_not_set_up_over(clinic: Clinic, store: Store) -> None:
    store.save(new_id(), envelope(), answers())
    (clinic.home / "keys.json").unlink()
    with pytest.raises(AlreadySetUp, match="kiosk restore"):
        set_up(clinic.home, PASSPHRASE, STAFF, cost=CHEAP)


def test_a_set_up_that_was_cut_off_before_its_last_step_can_be_done_again(clinic: Clinic) -> None:
    """The power went between the empty database and the key file."""
    (clinic.home / "keys.json").unlink()
    again = open_clinic(clinic.home)
    store = again.store()
    store.save(new_id(), envelope(), answers())
    store.close()


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "short",
        "12345678",
        "aaaaaaaaaaaa",
        "ketamine",
        "Ketamine-2026!",
        "password 1 2 3",
        "quietgarden",
    ],
)
def test_a_passphrase_that_falls_in_hours_is_refused(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        set_up(tmp_path / "home", passphrase, STAFF, cost=CHEAP)


def test_the_key_file_opens_nothing_by_itself(clinic: Clinic) -> None:
    stored = (clinic.home / "keys.json").read_text()
    ring = clinic.session().ring()
    assert PASSPHRASE not in stored
    assert not any(word in stored for word in clinic.words.split() if len(word) > 5)
    assert not any(seal.text(key.private_bytes_raw()) in stored for key in ring.values())


def test_wrong_passphrase_and_unknown_name_get_the_same_answer(clinic: Clinic) -> None:
    with pytest.raises(WrongPassphrase) as wrong:
        clinic.keys().unlock(STAFF, "not the passphrase")
    with pytest.raises(WrongPassphrase) as unknown:
        clinic.keys().unlock("Nobody", PASSPHRASE)
    assert wrong.value.message == unknown.value.message


def test_a_role_edited_in_the_file_does_not_sign_in(clinic: Clinic, store: Store) -> None:
    access.add_account(
        store, clinic.session(), "Sam", Role.FRONT_DESK, "sam sam sam sam.", cost=CHEAP
    )
    path = clinic.home / "keys.json"
    path.write_text(path.read_text().replace('"front_desk"', '"administrator"'))
    with pytest.raises(WrongPassphrase):
        clinic.keys().unlock("Sam", "sam sam sam sam.")


def test_an_exchanged_recovery_key_is_noticed_at_sign_in(clinic: Clinic, tmp_path: Path) -> None:
    foreign = json.loads((open_clinic(tmp_path / "foreign").home / "keys.json").read_text())
    path = clinic.home / "keys.json"
    content = json.loads(path.read_text()) | {"recovery": foreign["recovery"]}
    path.write_text(json.dumps(content))
    with pytest.raises(Damaged):
        clinic.session()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"schema": 1}', '{"schema": "x"}', "\x00\xff"]
)
def test_a_damaged_key_file_is_refused_with_what_to_do(clinic: Clinic, content: str) -> None:
    (clinic.home / "keys.json").write_text(content)
    with pytest.raises(Damaged) as refusal:
        Store.open(clinic.home)
    assert "keys.json" in refusal.value.message
    assert "kiosk restore" in refusal.value.message


def test_a_key_file_of_a_newer_kiosk_is_not_touched(clinic: Clinic) -> None:
    path = clinic.home / "keys.json"
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 99'))
    with pytest.raises(NewerVersion):
        clinic.keys()


def test_a_changed_passphrase_opens_the_old_records_and_the_old_one_nothing(
    clinic: Clinic, store: Store
) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    access.change_passphrase(store, STAFF, PASSPHRASE, "another quiet garden", cost=CHEAP)
    with pytest.raises(WrongPassphrase):
        clinic.session()
    session = clinic.keys().unlock(STAFF, "another quiet garden")
    assert store.read(record, session) == answers()


def test_a_new_passphrase_that_is_too_weak_changes_nothing(clinic: Clinic, store: Store) -> None:
    with pytest.raises(WeakPassphrase):
        access.change_passphrase(store, STAFF, PASSPHRASE, "short")
    assert clinic.session().active


def test_recovery_words_give_a_new_passphrase_and_the_old_records(
    clinic: Clinic, store: Store
) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    session = access.recover(store, clinic.words, STAFF, "a found again gate", cost=CHEAP)
    assert session.role is Role.ADMINISTRATOR
    assert store.read(record, session) == answers()
    assert clinic.keys().unlock(STAFF, "a found again gate").active


def test_recovery_words_open_records_even_without_the_clinics_key(
    clinic: Clinic, store: Store
) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    words = clinic.keys().unlock_with_words(clinic.words)
    public = store.public_keys()
    alone = StaffSession("x", Role.ADMINISTRATOR, None, _ring={})
    alone._ring[public.recovery_id] = words.ring()[public.recovery_id]
    assert store.read(record, alone) == answers()


def test_words_of_another_clinic_recover_nothing(
    clinic: Clinic, store: Store, tmp_path: Path
) -> None:
    other = open_clinic(tmp_path / "other")
    with pytest.raises(WrongWords):
        access.recover(store, other.words, STAFF, "a found again gate", cost=CHEAP)
    assert clinic.session().active


def test_rotation_keeps_every_record_readable_and_leaves_bodies_alone(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    records = [new_id() for _ in range(5)]
    for record in records:
        store.save(record, envelope(), answers(record))
    store.append_version(records[0], answers("later"))
    alert = store.raise_alert(records[0], "urgent", {"rule": "U2"})
    table = store.database.row_table("bodies")
    before = {row["record"]: row["sealed"]["box"] for row in table}
    old = store.public_keys().clinic_id
    assert access.rotate(store, session) == 7
    assert {row["record"]: row["sealed"]["box"] for row in table} == before
    assert all(old not in row["sealed"]["to"] for row in table)
    fresh = clinic.session()
    assert [store.read(record, fresh)["note"] for record in records[1:]] == records[1:]
    assert store.alert_detail(alert, fresh) == {"rule": "U2"}
    assert store.read(records[0], clinic.keys().unlock_with_words(clinic.words))["note"] == "later"


def test_a_key_stolen_before_the_rotation_does_not_open_what_is_stored_now(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    stolen = StaffSession("thief", Role.CLINICIAN, None, _ring=dict(session.ring()))
    access.rotate(store, session)
    with pytest.raises(RecordsError):
        store.read(record, stolen)


def test_a_kiosk_that_runs_through_a_rotation_seals_to_the_new_key(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    store.save(new_id(), envelope(), answers())
    with_other_handle = clinic.store()
    access.rotate(with_other_handle, session)
    with_other_handle.close()
    record = new_id()
    store.save(record, envelope(), answers())
    assert store.read(record, clinic.session()) == answers()
    assert store.database.row_table("bodies").find({"record": record})[0]["sealed"][
        "to"
    ].keys() == {
        store.public_keys().clinic_id,
        store.public_keys().recovery_id,
    }


def test_a_second_account_reads_old_and_new_records_and_a_removed_one_nothing_new(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    old, new = new_id(), new_id()
    store.save(old, envelope(), answers())
    access.add_account(store, session, "Sam", Role.CLINICIAN, "sam sam sam sam.", cost=CHEAP)
    sam = access.sign_in(store, "Sam", "sam sam sam sam.")
    assert store.read(old, sam) == answers()
    access.remove_account(store, session, "Sam")
    store.save(new, envelope(), answers())
    with pytest.raises(RecordsError):
        store.read(new, sam)
    with pytest.raises(WrongPassphrase):
        clinic.keys().unlock("Sam", "sam sam sam sam.")


def test_only_an_administrator_changes_accounts_and_keys(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    access.add_account(store, session, "Sam", Role.CLINICIAN, "sam sam sam sam.", cost=CHEAP)
    sam = access.sign_in(store, "Sam", "sam sam sam sam.")
    for attempt in (
        lambda: access.rotate(store, sam),
        lambda: access.remove_account(store, sam, STAFF),
        lambda: access.add_account(store, sam, "X", Role.ADMINISTRATOR, "x x x x x x x y"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_last_administrator_cannot_be_removed(store: Store, session: StaffSession) -> None:
    with pytest.raises(NotAllowed):
        access.remove_account(store, session, STAFF)


def test_two_idle_minutes_sign_staff_out_and_a_key_press_starts_them_again(
    clinic: Clinic, store: Store
) -> None:
    seconds = [0.0]
    session = clinic.session(monotonic=lambda: seconds[0])
    record = new_id()
    store.save(record, envelope(), answers())
    seconds[0] = 119
    session.touch()
    seconds[0] = 238
    assert store.read(record, session)
    seconds[0] = 239
    with pytest.raises(SignedOut):
        store.read(record, session)
    session.touch()
    assert not session.active


def test_after_sign_out_nothing_opens(clinic: Clinic, store: Store) -> None:
    record = new_id()
    store.save(record, envelope(), answers())
    session = clinic.sign_in(store)
    access.sign_out(store, session)
    for attempt in (
        lambda: store.read(record, session),
        lambda: store.versions(record, session),
        lambda: clinic.drafts().abandoned(session) or session.ring(),
        lambda: access.rotate(store, session),
    ):
        with pytest.raises(SignedOut):
            attempt()


def test_the_passphrase_file_for_scripts(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    assert access.passphrase_from_file({"KIOSK_PASSPHRASE_FILE": str(path)}) == PASSPHRASE
    assert access.passphrase_from_file({}) is None
    with pytest.raises(RecordsError, match="KIOSK_PASSPHRASE_FILE"):
        access.passphrase_from_file({"KIOSK_PASSPHRASE_FILE": str(tmp_path / "missing")})


def test_the_only_account_is_the_default_and_two_are_a_question(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    assert access.only_account(clinic.home) == STAFF
    access.add_account(store, session, "Sam", Role.CLINICIAN, "sam sam sam sam.", cost=CHEAP)
    with pytest.raises(NotAllowed, match="--staff NAME") as refused:
        access.only_account(clinic.home)
    assert "Sam" not in refused.value.message, "no stranger learns a name to try"
    assert Keys.load(clinic.home).accounts()[1] == ("Sam", Role.CLINICIAN)
