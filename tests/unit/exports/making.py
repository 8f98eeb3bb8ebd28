"""Records of invented patients, and exports of them read back as a program would."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kiosk.clinical.record import make_record
from kiosk.exports import Damaged, ExportRow, Format, Manifest, Request, export
from kiosk.interview.check import check_answer
from kiosk.interview.session import Session
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Withdrawn
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from tests.support.patients import ANSWERED_AT, answers

FORMATS: tuple[Format, ...] = ("csv", "jsonl", "xlsx")
NOW = datetime.datetime.fromisoformat("2026-11-23T09:30:00-06:00")
ID = "0b8f2c1e-6a51-4d0e-9c6e-2f3a4b5c6d7e"
REQUEST = Request("csv", NOW, "Robin", "quality review", audit_count=7, audit_mac="ab12")


def taken(
    protocol: Protocol,
    vocabulary: Vocabulary,
    given: dict[str, Any],
    *,
    changed: dict[str, Any] | None = None,
    answered_at: str = ANSWERED_AT,
    record_id: str = ID,
    **more: Any,
) -> Record:
    """The record of exactly `given`; `changed` are answers that were taken back before."""
    form = protocol.questionnaire

    def typed(question: str, raw: Any) -> Any:
        item = form.by_id[question]
        return check_answer(item, form.options(item), raw)

    session = Session(
        form,
        "en",
        {question: typed(question, raw) for question, raw in given.items()},
        tuple(
            Withdrawn(question=question, answer=typed(question, raw), cause="changed")
            for question, raw in (changed or {}).items()
        ),
    )
    return make_record(
        protocol, vocabulary, session, answered_at=answered_at, record_id=record_id, **more
    )


class Desk:
    """Takes patients in and exports them into one folder."""

    def __init__(self, protocol: Protocol, vocabulary: Vocabulary, out: Path) -> None:
        self.protocol = protocol
        self.vocabulary = vocabulary
        self.out = out

    def record(self, *, changed: dict[str, Any] | None = None, **changes: Any) -> Record:
        """The healthy patient with `changes`."""
        return taken(self.protocol, self.vocabulary, answers(**changes), changed=changed)

    def export(
        self,
        rows: Iterable[ExportRow | Damaged | Record],
        form: Format = "csv",
        *,
        total: int | None = None,
        earlier: tuple[Protocol, ...] = (),
        **request: Any,
    ) -> Manifest:
        """Export `rows`; a bare record counts as new."""
        asked = Request(
            **{
                "format": form,
                "now": REQUEST.now,
                "staff": REQUEST.staff,
                "reason": REQUEST.reason,
                "audit_count": REQUEST.audit_count,
                "audit_mac": REQUEST.audit_mac,
                **request,
            }
        )
        given = (ExportRow(row, "new") if isinstance(row, Record) else row for row in rows)
        return export(
            given, self.protocol, self.out, asked, total=total, progress=_silent, earlier=earlier
        )

    def table(self, name: str = "records") -> list[dict[str, str]]:
        """The rows of a CSV file by header."""
        return [dict(row) for row in csv.DictReader(io.StringIO(self.text(name), newline=""))]

    def text(self, name: str) -> str:
        """A CSV file as text, line ends untouched."""
        return (self.out / f"{name}.csv").read_bytes().decode("utf-8-sig")


def _silent(_done: int) -> None:
    """Nobody watches."""


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """The cells of a workbook by sheet, as its XML has them."""
    with zipfile.ZipFile(path) as book:
        listed = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in listed.iter(f"{_MAIN}sheet")]
        return {
            name: _cells(book.read(f"xl/worksheets/sheet{number}.xml"))
            for number, name in enumerate(names, start=1)
        }


def _cells(xml: bytes) -> list[list[str]]:
    rows = []
    for row in ElementTree.fromstring(xml).iter(f"{_MAIN}row"):
        cells: list[str] = []
        for cell in row:
            number = cell.find(f"{_MAIN}v")
            assert cell.find(f"{_MAIN}f") is None, "a formula"
            assert (cell.attrib.get("t") == "inlineStr") == (number is None), "no text, no number"
            column = _number(re.sub(r"\d", "", cell.attrib["r"]))
            cells += [""] * (column - len(cells) - 1)
            texts = [number] if number is not None else cell.iter(f"{_MAIN}t")
            text = "".join(part.text or "" for part in texts)
            cells.append(re.sub(r"_x005F(?=_x[0-9A-Fa-f]{4}_)", "", text))
        rows.append(cells)
    return rows


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def all_bytes(folder: Path) -> bytes:
    """Everything in a folder: file names and contents, workbooks unpacked."""
    found = [path.name.encode() for path in folder.rglob("*")]
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name) for name in book.namelist()]
        if path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)
