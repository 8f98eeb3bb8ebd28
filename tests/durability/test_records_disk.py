"""Full, failing, read-only and damaged disks: nothing acknowledged is lost, and the kiosk says so."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.records import access, check, retention, runtime
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.faults import Damaged, NotDurable, ReadOnly, RecordsError, StorageFull
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store
from tests.durability import failing_disk
from tests.durability.limits import as_an_ordinary_account, limited_file_size
from tests.support.sealed_clinic import NOON, Clinic, answers, envelope, new_id, open_clinic

ROOT = Path(__file__).resolve().parents[2]


def fill(store: Store) -> list[str]:
    """Save until the store says that the disk is full; ids of what was acknowledged."""
    saved: list[str] = []
    for _ in range(5000):
        record = new_id()
        try:
            store.save(record, envelope(), answers(record * 30))
        except (StorageFull, NotDurable):
            return saved
        saved.append(record)
    raise AssertionError("the disk never got full")


def everything_is_there(clinic: Clinic, saved: list[str]) -> None:
    session, store = clinic.session(), clinic.store()
    assert [store.read(record, session)["note"][:36] for record in saved] == saved
    assert len(store.list()) == len(saved)
    assert check.verify(store, session).problems == []
    store.close()


def test_a_full_database_keeps_all_it_took_and_goes_on_when_there_is_room(
    clinic: Clinic, store: Store
) -> None:
    """SQLite's own SQLITE_FULL, through its page limit."""
    store.database.rows.select("PRAGMA max_page_count = 150")
    saved = fill(store)
    assert saved
    with pytest.raises(StorageFull, match="free some space"):
        store.save(new_id(), envelope(), answers(os.urandom(9000).hex()))
    store.database.rows.select("PRAGMA max_page_count = 100000")
    record = new_id()
    store.save(record, envelope(), answers(record * 30))
    everything_is_there(clinic, [*saved, record])


def test_a_file_that_may_not_grow_keeps_all_it_took(clinic: Clinic, store: Store) -> None:
    with limited_file_size(600_000):
        saved = fill(store)
        with pytest.raises(RecordsError):
            store.save(new_id(), envelope(), answers(os.urandom(9000).hex()))
    store.close()
    assert saved
    everything_is_there(clinic, saved)


@pytest.mark.services
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_keeps_all_it_took(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], check=True)
    try:
        clinic = open_clinic(disk / "home")
        store = clinic.store()
        drafts = Drafts(clinic.home, "tty1", runtime.own_folder(tmp_path / "run"))
        draft = drafts.begin()
        draft.append({"number": 1})
        saved = fill(store)
        assert saved
        ballast = disk / "ballast"
        with pytest.raises(OSError, match="space"):
            ballast.write_bytes(b"x" * 2_000_000)
        with pytest.raises(StorageFull):
            for number in range(2000):
                draft.append({"number": number, "text": "x" * 3000})
        ballast.unlink()
        draft.append({"number": "after"})
        events = draft.events
        draft.close()
        assert drafts.resume(draft.code).events == events
        store.close()
        everything_is_there(clinic, saved)
        store.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(not failing_disk.available(), reason="needs Linux's seccomp")
def test_a_failed_fsync_is_never_acknowledged_and_stops_the_store(clinic: Clinic) -> None:
    store, session = clinic.store(), clinic.session()
    before = new_id()
    store.save(before, envelope(), answers("before"))
    store.close()
    draft = clinic.drafts().begin()
    draft.append({"number": 1})
    draft.close()
    script = f"""
from pathlib import Path
from kiosk.records.drafts import Drafts
from kiosk.records.faults import NotDurable
from kiosk.records.store import Store
from tests.support.sealed_clinic import answers, envelope, new_id
from tests.durability.failing_disk import refuse_fsync

home = Path({str(clinic.home)!r})
store = Store.open(home)
draft = Drafts(home, "tty1", Path({str(clinic.runtime)!r})).resume_local()
refuse_fsync()
for attempt in (
    lambda: store.save(new_id(), envelope(), answers("lost")),
    lambda: store.save(new_id(), envelope(), answers("after")),
    lambda: store.list(),
    lambda: draft.append({{"number": 2}}),
):
    try:
        attempt()
        print("acknowledged")
    except NotDurable as refusal:
        print(refusal.message)
assert draft.events == [{{"number": 1}}]
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert all("the disk reported a fault" in line for line in lines), lines
    store = clinic.store()
    assert store.read(before, session) == answers("before")
    assert clinic.drafts().resume(draft.code).events[0] == {"number": 1}
    store.save(new_id(), envelope(), answers("again"))
    assert check.verify(store, session).problems == []
    store.close()


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(clinic: Clinic) -> None:
    """A read-only mount needs root; a child that gave root up meets the same refusal."""
    clinic.home.chmod(0o500)
    (clinic.home / "records.db").chmod(0o400)
    script = f"""
