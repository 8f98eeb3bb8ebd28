"""F10: the patient's process ends for the staff screen, and nothing that was entered goes with it."""

import pytest

from kiosk.intake import FrontDesk
from kiosk.model.answer import Answer, MedicationEntry
from kiosk.tui.ended import Exit
from kiosk.tui.screens.notices import ThanksPage
from tests.tui.conftest import Opens
from tests.tui.walk import skip_to


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("reason_duration", "two years"),
        ("allergies", ("two years",)),
        ("medications", (MedicationEntry(entered="two years"),)),
    ],
)
@pytest.mark.parametrize("before", [[], ["f1"], ["f2"]], ids=["typing", "help", "hidden"])
async def test_what_was_typed_is_kept_when_staff_come(
    desk: FrontDesk, opens: Opens, before: list[str], question: str, typed: Answer
) -> None:
    """On the page itself, and under the pages that may cover it; in a list before it is a line, too."""
    async with opens(desk) as patient:
        await skip_to(patient, question)
        await patient.type("two years")
        await patient.press(*before)
        await patient.pilot.press("f10")
        await patient.pilot.pause()
        assert patient.app.return_value == Exit.STAFF_WANTED
        assert patient.guide.intake is not None
        patient.guide.intake.let_go()  # as the end of the process would
    again = desk.resume_local()
    assert again is not None
    assert again.session.at == question
    assert again.session.answers[question] == typed


async def test_f10_without_an_intake_ends_for_staff_too(desk: FrontDesk, opens: Opens) -> None:
    async with opens(desk) as patient:
        await patient.pilot.press("f10")
        await patient.pilot.pause()
        assert patient.app.return_value == Exit.STAFF_WANTED


@pytest.mark.parametrize("urgent", ["no", "yes"])
async def test_who_typed_a_paper_form_is_not_thanked_as_a_patient(
    desk: FrontDesk, opens: Opens, urgent: str
) -> None:
    """Nor told to give the screen back; an urgent answer sends them to the patient."""
    desk.begin("en", transcribed_by="J. Park").let_go()
    async with opens(desk) as patient:
        assert "paper form" in patient.screen_text()
        await skip_to(patient, "consent_off_label", asq_1=urgent)
        await patient.press("3")
        assert patient.shows(ThanksPage)
        text = " ".join(patient.screen_text().split())
        assert "The paper form is typed in." in text
        assert ("see to the patient now" in text) == (urgent == "yes")
        assert "Thank you" not in text and "give this screen back" not in text
    (row,) = desk.store.list()
    assert row.urgent == (urgent == "yes")
