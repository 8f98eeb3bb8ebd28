"""Tables into one XLSX workbook, a sheet each, in constant memory.

Every cell is a string: nothing is a formula, a link or a number that a program may round or reformat.
"""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from kiosk.exports.folder import MODE
from kiosk.exports.sinks import AddRow

MOST_ROWS = 1_048_576
"""Rows of a sheet, header included; a table that is longer goes on in a further sheet."""

MOST_CHARACTERS = 32_767
"""Characters of a cell."""

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
        self.rows: dict[str, int] = {}

    def table(self, name: str, header: Sequence[str]) -> AddRow:
        """Begin the sheet `name`."""
        self.rows[name] = 0
        write = self._sheet(name, header)
        line = 0
        parts = 1

        def add(cells: Sequence[str]) -> None:
            nonlocal write, line, parts
            if line + 1 == self._most:
                parts += 1
                write, line = self._sheet(f"{name} {parts}", header), 0
            line += 1
            write(line, cells)
            self.rows[name] += 1

        return add

    def close(self) -> None:
        """Put the workbook together. Raises OSError."""
        try:
            self._book.close()
        except FileCreateError as problem:
            cause = problem.__context__
            raise (cause if isinstance(cause, OSError) else OSError(str(problem))) from None

    def _sheet(self, name: str, header: Sequence[str]) -> Callable[[int, Sequence[str]], None]:
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        last = f"A1:XFD{MOST_ROWS}"
        sheet.ignore_errors({"number_stored_as_text": last, "two_digit_text_year": last})

        def write(line: int, cells: Sequence[str]) -> None:
            for place, text in enumerate(cells):
                if text:
                    sheet.write_string(line, place, _fitting(text))

        for place, text in enumerate(header):
            sheet.write_string(0, place, text, self._bold)
        return write


def _fitting(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: MOST_CHARACTERS - len(CUT)] + CUT