import os
from pathlib import Path
from kiosk.records.faults import ReadOnly, RecordsError
from kiosk.records.drafts import Drafts
from kiosk.records.store import Store
home = Path({str(clinic.home)!r})
drafts = Drafts(home, "tty1", Path({str(clinic.runtime)!r}))
for attempt in (lambda: Store.open(home), drafts.begin):
    try:
        attempt()
        print("accepted")
    except ReadOnly as refusal:
        print("refused:", refusal.message)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=as_an_ordinary_account,
    )
    clinic.home.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["refused"] * 2


@pytest.mark.services
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_turned_read_only_is_refused_and_comes_back(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", str(disk)], check=True)
    try:
        clinic = open_clinic(disk / "home")
        store = clinic.store()
        record = new_id()
        store.save(record, envelope(), answers())
        store.close()
        drafts = clinic.drafts()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(ReadOnly):
            clinic.store()
        with pytest.raises(ReadOnly):
            drafts.begin()
        with pytest.raises(ReadOnly):
            access.change_passphrase(store, "Robin", "four quiet garden gates", "another quiet one")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        store = clinic.store()
        assert store.read(record, clinic.session()) == answers()
        store.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def filled(clinic: Clinic, number: int = 60) -> list[str]:
    """A store with records of several sizes, closed."""
    store, ids = clinic.store(), [new_id() for _ in range(number)]
    for days, record in enumerate(ids):
        store.save(record, envelope(days), answers(os.urandom(200 * (days % 20)).hex()))
    Audit(store).record("Robin", "viewed", ids[0])
    store.close()
    return ids


def read_all(home: Path, ids: list[str], session: StaffSession) -> dict[str, object]:
    """Every record that still opens, from a store that still opens."""
    found: dict[str, object] = {}
    try:
        store = Store.open(home)
    except Damaged:
        return found
    for record in ids:
        try:
            found[record] = store.read(record, session)
        except RecordsError:
            # After the first structural damage a store refuses everything: salvage is the way.
            continue
    store.close()
    return found


def test_flipped_bytes_are_refused_or_harmless_and_the_whole_records_are_saved(
    clinic: Clinic, tmp_path: Path
) -> None:
    """Whatever page is hit: a read gives the true record or a refusal, and salvage the rest."""
    ids, session = filled(clinic), clinic.session()
    path = clinic.home / "records.db"
    whole = path.read_bytes()
    store = clinic.store()
    truth = {record: store.read(record, session) for record in ids}
    store.close()
    chance = random.Random(5)
    places = [100, 24, 4096 + 8, *(chance.randrange(len(whole)) for _ in range(12))]
    for number, place in enumerate(places):
        damaged = bytearray(whole)
        for offset in range(64):
            if place + offset < len(damaged):
                damaged[place + offset] ^= 0xA5
        path.write_bytes(damaged)
        found = read_all(clinic.home, ids, session)
        assert all(found[record] == truth[record] for record in found)
        target = tmp_path / f"salvaged-{number}"
        saved = check.salvage(clinic.home, target)
        store = Store.open(target)
        rows = [row.id for row in store.list()]
        opened = [record for record in rows if read_or_none(store, record, session) is not None]
        assert all(store.read(record, session) == truth[record] for record in opened)
        assert len(opened) >= len(ids) - 25, f"byte {place}: only {len(opened)} of {len(ids)}"
        assert saved.records == len(rows)
        store.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def read_or_none(store: Store, record: str, session: StaffSession) -> object:
    try:
        return store.read(record, session)
    except Damaged:
        return None


def test_a_damaged_database_is_refused_with_what_to_do(clinic: Clinic) -> None:
    filled(clinic, 5)
    path = clinic.home / "records.db"
    for damage in (b"", b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 5000):
        path.write_bytes(damage + path.read_bytes()[len(damage) :])
        if not damage:
            continue
        with pytest.raises(Damaged) as refusal:
            clinic.store()
        assert "kiosk restore" in refusal.value.message
        assert "kiosk records salvage" in refusal.value.message
        assert "\n" not in refusal.value.message


def test_records_that_are_gone_are_not_begun_anew(clinic: Clinic) -> None:
    """An empty list in place of a lost one would say that nobody was ever here."""
    ids = filled(clinic, 3)
    path = clinic.home / "records.db"
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(Damaged, match=r"the records are gone.*kiosk restore"):
        clinic.store()
    assert not path.exists()
    path.write_bytes(kept)
    assert set(read_all(clinic.home, ids, clinic.session())) == set(ids)


def test_verify_names_what_does_not_open_beside_the_records(clinic: Clinic, store: Store) -> None:
    session = clinic.session()
    record = new_id()
    store.save(record, envelope(9), answers())
    store.set_status(record, "reviewed")
    retention.purge(store, session, NOON, "seven years are over")
    alert = store.raise_alert(new_id(), "urgent", answers())
    draft = clinic.drafts().begin()
    draft.append({"number": 1})
    draft.close()
    assert check.verify(store, session).problems == []
    for table in ("alerts", "tombstones"):
        rows = store.database.row_table(table)
        for row in rows.all():
            sealed = {**row["sealed"], "box": row["sealed"]["box"][:-8] + "AAAAAAA="}
            rows.update({"sealed": sealed}, doc_ids=[row.doc_id])
    (path,) = (clinic.home / "drafts").glob("*.draft")
    path.write_bytes(path.read_bytes()[:-20] + b"A" * 19 + b"\n")
    problems = check.verify(store, session).problems
    assert [problem.split(":")[0] for problem in problems] == [
        f"alert {alert}",
        f"tombstone of record {record}",
        f"draft {draft.id}",
    ]


def test_verify_names_the_record_that_does_not_open(clinic: Clinic) -> None:
    ids, session = filled(clinic, 8), clinic.session()
    store = clinic.store()
    assert check.verify(store, session) == check.Verdict(8, 1, [])
    table = store.database.row_table("bodies")
    (row,) = table.find({"record": ids[3]})
    sealed = json.loads(json.dumps(row["sealed"]))
    sealed["box"] = sealed["box"][:-8] + "AAAAAAA="
    table.update({"sealed": sealed}, doc_ids=[row.doc_id])
    table.remove(doc_ids=[table.find({"record": ids[5]})[0].doc_id])
    records = store.database.row_table("records")
    records.remove(doc_ids=[records.find({"id": ids[6]})[0].doc_id])
    problems = check.verify(store, session).problems
    assert len(problems) == 3
    assert all(any(ids[place] in problem for problem in problems) for place in (3, 5, 6))
    store.close()
    (clinic.home / "protocols").mkdir(exist_ok=True)
    (clinic.home / "protocols" / "kept.zip").write_bytes(b"what old records were judged by")
    (clinic.home / "settings.json").write_text("{}")
    saved = check.salvage(clinic.home, clinic.home.parent / "salvaged")
    assert (saved.records, saved.rebuilt, saved.lost) == (7, 1, [ids[5]])
    for name in ("settings.json", "protocols/kept.zip"):
        kept = clinic.home.parent / "salvaged" / name
        assert kept.read_bytes() == (clinic.home / name).read_bytes()
        assert kept.stat().st_mode & 0o077 == 0, "staff export from there, and nobody else reads it"
    again = Store.open(clinic.home.parent / "salvaged")
    assert again.read(ids[6], session)
    again.close()
