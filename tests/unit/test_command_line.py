"""The command line of the contract: names, exit codes, one clear line for bad input."""

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import alerts
from kiosk.records.access import add_account, sign_in
from kiosk.records.audit import Audit
from kiosk.records.keys import Role
from kiosk.records.store import Store
from tests.support.command import PASSPHRASE, ROOT, Clinic, kiosk, new_clinic
from tests.support.layout_audit import text_of
from tests.support.patients import answers_file
from tests.support.terminal import Terminal


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that is set up."""
    return new_clinic(tmp_path)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The single line on stderr."""
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_assess_prints_the_assessment_and_the_page(tmp_path: Path) -> None:
    source = tmp_path / "a.json"
    source.write_text(answers_file(stroke="yes"))
    done = kiosk("assess", str(source), "--pdf", str(tmp_path / "a.pdf"), home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["disposition"] == "withheld"
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert not (tmp_path / "kiosk").exists(), "assess stores nothing"


def test_the_page_of_an_answers_file_shows_every_flag_of_its_assessment(tmp_path: Path) -> None:
    """A kiosk may leave a question out that other answers tell; a file has it open, on both."""
    source, page = tmp_path / "a.json", tmp_path / "a.pdf"
    answers = json.loads(answers_file(takes_no_medications="yes", infusion_today="yes"))
    answers["answers"].pop("blood_pressure_medicine_today", None)
    source.write_text(json.dumps(answers))
    done = kiosk("assess", str(source), "--pdf", str(page), home=tmp_path)
    titles = [flag["title"] for flag in json.loads(done.stdout)["flags"]]
    assert any("Blood pressure medicine" in title for title in titles)
    printed = " ".join(text_of(page.read_bytes()).split())
    assert [title for title in titles if title not in printed] == []


def test_assess_takes_one_object_a_line(tmp_path: Path) -> None:
    lines = [answers_file(), "{not json", answers_file(weight="heavy"), answers_file(stroke="yes")]
    done = kiosk("assess", "-", home=tmp_path, stdin="\n".join(lines) + "\n")
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each.get("disposition") for each in found] == ["provisional", None, None, "withheld"]
    assert "weight" in found[2]["error"]


def test_no_line_ends_the_batch(tmp_path: Path) -> None:
    """Half a character, bytes that are not UTF-8, an unknown pick: one error each, named by its line."""
    unknown = answers_file(medications=[{"entered": "x", "confirmed": "zzz"}])
    lines = [
        b'{"answers": {"\\ud800": 1}}',
        answers_file().replace('"answers": {', '"answers": {"\\ud800": 1, ').encode(),
        answers_file().replace("Ana", "An\u00e1").encode("latin-1"),
        unknown.encode(),
        answers_file(given_name="\ud800Ana").encode(),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "assess", "-"],
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    errors = [each.get("error", "") for each in found]
    assert errors[0].startswith("line 1: form: ")
    assert errors[1] == "line 2: \\ud800: is not a question of this form"
    assert errors[2] == "line 3: expected UTF-8 text"
    assert errors[3] == (
        "line 4: medications[1].confirmed: 'zzz' is not a generic name of the vocabulary"
    )
    assert errors[4] == ""
    assert found[4]["disposition"] == "provisional"


def test_what_is_said_can_be_read_on_any_terminal(tmp_path: Path) -> None:
    source = tmp_path / "a.json"
    source.write_text(answers_file(**{"\x1b[2J\ud800": "yes"}))
    done = kiosk("assess", str(source), home=tmp_path)
    assert done.returncode == 2
    assert "\\x1b[2J\\ud800: is not a question" in one_line(done)
    assert one_line(done).isprintable()
    assert one_line(kiosk("assess", "a\nb\x1b.json", home=tmp_path)).isprintable()
    assert one_line(kiosk("nons\n\x1bense", home=tmp_path)).isprintable()


