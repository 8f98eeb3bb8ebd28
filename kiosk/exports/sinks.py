"""Tables into files: comma-separated, and one JSON object a line. The workbook has its own module."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from kiosk.exports.folder import private
from kiosk.exports.values import Row
from kiosk.model.record import Record

DATA, MEDICATIONS, FLAGS, STAFF, MORE, CODEBOOK, NOTES = TABLES = (
    "data",
    "medications",
    "flags",
    "staff_entries",
    "more_answers",
    "codebook",
    "notes",
)

ONE_ROW_IS = {
    DATA: "a record: every question in columns",
    MEDICATIONS: "a medicine of a record",
    FLAGS: "a flag of a record",
    STAFF: "a decision, a correction, a note or a measurement by staff",
    MORE: "an entry of a list, or an answer that no longer counts",
    CODEBOOK: "a column of the other sheets, and what it means",
}

_BUFFER = 1 << 18
"""Bytes of a file that are held back; a wide row alone is 3 kB."""

AddRows = Callable[[Iterable[Sequence[str]]], None]


class Tables(Protocol):
    """Where tables go: a file each, or a sheet each."""

    def table(self, name: str, header: Sequence[str], numeric: Collection[int] = ()) -> AddRows:
        """Begin the table `name`; the result takes its rows in order, some at a time.

        `numeric`: places of the columns whose numbers a program may compute with.
        """

    def close(self) -> None:
        """Finish every table."""


class CsvFiles:
    """A file a table: UTF-8 with a byte-order mark, CRLF, every cell in quotes.

    The quotes keep a cell whole where a spreadsheet program expects another separator.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self.rows: dict[str, int] = {}

    def table(
        self,
        name: str,
        header: Sequence[str],
        numeric: Collection[int] = (),  # noqa: ARG002 - CSV has only text
    ) -> AddRows:
        """Begin `name`.csv (`records.csv` for the data)."""
        file_name = csv_name(name)
        file = self._stack.enter_context(
            open(self._folder / file_name, "xb", buffering=_BUFFER, opener=private)  # noqa: SIM115 - the stack closes it
        )
        file.write(BOM_UTF8 + _line(header).encode())
        self.rows[file_name] = 0

        def add(rows: Iterable[Sequence[str]]) -> None:
            lines = [_line(cells) for cells in rows]
            file.write("".join(lines).encode())
            self.rows[file_name] += len(lines)

        return add

    def close(self) -> None:
        """Close the files."""
        self._stack.close()


def _line(cells: Sequence[str]) -> str:
    """`cells` as RFC 4180 has it; they hold no line breaks. A tenth of the csv module's time."""
    line = '","'.join(cells)
    if line.count('"') != 2 * (len(cells) - 1):
        line = '","'.join(cell.replace('"', '""') for cell in cells)
    return f'"{line}"\r\n'


def csv_name(table: str) -> str:
    """The file of a table."""
    return "records.csv" if table == DATA else f"{table}.csv"


def as_object(record: Record, status: str) -> dict[str, Any]:
    """A record as the contract's JSON Lines export writes it, in JSON types."""
    judged = record.assessment.model_dump(mode="json")
    return {**_head(record, status), "assessment": judged, **_tail(record)}


def json_line(row: Row, *, deidentified: bool) -> bytes:
    """`as_object` as a line, with the age when it is all that is left of the birth date."""
    record = row.record
    head = _head(record, row.status)
    tail = _tail(record)
    if deidentified:
        tail["age"] = row.age or None
    try:
        text = _joined(head, record.assessment.model_dump_json(), tail, ascii_only=False)
        return text.encode() + b"\n"
    except ValueError:
        # Half of a surrogate pair has no UTF-8; its JSON escape keeps it.
        judged = json.dumps(record.assessment.model_dump(mode="python"))
        return _joined(head, judged, tail, ascii_only=True).encode() + b"\n"


def _head(record: Record, status: str) -> dict[str, Any]:
    return {
        "id": record.id,
        "submitted_at": record.submitted_at,
        "status": status,
        "form": record.form.id,
        "language": record.language,
        "answers": record.answers,
        "withdrawn": record.withdrawn,
    }


def _tail(record: Record) -> dict[str, Any]:
    """What only some records have, beyond the contract's keys."""
    tail: dict[str, Any] = {}
    if record.answered_at != record.submitted_at:
        tail["answered_at"] = record.answered_at
    if record.measured:
        tail["measured"] = record.measured.model_dump(mode="json", exclude_none=True)
    if record.helped_by_staff:
        tail["helped_by_staff"] = True
    if record.filled_in_by_staff:
        tail["filled_in_by_staff"] = list(record.filled_in_by_staff)
    if record.transcribed_by:
        tail["transcribed_by"] = record.transcribed_by
    if record.decisions:
        tail["decisions"] = [each.model_dump(mode="json") for each in record.decisions]
        tail["decision_outdated"] = record.decision_outdated
    if record.addenda:
        tail["addenda"] = [each.model_dump(mode="json") for each in record.addenda]
    if record.synthetic:
        tail["synthetic"] = True
    return tail


def _joined(head: dict[str, Any], judged: str, tail: dict[str, Any], *, ascii_only: bool) -> str:
    """One object out of its parts; the assessment comes as text, since it is the most of it."""
    first = json.dumps(head, ensure_ascii=ascii_only, separators=(",", ":"))
    last = json.dumps(tail, ensure_ascii=ascii_only, separators=(",", ":"))
    rest = f",{last[1:]}" if tail else "}"
    return f'{first[:-1]},"assessment":{judged}{rest}'


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write `lines` to a new file; how many there were."""
    count = 0
    with open(path, "xb", opener=private) as file:
        for line in lines:
            file.write(line)
            count += 1
    return count
