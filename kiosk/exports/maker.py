"""Records into the files of one format, in a folder where nobody looks yet.

Runs in the process that opens the records or beside it, and so takes and returns plain values.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from kiosk.exports import long
from kiosk.exports.cell import safe
from kiosk.exports.codebook import HEADER, codebook, no_longer_asked
from kiosk.exports.deidentify import Deidentifier, kept_questions
from kiosk.exports.fields import Column
from kiosk.exports.folder import digest
from kiosk.exports.manifest import Judging, describe, judging
from kiosk.exports.missing import MEANING
from kiosk.exports.reading import read
from kiosk.exports.shuffle import shuffled
from kiosk.exports.sinks import (
    CODEBOOK,
    DATA,
    FLAGS,
    MEDICATIONS,
    MORE,
    NOTES,
    ONE_ROW_IS,
    STAFF,
    AddRows,
    CsvFiles,
    Tables,
    csv_name,
    json_line,
    write_lines,
)
from kiosk.exports.values import MANIFEST, Damaged, ExportRow, File, Request, Row
from kiosk.exports.wide import Wide
from kiosk.model.protocol import Protocol

LINES = "records.jsonl"
BOOK = "records.xlsx"
_FAULTS = "unreadable"
UNREADABLE = csv_name(_FAULTS)
"""Records that could not be read, by id and why; there only when there are some."""

_CSV = tuple(csv_name(table) for table in (DATA, MEDICATIONS, FLAGS, STAFF, MORE, CODEBOOK))
NAMES = {"csv": _CSV, "jsonl": (LINES,), "xlsx": (BOOK,)}
"""The data files of each format."""

EVERY_NAME = frozenset((*_CSV, LINES, BOOK, UNREADABLE, MANIFEST))
"""Names that any export uses: a folder with one of them is taken."""

_AT_ONCE = 50
"""Records that go through the tables together: each table's work on many is a fifth less."""


@dataclass(frozen=True, slots=True)
class Made:
    """The finished files of an export, before they have their place."""

    files: tuple[File, ...]
    versions: Counter[Judging]
    unreadable: int
    notes: tuple[str, ...]


def make(
    rows: Iterable[ExportRow | Damaged],
    protocol: Protocol,
    request: Request,
    work: Path,
    total: int | None,
    earlier: tuple[Protocol, ...] = (),
) -> Made:
    """Write the data files into the folder `work`, a few records at a time. Raises OSError."""
    job = _Making(protocol, request, work, earlier)
    files = job.run(rows)
    return Made(files, job.versions, job.unreadable, job.notes(total))


