"""`kiosk report`: what a clinic's intakes come to, as a table, as CSV files or as charts."""

import argparse
import shutil
import sys
from pathlib import Path

from kiosk.backoffice.reporting import report
from kiosk.commands.days import day_range
from kiosk.commands.progress import progress
from kiosk.commands.staff import signed_in
from kiosk.errors import KioskError
from kiosk.report import as_text, write_charts, write_tables


def report_verb(options: argparse.Namespace) -> int:
    """The table on stdout; files go into `--out`, and their names to stdout."""
    since, until = day_range(options.since, options.until)
    if options.format != "table" and not options.out:
        raise KioskError(f"report: --format {options.format}: expected --out DIR with it")
    if options.format == "table" and options.out:
        raise KioskError("report: --out: expected --format csv, png or svg with it")
    found = report(signed_in(options.staff), since, until, progress("counting"))
    if options.format == "table":
        width = shutil.get_terminal_size().columns
        sys.stdout.write(as_text(found, width=width, block=_block(), words=True))
        return 0
    if options.format == "csv":
        written = write_tables(found, Path(options.out), words=options.typed_words)
    else:
        written = write_charts(found, Path(options.out), options.format)
    if not written:
        sys.stderr.write("nothing to draw: there are no intakes\n")
    sys.stdout.writelines(f"{path}\n" for path in written)
    return 0


def _block() -> str:
    """A full block where the terminal can show one."""
    try:
        "█…".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return "#"
    return "█"
