"""A record is judged again under the protocol that judged it, long after the clinic changed it."""

import io
import json
import shutil
import stat
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.loading.archive import keep, kept
from kiosk.loading.clinic import with_clinic_changes
from kiosk.loading.protocol import Folder, read_folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.record import Record
from kiosk.records.keys import Keys
from kiosk.records.store import Store
from tests.support.command import PASSPHRASE, Clinic, kiosk, new_clinic
from tests.support.judge import Judge
from tests.support.printed import record_of

FORMS = Path(__file__).resolve().parents[3] / "forms"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A protocol folder of one's own beside its instruments and medicines."""
    for name in ("ketamine-infusion", "instruments", "medications"):
        shutil.copytree(FORMS / name, tmp_path / "forms" / name)
    return tmp_path / "forms" / "ketamine-infusion"


def archive(home: Path, digest: str) -> Path:
    """Where a protocol is kept."""
    return home / "protocols" / f"{digest.removeprefix('sha256:')}.zip"


def with_changes(folder: Folder, at: Path) -> Folder:
    """`folder` as a clinic changed it, with an instrument switched off and one on."""
    path = at / "protocol.yaml"
    path.write_text(
        "tiers: {breastfeeding: caution_major}\ninstruments: {pcl5: false, peg: true}\n"
    )
    return with_clinic_changes(folder, path, FORMS)


def test_what_was_kept_is_the_same_protocol(own: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in (read_folder(own), with_changes(read_folder(own), tmp_path)):
        keep(home, folder)
        with kept(home, folder.protocol.digest) as (protocol, medications):
            assert protocol == folder.protocol
            assert Vocabulary.load(medications).medicines
    assert len(list((home / "protocols").iterdir())) == 2


def test_an_old_assessment_comes_out_byte_for_byte(own: Path, tmp_path: Path) -> None:
    """The protocol and its vocabulary are changed after the first patient."""
    home = tmp_path / "home"
    first = read_folder(own)
    keep(home, first)
    patient = {"breastfeeding": "yes", "medications": [{"entered": "xanax"}], "takes_no_medications": "no"}  # fmt: skip
    before = Judge(first.protocol, Vocabulary.load(own.parent / "medications"))(**patient)
    rules = own / "rules.yaml"
    rules.write_text(
        rules.read_text("utf-8").replace("Clinic page and esketamine label", "The label"), "utf-8"
    )
    names = own.parent / "medications" / "vocabulary.json"
    names.write_text(names.read_text("utf-8").replace('"xanax"', '"xanas"'), "utf-8")
    now = Judge(read_folder(own).protocol, Vocabulary.load(own.parent / "medications"))(**patient)
    assert {m.generic for m in now.medications} != {m.generic for m in before.medications}
    with kept(home, before.protocol.digest) as (protocol, medications):
        again = Judge(protocol, Vocabulary.load(medications))(**patient)
    assert again.to_json() == before.to_json()


def test_the_archive_is_private_small_and_always_the_same(own: Path, tmp_path: Path) -> None:
    folder = read_folder(own)
    made = []
    for name in ("one", "two"):
        keep(tmp_path / name, folder)
        path = archive(tmp_path / name, folder.protocol.digest)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing half-written"
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) < 500_000
    with zipfile.ZipFile(io.BytesIO(made[0])) as found:
        assert found.read("protocol/rules.yaml") == (own / "rules.yaml").read_bytes()
        assert "instruments/asq.yaml" in found.namelist()


def test_a_protocol_that_changed_while_it_was_read_is_not_kept(own: Path, tmp_path: Path) -> None:
    folder = read_folder(own)
    (own / "rules.yaml").write_text("rules: []\n")
    with pytest.raises(KioskError, match="changed while"):
        keep(tmp_path / "home", folder)
    assert not (tmp_path / "home" / "protocols").exists()