@pytest.mark.parametrize("page", ["", ".", "/etc/passwd/x.pdf", "no-such-folder/x.pdf", "x" * 300])
def test_a_page_that_cannot_be_written_is_said_before_judging(tmp_path: Path, page: str) -> None:
    source = tmp_path / "a.json"
    source.write_text(answers_file())
    done = kiosk("assess", str(source), "--pdf", page, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--pdf: expected" in one_line(done) or f"{page}: cannot be" in one_line(done)


def test_an_unknown_pick_is_named_by_file_and_field(tmp_path: Path) -> None:
    source = tmp_path / "a.json"
    entries = [
        {"entered": "xanax", "confirmed": "alprazolam"},
        {"entered": "x", "confirmed": "zzz"},
    ]
    source.write_text(answers_file(medications=entries, takes_no_medications="no"))
    said = one_line(kiosk("assess", str(source), home=tmp_path))
    assert said == (
        f"kiosk: {source}: medications[2].confirmed: 'zzz' is not a generic name of the vocabulary"
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "line 1"),
        (answers_file(strok="yes"), "strok"),
        (answers_file(weight={"value": "-5", "unit": "kg"}), "weight"),
        (answers_file(birth_date="2030-01-01"), "birth_date"),
        (answers_file(medications=[{"entered": "x", "confirmed": "nodrug"}], takes_no_medications="no"), "nodrug"),
    ],
)  # fmt: skip
def test_bad_answers_exit_2_with_one_line(tmp_path: Path, text: str, named: str) -> None:
    source = tmp_path / "bad.json"
    source.write_text(text)
    done = kiosk("assess", str(source), home=tmp_path)
    assert done.returncode == 2
    assert named in one_line(done)
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "no-such-file.json"],
        ["nonsense"],
        ["records", "list"],
        ["records", "export", "--format", "pdf", "--out", "x"],
        ["run"],
        ["simulate", "-n", "5"],
        ["setup", "--non-interactive"],
    ],
)
def test_bad_usage_exits_2_with_one_line(tmp_path: Path, arguments: list[str]) -> None:
    done = kiosk(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert one_line(done)


@pytest.mark.parametrize("weight", ["0.04", "0.999", "0", "-1", "nan"])
def test_staff_cannot_have_measured_less_than_a_kilogram(tmp_path: Path, weight: str) -> None:
    done = kiosk("records", "measure", "some-id", f"--weight-kg={weight}", home=tmp_path)
    assert done.returncode == 2
    assert "--weight-kg: expected kilograms from 1" in one_line(done)


def test_lookup_gives_candidates_best_first(tmp_path: Path) -> None:
    done = kiosk("medications", "lookup", "zanax", home=tmp_path)
    found = json.loads(done.stdout)
    assert found[0].keys() == {"generic", "name", "score", "exact"}
    assert (found[0]["generic"], found[0]["exact"]) == ("alprazolam", False)
    assert [each["score"] for each in found] == sorted((e["score"] for e in found), reverse=True)
    many = kiosk("medications", "lookup", "-", home=tmp_path, stdin="xanax\n\nblue pill\n")
    lists = [json.loads(line) for line in many.stdout.splitlines()]
    assert lists[0][0]["exact"]
    assert len(lists) == 3


def test_set_up_says_that_the_folder_can_be_read(clinic: Clinic) -> None:
    assert "can read" in clinic.set_up
    assert "Recovery words" in clinic.set_up


def test_set_up_twice_changes_nothing(clinic: Clinic) -> None:
    before = {p: p.read_bytes() for p in (clinic.home / "kiosk").iterdir() if p.is_file()}
    done = kiosk(
        "setup", "--non-interactive", "--clinic", "Other", "--phone", "555-0100", "--deliver", "staff",
        "--alert", "staff", "--passphrase-file", str(clinic.passphrase_file), home=clinic.home,
    )  # fmt: skip
    assert done.returncode == 2
    assert "already set up" in one_line(done)
    assert {p: p.read_bytes() for p in before} == before


def test_staff_work_on_synthetic_records(clinic: Clinic) -> None:
    """Simulate, list, show, export, verify: the day of a member of staff."""
    home = clinic.home
    staff = clinic.staff
    ids = kiosk("simulate", "-n", "3", "--seed", "7", home=home).stdout.split()
    assert len(set(ids)) == 3
    listed = staff("records", "list")
    assert {line.split()[0] for line in listed.stdout.splitlines()} == set(ids)
    shown = json.loads(staff("records", "show", ids[0]).stdout)
    assert shown["id"] == ids[0]
    assert shown.keys() >= {"submitted_at", "status", "form", "language", "answers", "withdrawn"}
    out = home / "out"
    assert staff("records", "export", "--format", "jsonl", "--out", str(out)).returncode == 0
    assert {path.name for path in out.iterdir()} == {"records.jsonl", "manifest.json"}
    rows = [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == set(ids)
    assert rows[0].keys() >= {"id", "submitted_at", "status", "form", "language", "answers", "withdrawn", "assessment"}  # fmt: skip
    assert staff("records", "verify", "--reassess").returncode == 0
    assert staff("records", "verify-export", str(out)).returncode == 0
    (out / "records.jsonl").write_text("changed")
    assert staff("records", "verify-export", str(out)).returncode == 1
    page = home / "again.pdf"
    assert staff("records", "print", ids[0], "--out", str(page)).returncode == 0
    assert page.read_bytes().startswith(b"%PDF-")


def test_doctor_is_not_ready_while_an_urgent_answer_would_reach_nobody(clinic: Clinic) -> None:
    """A printer or a backup can wait; somebody in danger who walks away cannot."""
    alone = kiosk("doctor", home=clinic.home)
    assert alone.returncode == 1
    assert "STOP  alerts go to staff, but nobody watches" in alone.stdout
    assert "Not ready: a patient must not use this kiosk. 1 to mend first." in alone.stdout
    alerts.say_watching(clinic.home / "kiosk")
    watched = kiosk("doctor", home=clinic.home)
    assert watched.returncode == 0
    looks = sum(line.startswith("look") for line in watched.stdout.splitlines())
    assert looks, "nobody signed the protocol and nobody typed the recovery sheet back"
    said = f"A patient may use this kiosk; {looks} to look at, marked look."
    assert watched.stdout.splitlines()[-1] == said


def test_a_reviewed_record_is_what_a_purge_removes(clinic: Clinic) -> None:
    staff = clinic.staff
    reviewed, kept = kiosk("simulate", "-n", "2", "--seed", "7", home=clinic.home).stdout.split()
    later = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)).isoformat()
    purge = ("records", "purge", "--before", later, "--reason", "the policy")
    assert "0 records removed" in staff(*purge).stdout
    assert staff("records", "review", reviewed).returncode == 0
    assert reviewed in staff("records", "list", "--status", "reviewed").stdout
    assert (
        staff("records", "export", "--format", "jsonl", "--out", str(clinic.home / "o")).returncode
        == 0
    )
    assert "1 records removed" in staff(*purge).stdout
    assert staff("records", "list").stdout.split()[0] == kept
    assert staff("records", "verify").returncode == 0
    unknown = staff("records", "review", reviewed)
    assert unknown.returncode == 2
    assert reviewed in one_line(unknown)
    store = Store.open(clinic.home / "kiosk")
    assert [e.subject for e in Audit(store).entries() if e.what == "reviewed"] == [reviewed]


