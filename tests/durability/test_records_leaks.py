"""No file that the kiosk wrote holds a name, a date or an answer in clear, at any moment."""

import logging
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

from kiosk.records import backup, check, retention
from kiosk.records.audit import Audit
from kiosk.records.faults import RecordsError
from tests.support.sealed_clinic import NOON, PLANTED, Clinic, answers, envelope, new_id


def leaks(*folders: Path) -> list[str]:
    """Every planted value in every file below `folders`, also under the disguises we use."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            content = path.read_bytes()
            for planted in PLANTED:
                for spelled in (planted, planted.lower(), planted.encode("utf-16-le")):
                    needle = spelled if isinstance(spelled, bytes) else spelled.encode()
                    if needle in content:
                        found.append(f"{path.name}: {planted}")
    return found


def test_database_journal_drafts_backup_and_temporary_files_hold_nothing_in_clear(
    clinic: Clinic,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    caplog.set_level(logging.DEBUG)
    store = clinic.store()
    draft = clinic.drafts().begin()
    for name, value in answers()["answers"].items():
        draft.append({"question": name, "value": value})
        assert leaks(clinic.home, clinic.runtime, temporary) == []
    record = new_id()
    store.save(record, envelope(urgent=True), answers())
    store.append_version(record, answers("Quillfeather again"))
    store.raise_alert(record, "urgent", answers())
    Audit(store).record("Robin", "viewed", record, "Zdenka Quillfeather asked")
    store.set_status(record, "reviewed")
    assert (clinic.home / "records.db-wal").stat().st_size > 0, "the journal is searched too"
    assert leaks(clinic.home, clinic.runtime, temporary) == []

    session = clinic.session()
    assert store.read(record, session)["note"] == "Quillfeather again"
    check.verify(store, session)
    backup.back_up(clinic.home, tmp_path / "b.kiosk", session)
    check.salvage(clinic.home, tmp_path / "salvaged")
    store.acknowledge(store.alerts()[0].id, "Robin")
    retention.purge(store, session, NOON.replace(year=2027), "Quillfeather wished so")
    assert leaks(tmp_path) == []

    draft.finish()
    store.close()
    assert leaks(tmp_path) == []
    assert not any(planted in caplog.text for planted in PLANTED)


def test_the_search_itself_finds_what_is_planted(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("Traceback: name='Zdenka'")
    assert leaks(tmp_path) == ["a.log: Zdenka"]


def test_compressed_or_base64_text_is_not_what_hides_the_answers(clinic: Clinic) -> None:
    """Without the key, neither unpacking nor decoding a stored body gives an answer."""
    store = clinic.store()
    store.save(new_id(), envelope(), answers())
    (row,) = store.database.row_table("bodies").all()
    content = b64decode(row["sealed"]["box"])
    assert not any(planted.encode() in content for planted in PLANTED)
    for start in range(len(content) - 2):
        with pytest.raises(zlib.error):
            zlib.decompress(content[start:])
    store.close()


def test_messages_of_refusals_name_no_patient(clinic: Clinic) -> None:
    store, session = clinic.store(), clinic.session()
    record = new_id()
    store.save(record, envelope(), answers())
    table = store.database.row_table("bodies")
    (row,) = table.all()
    table.update({"sealed": {**row["sealed"], "box": "AAAA"}}, doc_ids=[row.doc_id])
    with pytest.raises(RecordsError) as refusal:
        store.read(record, session)
    assert not any(planted in repr(refusal.getrepr(showlocals=False)) for planted in PLANTED)
    store.close()


def test_nothing_is_written_outside_the_two_folders(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir()) | {clinic.runtime}
    store = clinic.store()
    draft = clinic.drafts().begin()
    draft.append({"question": "given_name", "value": "Zdenka"})
    store.save(new_id(), envelope(), answers())
    draft.finish()
    store.close()
    assert list(clinic.runtime.iterdir()) == []
    assert set(tmp_path.iterdir()) == before
