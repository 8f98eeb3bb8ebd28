"""A kiosk that stops goes on with whoever is still in front of it, and with nobody else."""

from collections.abc import Callable

from kiosk.intake import FrontDesk
from kiosk.tui.screens.crisis import StopPage
from kiosk.tui.screens.idle import IdlePage
from kiosk.tui.screens.welcome import WelcomePage
from tests.support.failing_kiosk import last_seen
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import skip_to


def stops(patient: Patient) -> None:
    """A crash: the draft is let go of, and the seat's key stays."""
    assert patient.guide.intake is not None
    patient.guide.intake.let_go()


async def test_who_types_for_a_long_time_is_here(
    opens: Opens, make_desk: Callable[..., FrontDesk]
) -> None:
    """Nothing is answered on a page that takes long, yet the same question comes back."""
    desk = make_desk()
    async with opens(desk) as patient:
        await skip_to(patient, "reason_duration")
        last_seen(desk, desk.settings.away_seconds * 2)
        await patient.type("tw")
        patient.guide.look_for_silence()
        stops(patient)
    async with opens(make_desk()) as patient:
        assert patient.at == "reason_duration"


async def test_who_waits_for_staff_is_here_and_touches_nothing(
    opens: Opens, make_desk: Callable[..., FrontDesk]
) -> None:
    desk = make_desk()
    async with opens(desk) as patient:
        await patient.press("1", "1")
        assert patient.shows(StopPage)
        patient.guide.look_for_silence()
        last_seen(desk, desk.settings.away_seconds * 2)
        patient.guide.look_for_silence()
        stops(patient)
    async with opens(make_desk()) as patient:
        assert patient.shows(StopPage)


async def test_silence_goes_on_where_it_was_and_the_next_person_finds_the_first_page(
    opens: Opens, make_desk: Callable[..., FrontDesk]
) -> None:
    """Nobody is seen from before the crash on: first "Are you still there?", then the welcome page."""
    desk = make_desk()
    async with opens(desk) as patient:
        await skip_to(patient, "given_name", main_reason="ptsd")
        patient.guide.look_for_silence()
        last_seen(desk, desk.settings.idle_seconds + 1)
        patient.guide.look_for_silence()
        stops(patient)
    desk = make_desk()
    async with opens(desk) as patient:
        assert patient.at == "given_name"
        patient.guide.look_for_silence()
        await patient.settle()
        assert patient.shows(IdlePage)
        stops(patient)
    last_seen(desk, desk.settings.away_seconds + 1)
    async with opens(make_desk()) as patient:
        assert patient.shows(WelcomePage)
        assert patient.guide.intake is None
