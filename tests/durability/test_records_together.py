"""Two processes on one store, and stores that an older kiosk wrote."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.records import check
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.faults import Busy
from kiosk.records.keys import Keys
from kiosk.records.rows import RecordsDB
from kiosk.records.store import Store
from tests.support.sealed_clinic import Clinic

ROOT = Path(__file__).resolve().parents[2]

PATIENTS = """
import sys
from pathlib import Path
from kiosk.records.audit import Audit
from kiosk.records.store import Store
from tests.support.sealed_clinic import answers, envelope, new_id
store = Store.open(Path(sys.argv[1]))
for number in range(60):
    record = new_id()
    store.save(record, envelope(), answers(record))
    store.append_version(record, answers(f"{record} again"))
    Audit(store).record("kiosk", "submitted", record)
    print(record, flush=True)
"""

ROWS = """
import sys
from kiosk.records.rows import RecordsDB
table = RecordsDB(sys.argv[1] + "/rows.db").table("things")
print([table.insert({"by": sys.argv[2], "n": n}) for n in range(150)])
"""


def run_two(script: str, *arguments: str) -> list[str]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, *arguments, str(number)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(2)
    ]
    outputs = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return outputs


def test_two_kiosk_processes_lose_no_record_and_keep_one_audit_chain(clinic: Clinic) -> None:
    outputs = run_two(PATIENTS, str(clinic.home))
    store, session = clinic.store(), clinic.session()
    ids = [line for output in outputs for line in output.split()]
    assert len(set(ids)) == 120
    assert {row.id for row in store.list()} == set(ids)
    assert all(store.read(record, session)["note"] == f"{record} again" for record in ids)
    assert Audit(store).anchor().count == 120
    assert check.verify(store, session).problems == []
    store.close()


def test_two_processes_never_get_the_same_id(tmp_path: Path) -> None:
    RecordsDB(tmp_path / "rows.db").close()
    first, second = (json.loads(output) for output in run_two(ROWS, str(tmp_path)))
    assert len(first) == len(second) == 150
    assert not set(first) & set(second)
    table = RecordsDB(tmp_path / "rows.db").table("things")
    assert {document.doc_id for document in table} == set(first) | set(second)


def test_a_store_held_by_another_program_is_said_to_be_busy(tmp_path: Path) -> None:
    holder = RecordsDB(tmp_path / "rows.db")
    other = RecordsDB(tmp_path / "rows.db", busy_seconds=0.05)
    with holder.together(), pytest.raises(Busy, match="another program"):
        other.insert({"n": 1})
    assert other.insert({"n": 1}) == 1


STORED = sorted((Path(__file__).parent / "stored").iterdir())


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_every_older_store_is_read_by_this_kiosk(folder: Path, tmp_path: Path) -> None:
    """One folder a layout, written by the kiosk of that time and never made again since."""
    home = tmp_path / "home"
    shutil.copytree(folder, home)
    home.chmod(0o700)
    expected = json.loads((home / "expected.json").read_text())
    keys = Keys.load(home)
    session = keys.unlock(expected["staff"], expected["passphrase"])
    store = Store.open(home)
    assert {
        record: [version.body for version in store.versions(record, session)]
        for record in expected["records"]
    } == expected["records"]
    assert [[row.id, row.status, row.urgent] for row in store.list()] == expected["list"]
    assert [store.alert_detail(alert.id, session) for alert in store.alerts()] == expected["alerts"]
    assert Audit(store).anchor().count == expected["audit"]
    assert check.verify(store, session).problems == []
    draft = Drafts(home, "tty1", tmp_path).resume(expected["code"])
    assert draft.events == expected["events"]
    assert store.read(next(iter(expected["records"])), keys.unlock_with_words(expected["words"]))
    draft.close()
    store.close()
