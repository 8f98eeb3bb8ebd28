"""What each role sees, and that nothing of a record is on the screen for those who may not open it."""

import re

from kiosk.records.keys import IDLE_SECONDS
from kiosk.staff.app import Exit
from kiosk.staff.screens.alerts import AlertsPage
from kiosk.staff.screens.record import RecordPage
from kiosk.staff.screens.said import SaidPage
from kiosk.staff.screens.worklist import ListPage
from tests.staff.conftest import ADMINISTRATOR, CLINICIAN, FRONT_DESK, Clinic, Opens

CLINICAL = re.compile(
    r"depression|suicide|aneurysm|withhold|caution|inform|no flags|PTSD|migraine|lisinopril", re.I
)


async def test_the_front_desk_sees_who_needs_staff_and_nothing_clinical(
    clinic: Clinic, opens: Opens
) -> None:
    clinic.day()
    for size in ((80, 24), (120, 40)):
        async with opens(clinic, size, name=FRONT_DESK) as worker:
            assert "▲ NEEDS STAFF NOW" in worker.text()
            assert "Okafor, Samuel" in worker.text()
            assert not CLINICAL.search(worker.text()), worker.text()
            await worker.press("enter")
            assert worker.shows(SaidPage)
            assert not CLINICAL.search(worker.text())
            await worker.press("enter", "a")
            assert worker.shows(AlertsPage)
            assert "Needs staff now" in worker.text()
            assert not CLINICAL.search(worker.text())
            await worker.press("escape", "f5")
            assert "Staff accounts" not in worker.text()
            assert "paper form" not in worker.text()
            assert "Numbers" not in worker.text()
            assert "A code for a patient" in worker.text()
            await worker.press("escape", "e", "p", "m", "d", "r")
            assert worker.shows(ListPage), "keys of records and exports do nothing here"


async def test_a_clinician_opens_records_and_keeps_no_accounts(
    clinic: Clinic, opens: Opens
) -> None:
    clinic.day()
    async with opens(clinic, name=CLINICIAN) as worker:
        await worker.press("f5")
        assert "Staff accounts" not in worker.text()
        await worker.press("escape", "enter")
        assert worker.shows(RecordPage)
        assert "Suicide" in worker.text()


async def test_an_administrator_keeps_the_accounts(clinic: Clinic, opens: Opens) -> None:
    async with opens(clinic, name=ADMINISTRATOR) as worker:
        await worker.press("f5")
        await worker.touch("Staff accounts")
        assert "Robin" in worker.text()
        assert "front desk" in worker.text()


async def test_signed_out_shows_that_somebody_waits_and_no_name(
    clinic: Clinic, opens: Opens
) -> None:
    """At a front desk; at the kiosk, where a patient may look on, not even that."""
    clinic.day()
    async with opens(clinic, name="", at_kiosk=False) as worker:
        assert "1 patient needs you now" in worker.text()
        assert "Díaz" not in worker.text()
        assert "Suicide" not in worker.text()
        await worker.press("a", "f9")
        assert not worker.shows(AlertsPage)
    async with opens(clinic, name="", at_kiosk=True) as worker:
        assert "URGENT" not in worker.text()


async def test_nothing_opens_after_the_session_ended(clinic: Clinic, opens: Opens) -> None:
    """Two idle minutes end the session; what was on the screen goes with it."""
    clinic.day()
    async with opens(clinic, at_kiosk=False) as worker:
        await worker.press("enter")
        assert worker.shows(RecordPage)
        worker.app.office.session.close()
        await worker.press("p")
        assert "Staff sign-in" in worker.text()
        assert "Díaz" not in worker.text()
        await worker.sign_in()
        assert worker.shows(ListPage)


async def test_a_screen_that_nobody_touches_goes_back_to_the_patient(
    clinic: Clinic, opens: Opens
) -> None:
    """Signed in, and at the sign-in page that somebody left: two idle minutes and it is the patient's."""
    async with opens(clinic) as worker:
        worker.app.office.session.idle_seconds = 0
        worker.app._look_for_silence()
        await worker.pilot.pause()
        assert worker.app.return_value == Exit.TO_PATIENT
    async with opens(clinic, name="") as worker:
        worker.app.touched_at -= IDLE_SECONDS
        worker.app._look_for_silence()
        await worker.pilot.pause()
        assert worker.app.return_value == Exit.TO_PATIENT
