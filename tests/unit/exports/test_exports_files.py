"""The files as bytes: what a program that opens them has to rely on."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from kiosk.clinical.record import reassess
from kiosk.exports import as_object
from kiosk.exports.cell import plain_text, safe
from kiosk.exports.wide import Wide
from kiosk.exports.workbook import CUT, MOST_CHARACTERS, Workbook
from kiosk.model.record import Record
from tests.support.patients import TODAY
from tests.unit.exports.making import NOW, Desk, sheets

FORMULAS = (
    "=1+1",
    "+1 512 555 0100",
    "-1",
    "@SUM(A1)",
    "|calc",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\uff5cx",
    "\u22121",
    "'=1+1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_could_run_is_quoted_and_comes_back(text: str) -> None:
    cell = safe(text)
    assert cell == f"'{text}"
    assert plain_text(cell) == text


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "\u200b=1+1"])
def test_characters_that_hide_a_formula_are_gone(text: str) -> None:
    assert safe(text).lstrip(" ") in ("'=1+1", "' =1+1")


@pytest.mark.parametrize("text", ["Ana", "O'Brien", "'t Hooft", "2 a day", "Ñandú", "", "(+1) 512"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_csv_is_utf8_with_a_mark_crlf_and_quotes_around_every_cell(desk: Desk) -> None:
    desk.export([desk.record(given_name='Zoë "Z" Ñ;\t=1')])
    raw = (desk.out / "records.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == 2
    header, row = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
    assert row[header.index("given_name")] == 'Zoë "Z" Ñ; =1'
    assert '"Zoë ""Z"" Ñ; =1"' in raw.decode("utf-8-sig")


def test_a_name_that_is_a_formula_is_quoted_in_every_table(desk: Desk) -> None:
    evil = '=HYPERLINK("http://x")'
    record = desk.record(
        given_name=evil,
        allergies=[evil],
        takes_no_medications="no",
        medications=[{"entered": evil, "strength": evil, "how_often": evil}],
        changed={"family_name": evil},
    )
    desk.export([record])
    found = 0
    for path in desk.out.glob("*.csv"):
        for row in csv.reader(io.StringIO(desk.text(path.stem), newline="")):
            found += sum("HYPERLINK" in cell for cell in row)
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "|"))]
    assert found >= 6


def test_json_lines_is_one_file_of_the_contracts_objects(desk: Desk) -> None:
    records = [desk.record(**TODAY), desk.record(given_name="=x", aneurysm="yes")]
    desk.export(records, "jsonl")
    assert {path.name for path in desk.out.iterdir()} == {"records.jsonl", "manifest.json"}
    lines = (desk.out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert found == [as_object(record, "new") for record in records]
    keys = ["id", "submitted_at", "status", "form", "language", "answers", "withdrawn"]
    assert list(found[0]) == [*keys, "assessment"]
    assert found[1]["answers"]["given_name"] == "=x"
    assert "Díaz" in lines[0]


def test_a_line_holds_all_that_it_takes_to_judge_it_again(desk: Desk) -> None:
    record = desk.record(**{**TODAY, "aneurysm": "not_sure"}, allergies=["latex"])
    desk.export([record], "jsonl")
    line = json.loads((desk.out / "records.jsonl").read_text(encoding="utf-8"))
    given = {**record.model_dump(), "answers": line["answers"], "changes": record.changes}
    again = reassess(Record.model_validate(given), desk.protocol, desk.vocabulary)
    assert json.loads(again.to_json()) == line["assessment"]


def test_a_synthetic_record_says_so_in_every_format(desk: Desk) -> None:
    record = desk.record().model_copy(update={"synthetic": True})
    desk.export([record], "jsonl")
    assert json.loads((desk.out / "records.jsonl").read_text(encoding="utf-8"))["synthetic"] is True
    desk.out = desk.out.with_name("csv")
    desk.export([record])
    assert desk.table()[0]["synthetic"] == "1"


def test_half_a_character_does_not_stop_an_export(desk: Desk) -> None:
    """A body from another program may hold what has no UTF-8."""
    record = desk.record()
    odd = record.model_copy(update={"answers": {**record.answers, "given_name": "A\ud83d"}})
    desk.export([odd], "jsonl")
    line = json.loads((desk.out / "records.jsonl").read_text(encoding="utf-8"))
    assert line["answers"]["given_name"] == "A\ud83d"
    desk.out = desk.out.with_name("csv")
    desk.export([odd])
    assert desk.table()[0]["given_name"] == "A"


def test_the_workbook_has_the_cells_of_the_csv_files(desk: Desk) -> None:
    records = [
        desk.record(
            **TODAY,
            given_name="=1+1",
            record_number="00123",
            allergies=["latex", "http://example.org", "_x0041_"],
            takes_no_medications="no",
            medications=[{"entered": "blue pill"}],
        ),
        desk.record(stroke="not_sure"),
    ]
    desk.export(records, "xlsx")
    book = sheets(desk.out / "records.xlsx")
    assert list(book) == [
        "data", "medications", "flags", "staff_entries", "more_answers", "codebook", "notes",
    ]  # fmt: skip
    desk.out = desk.out.with_name("csv")
    desk.export(records)
    for sheet in ("data", "medications", "flags", "more_answers", "codebook"):
        rows = list(csv.reader(io.StringIO(desk.text("records" if sheet == "data" else sheet))))
        width = len(rows[0])
        assert [row + [""] * (width - len(row)) for row in book[sheet]] == rows
    notes = dict(book["notes"][1:])
    assert notes["exported by"] == "Robin"
    assert notes["code: told_staff"]


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "b.xlsx", NOW, most_rows=3)
    add = book.table("data", ["n"])
    add([str(number)] for number in range(2))
    add([str(number)] for number in range(2, 5))
    book.close()
    assert sheets(tmp_path / "b.xlsx") == {
        "data": [["n"], ["0"], ["1"]],
        "data 2": [["n"], ["2"], ["3"]],
        "data 3": [["n"], ["4"]],
    }
    assert book.rows == {"data": 5}


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "b.xlsx", NOW)
    book.table("data", ["n"])([["x" * (MOST_CHARACTERS + 1)]])
    book.close()
    (_, (cell,)) = sheets(tmp_path / "b.xlsx")["data"]
    assert cell.endswith(CUT)
    assert len(cell) == MOST_CHARACTERS


def test_numbers_can_be_counted_with_and_nothing_else_becomes_one(tmp_path: Path) -> None:
    """A mean of scores works at once; 00123 and 1e5 stay what they are."""
    book = Workbook(tmp_path / "b.xlsx", NOW)
    add = book.table("data", ["score", "typed"], numeric={0})
    texts = ("14", "33.1", "not_sure", "00123", "1e5", "nan", "90+", "-1", "")
    add([text, "14"] for text in texts)
    book.close()
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><v>([^<]*)</v>', xml) == [
        ("A2", "14"),
        ("A3", "33.1"),
    ]


def test_columns_of_numbers_are_scores_counts_and_measures(desk: Desk) -> None:
    wide = Wide(desk.protocol, desk.protocol.questionnaire.questions, deidentified=False)
    numeric = {
        name for name, column in zip(wide.header, wide.columns, strict=True) if column.numeric
    }
    assert {
        "phq9_score", "phq9_1", "age", "weight_kg", "urgent", "flags_withhold", "minutes_taken",
        "other_reasons__ptsd", "measured_systolic", "dose_mg_low",
    } <= numeric  # fmt: skip
    assert not numeric & {
        "record_id",
        "record_number",
        "phone",
        "birth_date",
        "stroke",
        "given_name",
    }
    assert wide.header.index("family_name") < wide.header.index("disposition")
