"""Backup and restore: what comes back is what was there, or the restore says no."""

import shutil
import threading
from pathlib import Path

import pytest

from kiosk.alerts import say_watching, somebody_watches
from kiosk.records import backup, check
from kiosk.records.audit import Audit
from kiosk.records.faults import (
    Damaged,
    NewerVersion,
    NotEmpty,
    RecordsError,
    WrongPassphrase,
)
from kiosk.records.keys import Keys, StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import (
    PASSPHRASE,
    PLANTED,
    STAFF,
    Clinic,
    answers,
    envelope,
    new_id,
)


def unlock(keys: Keys) -> StaffSession:
    return keys.unlock(STAFF, PASSPHRASE)


@pytest.fixture
def filled(clinic: Clinic, store: Store) -> list[str]:
    """Ids of records beside an alert, a draft, settings and an audit."""
    ids = [new_id() for _ in range(30)]
    for days, record in enumerate(ids):
        store.save(record, envelope(days), answers(record))
    store.append_version(ids[0], answers("later"))
    store.raise_alert(ids[0], "urgent", {})
    draft = clinic.drafts().begin()
    draft.append({"question": "given_name", "value": "Zdenka"})
    draft.close()
    (clinic.home / "settings.toml").write_text("clinic = 'x'\n")
    say_watching(clinic.home)
    Audit(store).record(STAFF, "viewed", ids[0])
    return ids


def test_a_restored_folder_holds_everything(
    clinic: Clinic, store: Store, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive, home = tmp_path / "b.kiosk", tmp_path / "restored"
    steps: list[str] = []
    made = backup.back_up(
        clinic.home, archive, session, progress=lambda what, done, of: steps.append(what)
    )
    assert (made.records, made.alerts, made.drafts, made.sampled) == (30, 1, 1, 15)
    assert {"copying", "packing", "reading back"} <= set(steps)
    read: list[tuple[int, int]] = []

    def note(what: str, done: int, of: int) -> None:
        if what == "unpacking":
            read.append((done, of))

    assert backup.restore(archive, home, unlock, progress=note) == made
    assert read == sorted(read)
    assert {of for _, of in read} == {archive.stat().st_size}
    again, restored = Store.open(home), Clinic(home, clinic.words)
    assert again.list() == store.list()
    assert again.read(filled[0], session) == answers("later")
    assert [version.number for version in again.versions(filled[0], session)] == [1, 2]
    assert restored.drafts().abandoned(session)[0].events[0]["value"] == "Zdenka"
    assert (home / "settings.toml").read_text() == "clinic = 'x'\n"
    assert not somebody_watches(home), "who watched when it was saved does not watch now"
    assert check.verify(again, session, anchor=made.audit).problems == []
    for path in home.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    again.close()


def test_the_recovery_words_alone_restore_on_a_new_machine(
    clinic: Clinic, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive, home = tmp_path / "b.kiosk", tmp_path / "restored"
    backup.back_up(clinic.home, archive, session)
    shutil.rmtree(clinic.home)
    backup.restore(archive, home, lambda keys: keys.unlock_with_words(clinic.words))
    again = Store.open(home)
    assert again.read(filled[7], session) == answers(filled[7])
    again.close()


def test_the_archive_is_sealed(
    clinic: Clinic, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "b.kiosk"
    backup.back_up(clinic.home, archive, session)
    content = archive.read_bytes()
    for secret in (*PLANTED, *filled, "submitted_at", "settings.toml"):
        assert secret.encode() not in content
    assert archive.stat().st_mode & 0o077 == 0


def test_a_backup_while_the_kiosk_writes_is_one_moment(
    clinic: Clinic, store: Store, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    stop = threading.Event()

    def patients() -> None:
        while not stop.is_set():
            store.save(new_id(), envelope(), answers())
            Audit(store).record("kiosk", "submitted")

    thread = threading.Thread(target=patients)
    thread.start()
    try:
        made = backup.back_up(clinic.home, tmp_path / "b.kiosk", session)
    finally:
        stop.set()
        thread.join()
    assert made.records >= 30
    assert backup.restore(tmp_path / "b.kiosk", tmp_path / "restored", unlock) == made


def test_a_restore_into_a_folder_with_anything_in_it_is_refused(
    clinic: Clinic, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive, home = tmp_path / "b.kiosk", tmp_path / "taken"
    backup.back_up(clinic.home, archive, session)
    home.mkdir()
    (home / "notes.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        backup.restore(archive, home, unlock)
    assert [path.name for path in home.iterdir()] == ["notes.txt"]
    with pytest.raises(NotEmpty):
        backup.back_up(clinic.home, archive, session)


def test_a_wrong_passphrase_restores_nothing(
    clinic: Clinic, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive, home = tmp_path / "b.kiosk", tmp_path / "restored"
    backup.back_up(clinic.home, archive, session)
    with pytest.raises(WrongPassphrase):
        backup.restore(archive, home, lambda keys: keys.unlock(STAFF, "wrong wrong wrong"))
    assert list(home.iterdir()) == []


def test_any_change_or_cut_of_the_archive_is_refused_and_leaves_nothing(
    clinic: Clinic, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    archive, broken, home = tmp_path / "b.kiosk", tmp_path / "broken", tmp_path / "restored"
    backup.back_up(clinic.home, archive, session)
    content = archive.read_bytes()
    body = content.index(b"\n", content.index(b"\n") + 1) + 1
    variants = [
        content[:cut] for cut in (0, 10, body, body + 4, len(content) // 2, len(content) - 1)
    ]
    variants.append(content + b"x")
    for place in (body, body + 4, body + 40, len(content) // 2, len(content) - 1):
        variants.append(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    for variant in variants:
        broken.write_bytes(variant)
        with pytest.raises(RecordsError) as refusal:
            backup.restore(broken, home, unlock)
        assert "\n" not in refusal.value.message
        assert list(home.iterdir()) == []


def test_an_archive_of_a_newer_kiosk_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "b.kiosk"
    path.write_bytes(b"ketamine intake kiosk: sealed backup 2\n{}\n")
    with pytest.raises(NewerVersion):
        backup.restore(path, tmp_path / "restored", unlock)


def test_a_store_that_does_not_hold_is_not_backed_up_as_if_it_did(
    clinic: Clinic, store: Store, session: StaffSession, filled: list[str], tmp_path: Path
) -> None:
    store.database.row_table("audit").remove(doc_ids=[1])
    with pytest.raises(Damaged):
        backup.back_up(clinic.home, tmp_path / "b.kiosk", session)
    assert not (tmp_path / "b.kiosk").exists()
    assert [path for path in clinic.home.iterdir() if path.name.startswith(".")] == []
