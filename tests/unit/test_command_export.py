"""`kiosk records export` at the command line: what staff type, what they read, and the exit code."""

import json
from pathlib import Path

import pytest

from kiosk.records.store import Store
from tests.support.command import Clinic, kiosk, new_clinic


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic with four synthetic patients, one of them reviewed."""
    clinic = new_clinic(tmp_path_factory.mktemp("clinic"))
    ids = kiosk("simulate", "-n", "4", "--seed", "3", home=clinic.home).stdout.split()
    assert clinic.staff("records", "review", ids[0]).returncode == 0
    return clinic


def test_a_wrong_passphrase_says_only_that(clinic: Clinic, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase at all\n")
    out = tmp_path / "out"
    done = kiosk(
        "records", "export", "--format", "csv", "--out", str(out),
        home=clinic.home, KIOSK_PASSPHRASE_FILE=str(wrong),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "kiosk: name and passphrase do not fit\n"
    assert not out.exists()


def test_without_a_terminal_it_never_asks(clinic: Clinic, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    done = kiosk("records", "export", "--format", "csv", "--out", out, home=clinic.home)
    assert done.returncode == 2
    assert "KIOSK_PASSPHRASE_FILE" in done.stderr


def test_the_count_comes_first_and_the_lines_can_be_judged_again(
    clinic: Clinic, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = clinic.staff(
        "records", "export", "--format", "jsonl", "--unreviewed", "--form", "ketamine-infusion",
        "--form-version", "1.0.0", "--status", "new", "--status", "printed", "--out", str(out),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "3 records\n")
    lines = [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
    files = [
        {key: line[key] for key in ("form", "language", "answers", "withdrawn")}
        | {"answered_at": line["submitted_at"]}
        for line in lines
    ]
    again = kiosk("assess", "-", home=clinic.home, stdin="\n".join(map(json.dumps, files)))
    assert [json.loads(each) for each in again.stdout.splitlines()] == [
        line["assessment"] for line in lines
    ]
    second = clinic.staff("records", "export", "--format", "jsonl", "--out", str(out))
    assert second.returncode == 2
    assert str(out) in second.stderr


def test_a_report_is_a_table_on_the_screen_and_charts_in_a_folder(
    clinic: Clinic, tmp_path: Path
) -> None:
    table = clinic.staff("report")
    assert table.returncode == 0
    assert table.stdout.startswith("Intakes of all days: 4\n")
    assert max(map(len, table.stdout.splitlines())) <= 80
    charts = clinic.staff("report", "--format", "png", "--out", str(tmp_path / "out"))
    assert charts.returncode == 0
    for line in charts.stdout.splitlines():
        assert Path(line).read_bytes().startswith(b"\x89PNG")
    nowhere = clinic.staff("report", "--format", "csv")
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert "--out" in nowhere.stderr


def test_a_record_that_does_not_verify_makes_the_answer_no(clinic: Clinic, tmp_path: Path) -> None:
    store = Store.open(clinic.home / "kiosk")
    bodies = store.database.row_table("bodies")
    row = bodies.find(limit=1)[0]
    bodies.update({"at": "2020-01-01T00:00:00.000+00:00"}, doc_ids=[row.doc_id])
    store.close()
    out = tmp_path / "out"
    done = clinic.staff("records", "export", "--format", "xlsx", "--out", str(out))
    assert done.returncode == 1
    assert done.stderr == f"4 records\n1 of them could not be read: see {out / 'unreadable.csv'}\n"
    assert row["record"] in (out / "unreadable.csv").read_text("utf-8")
    assert clinic.staff("records", "verify-export", str(out)).returncode == 0
    named = ("records", "verify-export", str(out), "--staff", "staff")
    assert clinic.staff(*named).returncode == 0
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"staff": "staff"', '"staff": "other"'))
    forged = clinic.staff(*named)
    assert (forged.returncode, forged.stdout) == (
        1,
        f"{out}: the audit has no export with this manifest\n",
    )
