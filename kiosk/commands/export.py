"""`kiosk records export` and `verify-export`: records into files, and whether the files still hold."""

import argparse
import sys
from pathlib import Path

from kiosk.backoffice.exporting import Wish, hand_over, was_made_here
from kiosk.backoffice.selection import Selection, select
from kiosk.commands.days import day_range
from kiosk.commands.progress import counted, progress
from kiosk.commands.staff import signed_in
from kiosk.exports import UNREADABLE, verify_export


def export_records(options: argparse.Namespace) -> int:
    """Files into a folder, with a manifest; the count first, progress on a terminal.

    1 when a record could not be read: the others are in the export, that one is named beside them.
    """
    since, until = day_range(options.since, options.until)
    wanted = Selection(
        since,
        until,
        options.form or "",
        options.form_version or "",
        frozenset(options.status or ()),
        frozenset(options.tier or ()),
        options.reviewed,
    )
    office = signed_in(options.staff)
    rows = select(office, wanted, progress("looking"))
    sys.stderr.write(f"{counted(len(rows), 'record')}\n")
    out = Path(options.out)
    wish = Wish(options.format, out, wanted, options.deidentified, options.reason)
    manifest = hand_over(office, rows, wish, progress("exporting"))
    if manifest.unreadable:
        sys.stderr.write(
            f"{manifest.unreadable} of them could not be read: see {out / UNREADABLE}\n"
        )
    return 1 if manifest.unreadable else 0


def verify_folder(options: argparse.Namespace) -> int:
    """Whether the files of an export are the ones its manifest names; with `--staff`, whether the audit
    has that manifest."""
    folder = Path(options.folder)
    problems = verify_export(folder)
    if options.staff and not was_made_here(signed_in(options.staff), folder):
        problems.append(f"{folder}: the audit has no export with this manifest")
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0
