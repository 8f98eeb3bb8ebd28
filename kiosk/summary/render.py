"""A record and its protocol to a PDF."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.summary.blocks import sheet
from kiosk.summary.blocks.daily import Day, day_sheet
from kiosk.summary.blocks.handout import handout
from kiosk.summary.blocks.paper import paper
from kiosk.summary.blocks.trends import PastScore
from kiosk.summary.fonts import colour_profile, faces
from kiosk.summary.ink import SIZES, Composed
from kiosk.summary.legible import legible
from kiosk.summary.notation import moment
from kiosk.summary.page import compose, compose_day, compose_handout, compose_paper
from kiosk.summary.tags import Document, Facts

_NO_DATE = "2000-01-01T00:00:00+00:00"
"""For files that are about no day: a PDF needs one."""

PageName = Literal["letter", "a4"]


def render(
    record: Record,
    protocol: Protocol,
    *,
    page_size: PageName = "letter",
    for_patient: bool = False,
    clinic_phone: str = "",
    earlier: Sequence[PastScore] = (),
) -> bytes:
    """The provider's page of `record` as a PDF/A-1b file, or the patient's own sheet.

    `clinic_phone` stands on the patient's sheet only; without one it names the front desk. `earlier`:
    scores of the same person's earlier visits, drawn on the provider's second page. Raises BadFile
    when a font of the page is missing or damaged.
    """
    return drawn(
        record,
        protocol,
        page_size=page_size,
        for_patient=for_patient,
        clinic_phone=clinic_phone,
        earlier=earlier,
    ).pdf


def drawn(
    record: Record,
    protocol: Protocol,
    *,
    page_size: PageName = "letter",
    for_patient: bool = False,
    clinic_phone: str = "",
    earlier: Sequence[PastScore] = (),
) -> Composed:
    """Like `render`, with where each text was drawn, for the layout audit."""
    seed = f"{record.id} {record.submitted_at} {page_size}"
    date = moment(record.submitted_at)
    with _without_collections():
        if for_patient:
            own = handout(record, protocol, clinic_phone)
            facts = Facts(own.title, own.expect_title, record.language, date, f"{seed} own")
            return compose_handout(own, Document(facts), SIZES[page_size])
        title, subject = "Intake summary for provider review", "Provisional: not an order"
        facts = Facts(title, subject, "en-US", date, seed)
        return compose(sheet(record, protocol, earlier), Document(facts), SIZES[page_size])


def daily_sheet(facts: Day, *, page_size: PageName = "letter") -> bytes:
    """How a day went, on one page, as a PDF/A-1b file. It names no patient."""
    return drawn_daily_sheet(facts, page_size=page_size).pdf


def drawn_daily_sheet(facts: Day, *, page_size: PageName = "letter") -> Composed:
    """Like `daily_sheet`, with where each text was drawn, for the layout audit."""
    about = day_sheet(facts)
    seed = f"{facts.on} {facts.made_at} {facts.audit_mac} {page_size}"
    said = Facts(about.title, "Counts of one day", "en-US", moment(facts.made_at), seed)
    return compose_day(about, Document(said), SIZES[page_size])


def paper_form(
    protocol: Protocol,
    *,
    language: str = "en",
    page_size: PageName = "letter",
    clinic: str = "",
    clinic_phone: str = "",
) -> bytes:
    """The questionnaire of `protocol` as a form to fill in with a pen, as a PDF/A-1b file.

    Raises KeyError for a language that the form's own words are not written in.
    """
    return drawn_paper_form(
        protocol, language=language, page_size=page_size, clinic=clinic, clinic_phone=clinic_phone
    ).pdf


def drawn_paper_form(
    protocol: Protocol,
    *,
    language: str = "en",
    page_size: PageName = "letter",
    clinic: str = "",
    clinic_phone: str = "",
) -> Composed:
    """Like `paper_form`, with where each text was drawn, for the layout audit."""
    form = paper(protocol, language, clinic, clinic_phone)
    seed = f"{protocol.digest} {language} {page_size} {clinic} {clinic_phone}"
    # Every copy of one version is the same file: it is dated by nothing but its content.
    facts = Facts(form.words["title"], form.version, language, moment(_NO_DATE), seed)
    return compose_paper(form, Document(facts), SIZES[page_size])


@contextmanager
def _without_collections() -> Iterator[None]:
    """Some milliseconds without rounds of the garbage collector, which cost a sixth of a page's time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def warm_up() -> None:
    """Read the fonts and make their shared subset, so that the first page does not wait for it.

    What is loaded by then stays for good, so it is taken out of the garbage collector's rounds: else
    a page now and then pays for walking through the whole vocabulary.
    """
    faces()
    colour_profile()
    legible("é")
    gc.collect()
    gc.freeze()
