"""Reports as files: whole, private, readable in black and white, and free of typed words."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from kiosk.errors import KioskError
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.report import Report, write_charts, write_tables
from tests.durability.limits import limited_file_size
from tests.unit.report.test_report_counts import Counting

TYPED = "=the pill of Ana Quillfeather"


@pytest.fixture(scope="module")
def report(protocol: Protocol, vocabulary: Vocabulary) -> Report:
    counting = Counting(protocol, vocabulary)
    listed = [{"entered": TYPED}, {"entered": "gabapentin"}]
    return counting.report(
        counting.record(takes_no_medications="no", medications=listed, aneurysm="yes"),
        counting.record(main_reason="ptsd", sleep_apnea="yes", minutes=31),
        abandoned=("stroke",),
    )


def test_every_table_opens_with_its_numbers(report: Report, tmp_path: Path) -> None:
    written = write_tables(report, tmp_path / "out", words=False)
    assert {path.name for path in written} == {
        "summary.csv", "reasons.csv", "results.csv", "flags.csv",
        "minutes.csv", "medicines.csv", "not_finished.csv", "days.csv",
    }  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    tables = {path.stem: _rows(path) for path in written}
    summary = {row["measure"]: row["number"] for row in tables["summary"]}
    assert (summary["intakes"], summary["medicines not recognised"]) == ("2", "1")
    assert {row["code"]: row["intakes"] for row in tables["reasons"]} == {
        "depression": "1",
        "ptsd": "1",
    }
    assert {"aneurysm", "sleep_apnea"} <= {row["rule"] for row in tables["flags"]}
    assert {row["code"]: row["entries"] for row in tables["medicines"]} == {
        "recognised": "1", "ambiguous": "0", "unmatched": "1",
    }  # fmt: skip
    assert tables["not_finished"][0]["code"] == "stroke"


def test_typed_words_are_written_only_when_asked_for(report: Report, tmp_path: Path) -> None:
    """They may name a patient, and a report travels."""
    write_tables(report, tmp_path / "plain", words=False)
    write_charts(report, tmp_path / "plain", "svg")
    for path in (tmp_path / "plain").iterdir():
        assert b"quillfeather" not in path.read_bytes().lower()
    write_tables(report, tmp_path / "asked", words=True)
    (row,) = _rows(tmp_path / "asked" / "typed_medicines.csv")
    assert row == {"typed": f"'{TYPED.casefold()}", "times": "1"}


def test_a_chart_shows_each_number_and_no_colour(report: Report, tmp_path: Path) -> None:
    drawn = write_charts(report, tmp_path / "out", "svg")
    assert {path.name for path in drawn} >= {"reasons.svg", "flags.svg", "minutes.svg"}
    for path in drawn:
        picture = ElementTree.parse(path).getroot()
        texts = [element.text for element in picture.iter() if element.tag.endswith("text")]
        assert "1" in texts or "2" in texts
        width = float(picture.attrib["width"])
        for bar in picture.iter("{http://www.w3.org/2000/svg}rect"):
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= width
    medicines = (tmp_path / "out" / "medicines.svg").read_text(encoding="utf-8")
    for said in ("Medicines not recognised", "2 entries of medicine lists", "in 1 of 2 intakes"):
        assert said in medicines
    flags = (tmp_path / "out" / "flags.svg").read_text(encoding="utf-8")
    assert "contraindication" in flags
    for path in write_charts(report, tmp_path / "out", "png"):
        with Image.open(path) as image:
            red, green, blue = image.convert("RGB").split()
            assert red.tobytes() == green.tobytes() == blue.tobytes()
            shades = image.convert("L").tobytes()
            assert min(shades) < 80
            assert max(shades) == 255


def test_a_full_disk_leaves_no_file(report: Report, tmp_path: Path) -> None:
    with limited_file_size(300), pytest.raises(KioskError, match="nothing was exported"):
        write_charts(report, tmp_path / "out", "svg")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_report_never_replaces_a_file(report: Report, tmp_path: Path) -> None:
    (tmp_path / "flags.csv").write_text("mine")
    with pytest.raises(KioskError, match=r"flags\.csv"):
        write_tables(report, tmp_path, words=False)
    assert [path.name for path in tmp_path.iterdir()] == ["flags.csv"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