def test_a_missing_or_damaged_archive_is_one_line(own: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = read_folder(own)
    digest = folder.protocol.digest
    path = archive(home, digest)
    with pytest.raises(KioskError, match=r"\.zip: is missing"), kept(home, digest):
        pass
    keep(home, folder)
    whole = path.read_bytes()
    damages = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "a bit": whole[:5_000] + bytes([whole[5_000] ^ 1]) + whole[5_001:],
        "another": rezipped(whole, "protocol/rules.yaml", b"\n# one more line\n"),
        "outside": rezipped(whole, "../outside.yaml", b"x: 1\n"),
    }
    for content in damages.values():
        path.write_bytes(content)
        with pytest.raises(KioskError) as problem, kept(home, digest):
            pass
        assert "\n" not in problem.value.message
    assert not list(tmp_path.rglob("outside.yaml"))
    with pytest.raises(KioskError, match="64 hexadecimal"), kept(home, "sha256:../../x"):
        pass


def rezipped(whole: bytes, name: str, more: bytes) -> bytes:
    """The archive with something added to one entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        entries = {each: old.read(each) for each in old.namelist()}
        entries[name] = entries.get(name, b"") + more
        for each, content in entries.items():
            new.writestr(each, content)
    return out.getvalue()


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that is set up and holds the record of a breastfeeding patient."""
    made = new_clinic(tmp_path)
    desk = FrontDesk.open(made.home / "kiosk")
    record = record_of({"breastfeeding": "yes"})
    assert record.assessment.protocol.digest == desk.protocol.digest
    desk.keep(record, datetime.fromisoformat(record.submitted_at))
    desk.close()
    return made


@pytest.mark.slow
def test_verify_judges_each_version_under_its_own_protocol(clinic: Clinic) -> None:
    """The patient answered before the clinic's change; staff measured after it."""
    home = clinic.home / "kiosk"
    record = record_of({"breastfeeding": "yes"})
    (home / "protocol.yaml").write_text("tiers: {breastfeeding: caution_major}\nbag_ml: 100\n")
    done = clinic.staff("records", "measure", record.id, "--weight-kg", "70")
    assert done.stdout.startswith("Provisional regimen, with cautions.")
    assert "it has changed since the patient answered" in done.stdout
    assert len(list((home / "protocols").iterdir())) == 2
    checked = clinic.staff("records", "verify", "--reassess")
    assert (checked.returncode, checked.stdout) == (0, "")
    older, newer = versions(home)
    assert older.assessment.to_json() == record.assessment.to_json()
    assert newer.assessment.protocol.digest != older.assessment.protocol.digest

    archive(home, older.assessment.protocol.digest).unlink()
    (line,) = clinic.staff("records", "verify", "--reassess").stdout.splitlines()
    assert line.startswith(f"{record.id} version 1: not judged again: ")
    assert "is missing" in line


def test_verify_says_when_an_assessment_is_not_what_its_protocol_gives(clinic: Clinic) -> None:
    home = clinic.home / "kiosk"
    store = Store.open(home)
    record = record_of({"breastfeeding": "yes"})
    lighter = record.assessment.model_copy(update={"flags": (), "disposition": "provisional"})
    body = json.loads(record.model_copy(update={"assessment": lighter}).model_dump_json())
    store.append_version(record.id, body)
    store.append_version(record.id, {**body, "answers": {"stroke": "perhaps"}})
    store.close()
    checked = clinic.staff("records", "verify", "--reassess")
    assert checked.returncode == 1
    changed, misfit = checked.stdout.splitlines()
    assert changed == f"{record.id} version 2: judging it again gives another assessment"
    assert misfit.startswith(f"{record.id} version 3: not judged again: ")
    assert "stroke" in misfit


def test_a_kiosk_that_opens_twice_keeps_its_protocol_once(tmp_path: Path) -> None:
    clinic = new_clinic(tmp_path)
    for seed in ("1", "2"):
        done = kiosk("simulate", "-n", "1", "--seed", seed, home=clinic.home)
        assert done.returncode == 0, done.stderr
    (kept_once,) = (tmp_path / "kiosk" / "protocols").iterdir()
    assert kept_once.suffix == ".zip"


def versions(home: Path) -> list[Record]:
    """Every version of the one record, oldest first."""
    store = Store.open(home)
    session = Keys.load(home).unlock("staff", PASSPHRASE, idle_seconds=None)
    found = [Record.model_validate(each.body) for each in store.versions(record_of().id, session)]
    store.close()
    return found
