"""A short code from staff: confirmed by the patient, shown again at its questions, never a list."""

from kiosk.intake import FrontDesk
from kiosk.records.tickets import Tickets
from kiosk.tui.screens.expected import ExpectedPage
from kiosk.tui.screens.resume import ResumePage
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.widgets.field import Entry
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import skip_to

ZDENKA = {"given_name": "Zdenka", "family_name": "Quillfeather", "birth_date": "1984-03-02"}


async def enter(patient: Patient, code: str) -> None:
    """From welcome: "I have a code", then the code in the first box."""
    await patient.touch("I have a code")
    assert patient.shows(ResumePage)
    patient.page.query(Entry).first().value = ""
    await patient.type(code)
    await patient.touch("Go on")


async def test_the_patient_confirms_and_finds_the_name_at_its_question(
    desk: FrontDesk, opens: Opens
) -> None:
    code = Tickets(desk.home).issue(ZDENKA)[1]
    async with opens(desk) as patient:
        await enter(patient, code.lower())
        assert patient.shows(ExpectedPage)
        shown = patient.screen_text()
        assert "Zdenka Quillfeather" in shown
        assert "March 2, 1984" in shown
        await patient.press("1")
        assert patient.at == "emergency_symptoms"
        await skip_to(patient, "given_name")
        boxes = [box.value for box in patient.page.query(Entry)]
        assert boxes[:2] == ["Zdenka", "Quillfeather"]
        assert patient.guide.intake is not None
        assert set(patient.guide.intake.session.filled_in) == set(ZDENKA)


async def test_a_wrong_code_shows_nobody_and_no_is_no_beginning(
    desk: FrontDesk, opens: Opens
) -> None:
    code = Tickets(desk.home).issue(ZDENKA)[1]
    async with opens(desk) as patient:
        await enter(patient, "CCC-CCC")
        assert patient.shows(ResumePage)
        assert "opens nothing here" in patient.screen_text()
        assert "Zdenka" not in patient.screen_text()
    async with opens(desk) as patient:
        await enter(patient, code)
        await patient.press("2")
        assert patient.guide.intake is None
        await patient.press("1")
        assert patient.shows(WelcomePage)
    assert desk.expected(code).answers == ZDENKA
