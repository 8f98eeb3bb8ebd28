"""Handing the summary over as the clinic chose: into a folder, to a printer, or not at all.

The page is made from the record in hand. What goes wrong is raised: whether staff hear of it, and what
the record's status becomes, is the caller's.
"""

from contextlib import suppress
from pathlib import Path

from kiosk.files import put_whole, sync_folder
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.settings import Settings


def hand_over(record: Record, protocol: Protocol, settings: Settings) -> str:
    """Where the summary went: a file, a print queue, or `staff`, who print it from the record.

    Raises KioskError or OSError when it did not get there.
    """
    kind, target = settings.delivers_to
    if kind == "staff":
        return "staff"
    # ReportLab takes longer to import than the first screen may take to appear.
    from kiosk.summary import render
    from kiosk.summary.printer import print_pdf

    page = render(record, protocol, page_size=settings.page_size)
    if kind == "folder":
        return write_summary(Path(target).expanduser(), record, page)
    print_pdf(page, target, settings.page_size)
    return target


def write_summary(folder: Path, record: Record, page: bytes) -> str:
    """Write the PDF into `folder` under a name of date and id only; whole or not at all.

    A page printed again takes the place of the one before. Raises OSError. Readable by this account
    only: it is a patient's record in clear.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{record.submitted_at[:10]}_{record.id}.pdf"
    put_whole(path, page)
    with suppress(OSError):
        # Some network folders cannot do this; the page is there, and can be printed again.
        sync_folder(folder)
    return str(path)
