"""Handing the summary over as the clinic chose: into a folder, to a printer, or not at all.

The page is made from the record in hand. What goes wrong comes back in words for staff: whether they
hear of it, and what the record's status becomes, is the caller's.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.files import put_whole, sync_folder
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.summary import PastScore


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a summary."""

    where: str
    """A file, a print queue, or `staff`, who print it from the record."""
    problem: str = ""
    """One sentence that says what staff can do; empty when it got there. It names no patient."""

    @property
    def done(self) -> bool:
        """Whether it got there."""
        return not self.problem


def get_ready(settings: Settings) -> None:
    """Load what the first page needs, where this kiosk makes pages by itself.

    For a thread behind the welcome page: fonts and ReportLab take longer than a page may take to turn.
    """
    if settings.delivers_to[0] != "staff":
        from kiosk.summary import warm_up

        warm_up()


def hand_over(
    record: Record,
    protocol: Protocol,
    settings: Settings,
    *,
    for_patient: bool = False,
    earlier: "Sequence[PastScore]" = (),
) -> Delivery:
    """Make the page, or the patient's own sheet, and bring it where the clinic wants it.

    `earlier`: scores of the same person's earlier visits, known only while staff are signed in. Raises
    nothing that staff can mend.
    """

    def page() -> bytes:
        # ReportLab takes longer to import than the first screen may take to appear.
        from kiosk.summary import render

        return render(
            record,
            protocol,
            page_size=settings.page_size,
            for_patient=for_patient,
            clinic_phone=settings.phone,
            earlier=earlier,
        )

    return bring(page, _stem(record, for_patient=for_patient), settings)


def bring(page: Callable[[], bytes], stem: str, settings: Settings) -> Delivery:
    """Bring what `page` makes where the clinic wants its pages, in a folder under the name `stem`.

    Nothing is made where staff print from the record. Raises nothing that staff can mend.
    """
    kind, target = settings.delivers_to
    if kind == "staff":
        return Delivery("staff")
    from kiosk.summary.printer import print_pdf

    try:
        made = page()
        if kind == "folder":
            return Delivery(write_page(Path(target).expanduser(), stem, made))
        print_pdf(made, target, settings.page_size, sides=settings.sides)
    except KioskError as problem:
        return Delivery(target, problem.message)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return Delivery(
            target,
            f'The folder "{target}" cannot be written ({reason}). Look at it, then print again.',
        )
    return Delivery(target)


def _stem(record: Record, *, for_patient: bool) -> str:
    whose = "_patient" if for_patient else ""
    return f"{record.submitted_at[:10]}_{record.id}{whose}"


def write_page(folder: Path, stem: str, page: bytes) -> str:
    """Write the PDF `page` into `folder`, named by `stem`; whole or not at all. Its path.

    A page that says something else than the one before stands beside it (`…-2.pdf`). Raises OSError.
    Readable by this account only: it is a patient's record in clear.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.pdf" for number in count(1))
    path = next(path for name in names if _free(path := folder / name, page))
    put_whole(path, page)
    with suppress(OSError):
        # Some network folders cannot do this; the page is there, and can be printed again.
        sync_folder(folder)
    return str(path)


def _free(path: Path, page: bytes) -> bool:
    """Whether `page` may stand there: nothing does, or the same page."""
    return not path.exists() or path.read_bytes() == page