class _Making:
    """One export while it is being made."""

    def __init__(
        self, protocol: Protocol, request: Request, work: Path, earlier: tuple[Protocol, ...]
    ) -> None:
        self._protocol = protocol
        self._earlier = earlier
        self._request = request
        self._work = work
        self._deidentifier = Deidentifier(protocol) if request.deidentified else None
        self._faults = CsvFiles(work)
        self.versions: Counter[Judging] = Counter()
        self.unreadable = 0

    def run(self, rows: Iterable[ExportRow | Damaged]) -> tuple[File, ...]:
        """Make every data file; what each is."""
        readable = self._readable(rows)
        if self._deidentifier:
            readable = shuffled(map(self._deidentifier.row, readable), self._work)
        if self._request.format == "jsonl":
            files = self._lines(readable)
        elif self._request.format == "csv":
            files = self._csv(readable)
        else:
            files = self._book(readable)
        self._faults.close()
        faults = (self._file(name, count) for name, count in self._faults.rows.items())
        return (*files, *faults)

    def notes(self, total: int | None) -> tuple[str, ...]:
        """What a reader of the export has to know beside the codebook."""
        counted = self.versions.total()
        found = ["1 record." if counted == 1 else f"{counted} records."]
        if self.unreadable:
            found.append(
                f"Further records that could not be read: {self.unreadable}, see {UNREADABLE}."
            )
        if total is not None and total != counted + self.unreadable:
            found.append(f"The filter had found {total} records when the export began.")
        if self._deidentifier:
            found += self._deidentifier.notes()
        return tuple(found)

    def _readable(self, rows: Iterable[ExportRow | Damaged]) -> Iterator[Row]:
        add_fault = None
        for given in rows:
            row = read(given)
            if isinstance(row, Row):
                self.versions[judging(row.record)] += 1
                yield row
            else:
                if add_fault is None:
                    add_fault = self._faults.table(_FAULTS, ("record_id", "why"))
                add_fault([self._fault(row)])
                self.unreadable += 1

    def _fault(self, damaged: Damaged) -> tuple[str, str]:
        if self._deidentifier:
            return (str(uuid.uuid4()), "could not be read")
        return (safe(damaged.id), safe(damaged.why))

    def _lines(self, rows: Iterator[Row]) -> tuple[File, ...]:
        hidden = self._request.deidentified
        lines = (json_line(row, deidentified=hidden) for row in rows)
        return (self._file(LINES, write_lines(self._work / LINES, lines)),)

    def _csv(self, rows: Iterator[Row]) -> tuple[File, ...]:
        files = CsvFiles(self._work)
        try:
            self._tables(rows, files)
        finally:
            files.close()
        return tuple(self._file(name, count) for name, count in files.rows.items())

    def _book(self, rows: Iterator[Row]) -> tuple[File, ...]:
        # XlsxWriter is needed for this format alone.
        from kiosk.exports.workbook import Workbook

        book = Workbook(self._work / BOOK, self._request.now)
        self._tables(rows, book)
        add = book.table(NOTES, ("note", "value"))
        add((note, safe(value)) for note, value in self._sheet_of_notes())
        book.close()
        return (self._file(BOOK, book.rows[DATA], sheets=book.rows),)

    def _tables(self, rows: Iterator[Row], tables: Tables) -> None:
        form = self._protocol.questionnaire
        asked = kept_questions(form.questions) if self._deidentifier else form.questions
        wide = Wide(self._protocol, asked, self._request.deidentified, self._earlier)
        more = long.More(asked)
        add_data = tables.table(DATA, wide.header, _numeric(wide.columns))
        add_medication = _begun(tables, MEDICATIONS, long.MEDICATIONS)
        add_flag = _begun(tables, FLAGS, long.FLAGS)
        add_entry = _begun(tables, STAFF, long.STAFF)
        add_more = _begun(tables, MORE, long.MORE)
        while some := list(islice(rows, _AT_ONCE)):
            told = [wide.cells(row) for row in some]
            add_data(cells for cells, _ in told)
            add_medication(chain.from_iterable(map(long.medications, some)))
            add_flag(chain.from_iterable(map(long.flags, some)))
            add_entry(chain.from_iterable(map(long.staff_entries, some)))
            misfits = (found for _, found in told)
            add_more(chain.from_iterable(map(more.rows, some, misfits)))
        add_lines = tables.table(CODEBOOK, HEADER)
        forms = {p.version: p.questionnaire for p in (self._protocol, *self._earlier)}
        add_lines(codebook(form, wide, forms))
        if not self._deidentifier:
            # Of these, nothing is in a de-identified export.
            add_lines(no_longer_asked(form, forms))

    def _sheet_of_notes(self) -> Iterator[tuple[str, str]]:
        request, protocol = self._request, self._protocol
        empty = describe(
            request,
            protocol,
            self.versions,
            unreadable=self.unreadable,
            expected=None,
            files=(),
            notes=(),
        )
        yield "form and protocol", f"{protocol.id} {protocol.version}, {protocol.digest}"
        yield "exported at", empty.exported_at
        yield "exported by", empty.staff
        yield "why", empty.reason
        for key, value in empty.filter.items():
            yield f"filter: {key}", value
        for judged in empty.versions:
            yield (
                f"records of form {judged.form} {judged.form_version}",
                f"{judged.records}, judged by protocol version {judged.protocol_version}",
            )
        for note in self.notes(None):
            yield "note", note
        for sheet, row in ONE_ROW_IS.items():
            yield f"sheet: {sheet}", f"One row is {row}."
        for code, meaning in MEANING.items():
            yield f"code: {code}", meaning

    def _file(self, name: str, rows: int, sheets: dict[str, int] | None = None) -> File:
        path = self._work / name
        return File(
            name=name, bytes=path.stat().st_size, sha256=digest(path), rows=rows, sheets=sheets
        )


def _begun(tables: Tables, name: str, columns: tuple[Column, ...]) -> AddRows:
    return tables.table(name, tuple(column.name for column in columns), _numeric(columns))


def _numeric(columns: tuple[Column, ...]) -> frozenset[int]:
    return frozenset(place for place, column in enumerate(columns) if column.numeric)
