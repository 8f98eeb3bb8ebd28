"""A large export is written by a second process: the same files, and the same end when it goes wrong."""

import multiprocessing
from collections.abc import Iterator

import pytest

from kiosk.errors import KioskError
from kiosk.exports import Damaged, Format, verify_export
from kiosk.exports.handover import MANY
from kiosk.model.record import Record
from tests.durability.limits import limited_file_size
from tests.support.patients import TODAY
from tests.unit.exports.making import FORMATS, Desk


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_files_are_the_same(desk: Desk, form: Format) -> None:
    rows: list[Record | Damaged] = [
        desk.record(**TODAY),
        Damaged("x", "does not verify"),
        desk.record(stroke="not_sure"),
    ]
    small = desk.export(rows * 30, form)
    desk.out = desk.out.with_name("beside")
    large = desk.export(rows * 30, form, total=MANY)
    assert large.files == small.files
    assert large.versions == small.versions
    assert (large.records, large.unreadable) == (60, 30)
    assert verify_export(desk.out) == []


def test_the_workbook_too(desk: Desk) -> None:
    manifest = desk.export([desk.record()] * 3, "xlsx", total=MANY, deidentified=True)
    assert manifest.records == 3
    assert verify_export(desk.out) == []


def test_the_order_stays(desk: Desk) -> None:
    records = [desk.record(phone=str(number)) for number in range(120)]
    desk.export(records, total=MANY)
    assert [row["phone"] for row in desk.table()] == [str(number) for number in range(120)]


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_leaves_nothing_behind(desk: Desk, form: Format) -> None:
    records = [desk.record()] * 60
    with limited_file_size(20_000), pytest.raises(KioskError, match="nothing was exported"):
        desk.export(records, form, total=MANY)
    assert list(desk.out.iterdir()) == []
    assert multiprocessing.active_children() == []


def test_a_record_that_stops_the_export_ends_both(desk: Desk) -> None:
    def rows() -> Iterator[Record]:
        yield from [desk.record()] * 60
        raise KioskError("signed out")

    with pytest.raises(KioskError, match="signed out"):
        desk.export(rows(), total=MANY)
    assert list(desk.out.iterdir()) == []
    assert multiprocessing.active_children() == []


def test_a_fault_in_the_writer_names_its_kind_and_quotes_nothing(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """A body that no JSON could have held, from a program gone wrong."""
    record = desk.record(given_name="Zdenka")
    broken = record.model_copy(update={"answers": {**record.answers, "phone": {"Zdenka"}}})
    with pytest.raises(KioskError, match=r"ended \(TypeError\); nothing was exported"):
        desk.export([broken], "jsonl", total=MANY)
    assert list(desk.out.iterdir()) == []
    assert "Zdenka" not in "".join(capfd.readouterr())


def test_a_killed_writer_is_said_and_leaves_nothing_behind(desk: Desk) -> None:
    def rows() -> Iterator[Record]:
        yield from [desk.record()] * 60
        (writer,) = multiprocessing.active_children()
        writer.kill()
        writer.join()
        yield from [desk.record()] * 300

    with pytest.raises(KioskError, match="the writing process ended"):
        desk.export(rows(), total=MANY)
    assert list(desk.out.iterdir()) == []
