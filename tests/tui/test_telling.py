"""A channel to staff that takes its time holds no page, and the page says only what happened."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import alerts
from kiosk.intake import FrontDesk
from kiosk.tui.screens.crisis import CrisisPage, StopPage
from kiosk.tui.screens.notices import HelpPage, HiddenPage
from kiosk.tui.widgets.choice import Choice
from tests.support.channel import SlowCommand
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import skip_to

TELLING = "We are telling the staff now."


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SlowCommand:
    """Staff who answer when the test says so, however slow this machine is."""
    monkeypatch.setattr(alerts, "ANSWER_SECONDS", 20)
    return SlowCommand(tmp_path)


async def reads(patient: Patient, wanted: str) -> str:
    """The screen, once it says `wanted`."""
    for _ in range(1_000):
        if wanted in patient.screen_text():
            return patient.screen_text()
        await patient.pilot.pause(0.01)
    raise AssertionError(f"never read {wanted!r} on\n{patient.screen_text()}")


async def test_the_crisis_page_comes_before_the_channel_answers(
    make_desk: Callable[..., FrontDesk], opens: Opens, slow: SlowCommand
) -> None:
    """The page is there at once with 988; it says "told" only once staff answered; nothing moves."""
    desk = make_desk(alert=slow.setting)
    async with opens(desk) as patient:
        await skip_to(patient, "asq_1")
        await patient.press("1")
        assert patient.shows(CrisisPage)
        text = patient.screen_text()
        assert TELLING in text and "988" in text and "has been told" not in text
        assert [row.kind for row in desk.store.alerts()] == ["urgent"]
        assert patient.guide.intake is not None
        assert patient.guide.intake.session.answers["asq_1"] == "yes"
        page, places = patient.page, [c.region for c in patient.page.query(Choice)]
        slow.answers(yes=True)
        await reads(patient, "A member of staff has been told. Please stay here.")
        assert patient.page is page
        assert places == [c.region for c in page.query(Choice)]
        await patient.press("2")
        assert patient.at == "asq_2"


async def test_who_went_on_still_reads_that_nobody_was_reached(
    make_desk: Callable[..., FrontDesk], opens: Opens, slow: SlowCommand
) -> None:
    """Keys work while staff are told; the bad news comes over the next question, which stays."""
    async with opens(make_desk(alert=slow.setting)) as patient:
        await skip_to(patient, "asq_1")
        await patient.press("1", "2")
        assert patient.at == "asq_2" and not patient.shows(CrisisPage)
        slow.answers(yes=False)
        await reads(patient, "This screen could not reach the staff for you.")
        await patient.press("1")
        assert patient.at == "asq_2" and not patient.shows(HelpPage)


async def test_bad_news_stays_under_a_hidden_screen(
    make_desk: Callable[..., FrontDesk], opens: Opens, slow: SlowCommand
) -> None:
    """Nothing shows itself to a passer-by; the patient reads it with F2."""
    async with opens(make_desk(alert=slow.setting)) as patient:
        await patient.press("1", "1")
        assert patient.shows(StopPage) and TELLING in patient.screen_text()
        await patient.press("f2")
        slow.answers(yes=False)
        for _ in range(1_000):
            if patient.guide._stopped.known is not None:
                break
            await patient.pilot.pause(0.01)
        await patient.pilot.pause(0.05)
        assert patient.shows(HiddenPage)
        await patient.press("f2", "1")
        assert patient.shows(StopPage)
        assert "Please tell the front desk now" in patient.screen_text()


async def test_help_is_asked_for_at_once_and_can_be_taken_back(
    make_desk: Callable[..., FrontDesk], opens: Opens, slow: SlowCommand
) -> None:
    """The band names the time only after staff heard it; taken back, it stays quiet."""
    async with opens(make_desk(alert=slow.setting)) as patient:
        await patient.press("f1")
        text = patient.screen_text()
        assert "We are asking for help" in text and "Help asked for" not in text
        slow.answers(yes=True)
        text = await reads(patient, "● Help asked for at")
        assert "Help is on the way" in text and "We told the staff at" in text
        await patient.press("2")
        assert "Help asked for" not in patient.screen_text()
        await patient.press("f1", "2")
        slow.answers(yes=False)
        await patient.pilot.pause(0.1)
        assert not patient.shows(HelpPage)
    assert slow.heard.read_text("ascii").split() == ["help", "help"]