def test_the_front_desk_reviews_nothing(clinic: Clinic) -> None:
    home = clinic.home / "kiosk"
    (record,) = kiosk("simulate", "-n", "1", home=clinic.home).stdout.split()
    store = Store.open(home)
    add_account(
        store,
        sign_in(store, "staff", PASSPHRASE, idle_seconds=None),
        "desk",
        Role.FRONT_DESK,
        PASSPHRASE,
    )
    done = clinic.staff("records", "review", record, "--staff", "desk")
    assert done.returncode == 2
    assert "clinician" in one_line(done)
    assert not store.row(record).reviewed


@pytest.mark.slow
def test_synthetic_patients_never_repeat(clinic: Clinic, tmp_path: Path) -> None:
    """Without a seed they differ; with one they come in one fixed row, and a second call goes on in it."""

    def made(home: Path, *arguments: str) -> list[str]:
        done = kiosk("simulate", *arguments, home=home)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    new_clinic(elsewhere)
    first = [
        *made(clinic.home, "-n", "2", "--seed", "7"),
        *made(clinic.home, "-n", "1", "--seed", "7"),
    ]
    assert made(elsewhere, "-n", "3", "--seed", "7") == first
    chance = [*made(clinic.home, "-n", "1"), *made(clinic.home, "-n", "1")]
    assert len({*first, *chance}) == 5


def test_wrong_passphrase_says_only_that(clinic: Clinic) -> None:
    wrong = clinic.home / "wrong"
    wrong.write_text("not the passphrase")
    done = kiosk("records", "list", home=clinic.home, KIOSK_PASSPHRASE_FILE=str(wrong))
    assert done.returncode == 2
    assert "do not fit" in one_line(done)
    assert done.stdout == ""


def test_staff_work_never_prompts_without_a_terminal(clinic: Clinic) -> None:
    done = kiosk("records", "list", home=clinic.home)
    assert done.returncode == 2
    assert "KIOSK_PASSPHRASE_FILE" in one_line(done)


def test_staff_give_out_a_code_for_a_patient_who_is_to_come(clinic: Clinic) -> None:
    named = ("--given-name", "Zdenka", "--family-name", "Quillfeather")
    done = clinic.staff("staff", "code", *named, "--record-number", "MRN-7741")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{3}\n", done.stdout)
    assert "It works once, until" in done.stderr
    for wrong in ("1984-13-02", "2999-01-01", "March 2"):
        refused = clinic.staff("staff", "code", *named, "--birth-date", wrong)
        assert refused.returncode == 2
        assert "birth_date" in one_line(refused)
    assert kiosk("staff", "code", *named, home=clinic.home).returncode == 2, "nobody signed in"


def test_doctor_says_that_nobody_set_it_up(tmp_path: Path) -> None:
    done = kiosk("doctor", home=tmp_path)
    assert done.returncode == 1
    assert "kiosk setup" in done.stdout


