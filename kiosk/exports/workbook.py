"""Tables into one XLSX workbook, a sheet each, in constant memory.

Columns of numbers hold numbers, so that a program can count with them; their missing-data codes and
everything else are strings. Nothing is a formula, a link or a date that a program may reformat.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from kiosk.exports.folder import MODE
from kiosk.exports.sinks import AddRows

MOST_ROWS = 1_048_576
"""Rows of a sheet, header included; a table that is longer goes on in a further sheet."""

MOST_CHARACTERS = 32_767
"""Characters of a cell."""

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
"""What a spreadsheet program shows as it was written; fifteen digits are exact in a float."""

_NARROW = 12
_WIDE = dict.fromkeys(("meaning", "values", "reason", "value", "title", "asked_when"), 60) | {
    "submitted_at": 26,
    "answered_at": 26,
    "question": 26,
    "column": 32,
    "note": 28,
}
"""Columns wider than their header, in characters."""

CUT = " [cut: the CSV export has the whole text]"


class Workbook:
    """A new workbook at `path`; its temporary files, which hold the same data, stay beside it."""

    def __init__(self, path: Path, made: datetime.datetime, most_rows: int = MOST_ROWS) -> None:
        path.touch(mode=MODE, exist_ok=False)
        self._most = most_rows
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.use_zip64()
        self._book.set_properties({"created": made.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._extent: dict[Worksheet, tuple[int, int]] = {}
        """Last line and column of each sheet."""
        self.rows: dict[str, int] = {}

    def table(self, name: str, header: Sequence[str], numeric: Collection[int] = ()) -> AddRows:
        """Begin the sheet `name`."""
        self.rows[name] = 0
        write = self._sheet(name, header, numeric)
        line = 0
        parts = 1

        def add(rows: Iterable[Sequence[str]]) -> None:
            nonlocal write, line, parts
            for cells in rows:
                if line + 1 == self._most:
                    parts += 1
                    write, line = self._sheet(f"{name} {parts}", header, numeric), 0
                line += 1
                write(line, cells)
                self.rows[name] += 1

        return add

    def close(self) -> None:
        """Put the workbook together. Raises OSError."""
        for sheet, (line, column) in self._extent.items():
            sheet.autofilter(0, 0, line, column)
        try:
            self._book.close()
        except FileCreateError as problem:
            cause = problem.__context__
            raise (cause if isinstance(cause, OSError) else OSError(str(problem))) from None

    def _sheet(
        self, name: str, header: Sequence[str], numeric: Collection[int]
    ) -> Callable[[int, Sequence[str]], None]:
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        self._extent[sheet] = (0, len(header) - 1)
        last = f"A1:XFD{MOST_ROWS}"
        sheet.ignore_errors({"number_stored_as_text": last, "two_digit_text_year": last})
        for place, title in enumerate(header):
            sheet.set_column(place, place, _WIDE.get(title, max(len(title) + 4, _NARROW)))
            sheet.write_string(0, place, title, self._bold)

        def write(line: int, cells: Sequence[str]) -> None:
            self._extent[sheet] = (line, len(header) - 1)
            for place, text in enumerate(cells):
                if place in numeric and _NUMBER.fullmatch(text):
                    sheet.write_number(line, place, float(text))
                elif text:
                    sheet.write_string(line, place, _fitting(text))

        return write


def _fitting(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: MOST_CHARACTERS - len(CUT)] + CUT
