"""SIGKILL at any moment: no acknowledged change is lost, none is there by half."""

import random
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.records.rows import RecordsDB
from tests.durability.survey import Said, kiosk_lost, rows_lost
from tests.support.sealed_clinic import open_clinic

ROOT = Path(__file__).resolve().parents[2]


def killed_writer(folder: Path, kind: str, seed: int, seconds: float) -> Said:
    """Start a writer, wait until it writes, let it run that long, kill it, and hear what it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.writer", str(folder), kind, str(seed)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    select.select([process.stdout], [], [], 60)
    time.sleep(seconds)
    assert process.poll() is None, "the writer ended by itself"
    process.kill()
    output, _ = process.communicate()
    return Said.of(output)


def rounds(folder: Path, kind: str, number: int) -> list[Said]:
    chance = random.Random(number)
    return [
        killed_writer(folder, kind, seed, chance.uniform(0.001, 0.12)) for seed in range(number)
    ]


def test_rows_survive_sigkill_while_inserting_updating_and_deleting(tmp_path: Path) -> None:
    said = rounds(tmp_path, "rows", 8)
    assert sum(len(process.done) for process in said) > 8
    assert rows_lost(tmp_path, said) == []


def test_drafts_records_and_audit_survive_sigkill(tmp_path: Path) -> None:
    clinic = open_clinic(tmp_path / "home")
    said = rounds(clinic.runtime.parent, "kiosk", 6)
    assert sum(len(process.done) for process in said) > 6
    assert kiosk_lost(tmp_path, said, clinic.session()) == []


def test_the_survey_sees_a_change_that_was_lost_or_half_made(tmp_path: Path) -> None:
    said = rounds(tmp_path, "rows", 2)
    table = RecordsDB(tmp_path / "rows.db").table("things")
    first, second = table.all()[:2]
    table.remove(doc_ids=[first.doc_id])
    table.update({"again": [1, 2, 3]}, doc_ids=[second.doc_id])
    assert len(rows_lost(tmp_path, said)) == 2


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_hundred_rounds_of_sigkill_lose_nothing(tmp_path: Path) -> None:
    clinic = open_clinic(tmp_path / "home")
    (clinic.runtime).mkdir(exist_ok=True)
    said = rounds(tmp_path, "rows", 100)
    acknowledged = sum(len(process.done) for process in said)
    assert rows_lost(tmp_path, said) == []
    said = rounds(tmp_path, "kiosk", 100)
    acknowledged += sum(len(process.done) for process in said)
    assert kiosk_lost(tmp_path, said, clinic.session()) == []
    print(f"200 rounds, {acknowledged} acknowledged changes, 0 lost")  # noqa: T201 - the figure to report