def test_the_recovery_words_restore_when_every_passphrase_is_lost(clinic: Clinic) -> None:
    (words,) = re.findall(r"^  (\w+(?: \w+){23})$", clinic.set_up, re.MULTILINE)
    archive = clinic.home / "clinic.backup"
    assert clinic.staff("backup", str(archive), "--staff", "staff").returncode == 0
    elsewhere = clinic.home / "elsewhere"
    elsewhere.mkdir()
    with Terminal(["restore", str(archive), "--recovery-words"], elsewhere) as terminal:
        terminal.wait("Recovery words:")
        terminal.type(f"{words}\r")
        terminal.wait("drafts restored")
        assert "%" in terminal.text, "progress is shown"


def test_a_person_shows_once_that_the_recovery_sheet_is_on_paper(clinic: Clinic) -> None:
    """After an unattended set-up only the program has seen the words."""
    (words,) = re.findall(r"^  (\w+(?: \w+){23})$", clinic.set_up, re.MULTILINE)
    assert "nobody has confirmed the printed sheet" in kiosk("doctor", home=clinic.home).stdout
    with Terminal(["recover", "--test"], clinic.home) as terminal:
        terminal.wait("Recovery words:")
        terminal.type(f"{words}\r")
        terminal.wait("open this clinic's records")
    assert "typed back by a person" in kiosk("doctor", home=clinic.home).stdout


def test_backup_and_restore(clinic: Clinic) -> None:
    home = clinic.home
    secret = {"KIOSK_PASSPHRASE_FILE": str(clinic.passphrase_file)}
    ids = kiosk("simulate", "-n", "2", home=home).stdout.split()
    archive = home / "clinic.backup"
    assert kiosk("backup", str(archive), home=home, **secret).returncode == 0
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    restored = kiosk("restore", str(archive), home=elsewhere, **secret)
    assert restored.returncode == 0, restored.stderr
    listed = kiosk("records", "list", home=elsewhere, **secret).stdout
    assert {line.split()[0] for line in listed.splitlines()} == set(ids)
    assert kiosk("restore", str(archive), home=elsewhere, **secret).returncode == 2


def test_retention_follows_the_policy_in_the_settings(clinic: Clinic) -> None:
    kiosk("simulate", "-n", "1", home=clinic.home)
    refused = clinic.staff("records", "purge", "--dry-run")
    assert refused.returncode == 2
    assert "keep_days" in one_line(refused)
    path = clinic.home / "kiosk" / "settings.json"
    for days, reason in ((0, "keep_days"), (2555, "")):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"keep_days": days}))
        done = clinic.staff("records", "purge", "--dry-run")
        if reason:
            assert reason in one_line(done)
    assert done.returncode == 0
    assert "0 records to remove" in done.stdout
    younger = clinic.staff("records", "purge", "--before", "2026-01-01", "--reason", "room")
    assert younger.returncode == 2
    assert "this clinic keeps records for 2555 days" in one_line(younger)
    older = clinic.staff("records", "purge", "--before", "2010-01-01", "--reason", "the policy")
    assert older.returncode == 0, older.stderr


def test_set_up_refuses_what_is_easy_to_guess_and_what_is_no_phone(tmp_path: Path) -> None:
    weak, good = tmp_path / "weak", tmp_path / "good"
    weak.write_text("Riverside-2026\n", "utf-8")
    good.write_text("four quiet garden gates\n", "utf-8")
    for phone, passphrase, told in (("555-0100", weak, "easy to guess"), ("x", good, "--phone")):
        done = kiosk(
            "setup", "--non-interactive", "--clinic", "Riverside", "--phone", phone, "--deliver", "staff",
            "--alert", "staff", "--passphrase-file", str(passphrase), home=tmp_path,
        )  # fmt: skip
        assert done.returncode == 2
        assert told in one_line(done)
    assert not (tmp_path / "kiosk" / "keys.json").exists()


def test_the_nightly_backup_keeps_the_newest_and_loses_none_when_it_fails(
    clinic: Clinic, root: Path
) -> None:
    folder = clinic.home / "backups"
    folder.mkdir()
    for night in ("20260101T023000Z", "20260102T023000Z", "20260103T023000Z"):
        (folder / f"kiosk-{night}.backup").write_text("an earlier night")

    def tonight(passphrase: Path) -> int:
        command = [str(root / "docs/deploy/nightly-backup"), str(folder), "2", "staff"]
        environment = os.environ | {
            "KIOSK": str(Path(sys.executable).with_name("kiosk")),
            "KIOSK_HOME": str(clinic.home / "kiosk"),
            "KIOSK_PASSPHRASE_FILE": str(passphrase),
        }
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    assert tonight(clinic.home / "missing") != 0
    assert len(list(folder.iterdir())) == 3
    assert tonight(clinic.passphrase_file) == 0
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 2
    assert left[0] == "kiosk-20260103T023000Z.backup"
    assert "20260101T023000Z" not in left[1]
