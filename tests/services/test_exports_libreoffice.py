"""LibreOffice opens the exports as staff would, and shows the cells that were written."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.support.patients import TODAY
from tests.unit.exports.making import Desk

pytestmark = pytest.mark.services

UTF8 = "76"
COMMA, QUOTE = "44", "34"
AS_PLAIN = f"CSV:{COMMA},{QUOTE},{UTF8},1"
AS_TEXT = f"{AS_PLAIN},,0,true"
"""With "format quoted field as text", so that 00123 stays what it is."""

SHOWN = f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,,0,false,true,false,false,false"


@pytest.fixture
def desk(protocol: Protocol, vocabulary: Vocabulary, tmp_path: Path) -> Desk:
    desk = Desk(protocol, vocabulary, tmp_path / "csv")
    records = [
        desk.record(
            **TODAY,
            given_name='=HYPERLINK("http://x";"y")',
            family_name="Ñandú; Müller, 王 “Z”",
            preferred_name="+1+1",
            record_number="00123",
            phone="-1",
            interpreter_or_helper="\uff1d1+1",
            signature="@SUM(1;1)",
            reason_duration="=1+1|calc",
            allergies=["http://example.org", "=cmd|' /C calc'!A0", "1/2", "_x0041_"],
            takes_no_medications="no",
            medications=[{"entered": "=1+1", "strength": "1e5", "how_often": "3-4"}],
        ),
        desk.record(stroke="not_sure", birth_date="skipped"),
    ]
    desk.export(records)
    desk.out = tmp_path / "xlsx"
    desk.export(records, "xlsx")
    desk.out = tmp_path / "csv"
    return desk


def opened(paths: list[Path], into: Path, *options: str, sheet: str = "") -> None:
    """Let LibreOffice open `paths` and write what it shows into the folder `into`."""
    into.mkdir()
    office = shutil.which("soffice")
    assert office, "this test needs LibreOffice Calc: apt-get install libreoffice-calc"
    done = subprocess.run(
        [
            office,
            f"-env:UserInstallation={(into / 'profile').as_uri()}",
            "--headless",
            *options,
            "--convert-to",
            f"{SHOWN}{sheet}",
            "--outdir",
            str(into),
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_csv_files_show_the_cells_that_were_written(desk: Desk, tmp_path: Path) -> None:
    tables = ("records", "medications", "flags", "more_answers", "codebook")
    shown = tmp_path / "shown"
    opened([desk.out / f"{table}.csv" for table in tables], shown, f"--infilter={AS_TEXT}")
    for table in tables:
        found = (shown / f"{table}.csv").read_text(encoding="utf-8")
        assert cells(found) == cells(desk.text(table))


def test_a_csv_file_opened_without_thought_runs_nothing(desk: Desk, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    opened([desk.out / "records.csv"], shown, f"--infilter={AS_PLAIN}")
    header, row, _ = cells((shown / "records.csv").read_text(encoding="utf-8"))
    found = dict(zip(header, row, strict=True))
    (written, _) = desk.table()
    typed = (
        "given_name",
        "family_name",
        "preferred_name",
        "phone",
        "interpreter_or_helper",
        "signature",
        "reason_duration",
        "allergies",
        "birth_date",
        "submitted_at",
    )
    assert {name: found[name] for name in typed} == {name: written[name] for name in typed}


def test_the_workbook_shows_the_same_cells_on_every_sheet(desk: Desk, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    opened([tmp_path / "xlsx" / "records.xlsx"], shown, sheet=",-1")
    for sheet in ("data", "medications", "flags", "more_answers", "codebook"):
        found = (shown / f"records-{sheet}.csv").read_text(encoding="utf-8")
        assert cells(found) == cells(desk.text("records" if sheet == "data" else sheet))
    assert "told_staff" in (shown / "records-notes.csv").read_text(encoding="utf-8")
