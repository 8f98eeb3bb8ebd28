"""An export is there whole or not at all, and nobody else may read it."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.exports import ExportRow, Format, verify_export
from kiosk.exports.folder import workshop
from kiosk.exports.maker import NAMES
from kiosk.model.record import Record
from tests.durability import failing_disk
from tests.durability.limits import as_an_ordinary_account, limited_file_size
from tests.unit.exports.making import FORMATS, Desk

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("form", FORMATS)
def test_only_the_finished_files_are_there_and_only_for_this_account(
    desk: Desk, form: Format
) -> None:
    desk.export([desk.record()], form)
    assert {path.name for path in desk.out.iterdir()} == {*NAMES[form], "manifest.json"}
    assert desk.out.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in desk.out.iterdir()} == {0o600}


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_leaves_nothing_behind(desk: Desk, form: Format) -> None:
    records = [desk.record()] * 60
    with limited_file_size(20_000), pytest.raises(KioskError, match="nothing was exported"):
        desk.export(records, form)
    assert list(desk.out.iterdir()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_record_that_stops_the_export_leaves_nothing_behind(desk: Desk, form: Format) -> None:
    """Staff were signed out in the middle."""

    def rows() -> Iterator[Record]:
        yield desk.record()
        raise KioskError("signed out")

    with pytest.raises(KioskError, match="signed out"):
        desk.export(rows(), form)
    assert list(desk.out.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["records.csv", "manifest.json", "records.jsonl", "unreadable.csv", "last_year.xlsx"]
)
def test_an_export_never_replaces_a_file(desk: Desk, name: str) -> None:
    desk.out.mkdir()
    (desk.out / name).write_text("mine")
    with pytest.raises(KioskError, match=name):
        desk.export([desk.record()])
    assert [path.name for path in desk.out.iterdir()] == [name]
    assert (desk.out / name).read_text() == "mine"


def test_other_files_of_a_folder_stay_beside_the_export(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "letter.txt").write_text("mine")
    desk.export([desk.record()])
    assert (desk.out / "letter.txt").read_text() == "mine"
    assert verify_export(desk.out) == []


def test_a_file_that_appears_meanwhile_is_kept_and_the_export_taken_back(desk: Desk) -> None:
    def rows() -> Iterator[Record]:
        yield desk.record()
        (desk.out / "flags.csv").write_text("mine")

    with pytest.raises(KioskError, match="no export in it"):
        desk.export(rows())
    assert [path.name for path in desk.out.iterdir()] == ["flags.csv"]
    assert (desk.out / "flags.csv").read_text() == "mine"


def test_a_link_in_place_of_a_file_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    desk.out.mkdir()
    (desk.out / "records.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KioskError):
        desk.export([desk.record()])
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_place_of_the_folder_is_refused_in_one_line(desk: Desk) -> None:
    desk.out.write_text("mine")
    with pytest.raises(KioskError, match="expected a folder") as refusal:
        desk.export([desk.record()])
    assert "\n" not in refusal.value.message


SCRIPT = """
import os, sys, time
from pathlib import Path
from kiosk.errors import KioskError
from kiosk.exports import ExportRow, export
from kiosk.loading.protocol import load_protocol
from kiosk.model.record import Record
from tests.durability.failing_disk import refuse_fsync
from tests.unit.exports.making import REQUEST
from tests.durability.failing_disk import refuse_links

record = Record.model_validate_json(Path(sys.argv[1]).read_text())
out, what = Path(sys.argv[2]), sys.argv[3]
if what == "no fsync":
    refuse_fsync()
if what.startswith("no links"):
    refuse_links()

def rows():
    yield ExportRow(record, "new")
    if what == "stop":
        print("under way", flush=True)
        time.sleep(60)
    if what == "no links, name taken":
        (out / "flags.csv").write_text("mine")

protocol = load_protocol(Path("forms/ketamine-infusion"))
try:
    export(rows(), protocol, out, REQUEST, total=None, progress=lambda done: None)
    print("done")
except KioskError as refusal:
    print("refused:", refusal.message)
"""


@pytest.fixture
def child(desk: Desk, tmp_path: Path) -> list[str]:
    """A command that exports one record into the desk's folder; what to do to it comes last."""
    stored = tmp_path / "record.json"
    stored.write_text(desk.record().model_dump_json())
    return [sys.executable, "-c", SCRIPT, str(stored), str(desk.out)]


def run(command: list[str], first: Callable[[], None] | None = None) -> str:
    """What `command` says; its process does `first` before it starts."""
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, preexec_fn=first
    ).stdout


def test_a_killed_export_has_no_file_under_a_final_name(desk: Desk, child: list[str]) -> None:
    process = subprocess.Popen([*child, "stop"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "under way\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    left = list(desk.out.iterdir())
    assert [path.name.startswith(".export-") for path in left] == [True]
    assert left[0].stat().st_mode & 0o777 == 0o700
    desk.export([desk.record()])
    assert len(desk.table()) == 1


def test_a_folder_that_may_not_be_written_is_refused_in_one_line(
    desk: Desk, child: list[str]
) -> None:
    """A child that gave root up meets what an ordinary account meets."""
    desk.out.mkdir(mode=0o500)
    said = run([*child, ""], as_an_ordinary_account)
    assert said == f"refused: {desk.out}: cannot be written to; nothing was exported\n"
    assert list(desk.out.iterdir()) == []


@pytest.mark.skipif(not failing_disk.available(), reason="needs Linux's seccomp")
def test_a_disk_that_fails_at_the_end_leaves_nothing_behind(desk: Desk, child: list[str]) -> None:
    assert "nothing was exported" in run([*child, "no fsync"])
    assert list(desk.out.iterdir()) == []


@pytest.mark.skipif(not failing_disk.available(), reason="needs Linux's seccomp")
def test_a_memory_stick_without_links_takes_an_export(desk: Desk, child: list[str]) -> None:
    assert run([*child, "no links"]) == "done\n"
    assert verify_export(desk.out) == []


@pytest.mark.skipif(not failing_disk.available(), reason="needs Linux's seccomp")
def test_a_memory_stick_without_links_keeps_what_is_there(desk: Desk, child: list[str]) -> None:
    assert "no export in it" in run([*child, "no links, name taken"])
    assert [path.name for path in desk.out.iterdir()] == ["flags.csv"]
    assert (desk.out / "flags.csv").read_text() == "mine"


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_written_outside_the_folder(
    desk: Desk, form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporary files hold the same answers: they belong where the export belongs."""
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr("tempfile.tempdir", None)
    seen: list[str] = []

    def rows() -> Iterator[ExportRow]:
        for _ in range(40):
            yield ExportRow(desk.record(), "new")
            seen.extend(path.name for path in elsewhere.iterdir())

    desk.export(rows(), form, deidentified=True)
    assert seen == [path.name for path in elsewhere.iterdir()] == []


def test_what_a_killed_export_left_in_clear_goes_with_the_next(desk: Desk) -> None:
    left = desk.out / ".export-killed"
    left.mkdir(parents=True)
    (left / "records.csv").write_text("Ana")
    desk.export([desk.record()])
    assert not left.exists()


def test_an_export_at_work_is_left_alone(desk: Desk) -> None:
    with workshop(desk.out, []) as work:
        (work / "records.csv").write_text("Ana")
        desk.export([desk.record()])
        assert (work / "records.csv").read_text() == "Ana"
