"""A record and its protocol to a PDF."""

from typing import Literal

from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.summary.blocks import sheet
from kiosk.summary.fonts import colour_profile, faces
from kiosk.summary.ink import SIZES
from kiosk.summary.legible import legible
from kiosk.summary.notation import moment
from kiosk.summary.page import Composed, compose
from kiosk.summary.tags import Document, Facts

PageName = Literal["letter", "a4"]


def render(
    record: Record,
    protocol: Protocol,
    *,
    page_size: PageName = "letter",
    for_patient: bool = False,
) -> bytes:
    """The provider's page of `record` as a PDF/A-1b file.

    Raises BadFile when a font of the page is missing or damaged.
    """
    return drawn(record, protocol, page_size=page_size, for_patient=for_patient).pdf


def drawn(
    record: Record,
    protocol: Protocol,
    *,
    page_size: PageName = "letter",
    for_patient: bool = False,
) -> Composed:
    """Like `render`, with where each text was drawn, for the layout audit."""
    document = Document(
        Facts(
            title="Intake summary for provider review",
            subject="Provisional: not an order",
            language="en-US",
            moment=moment(record.submitted_at),
            seed=f"{record.id} {record.submitted_at} {page_size} {for_patient}",
        )
    )
    return compose(sheet(record, protocol), document, SIZES[page_size])


def warm_up() -> None:
    """Read the fonts and make their shared subset, so that the first page does not wait for it."""
    faces()
    colour_profile()
    legible("é")
