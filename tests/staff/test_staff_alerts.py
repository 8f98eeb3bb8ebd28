"""What staff see and hear of an alert: why first, never cut, until somebody says that they go."""

import datetime

import pytest

from kiosk import alerts
from kiosk.interview.session import Answered
from kiosk.places import HEARTBEAT
from kiosk.staff.screens.alerts import AlertsPage
from kiosk.staff.screens.menu import MenuPage
from kiosk.staff.screens.record import RecordPage
from kiosk.staff.screens.worklist import ListPage
from kiosk.staff.widgets.banner import NOT_YET
from tests.staff.conftest import FRONT_DESK, NOW, Clinic, Opens
from tests.staff.test_staff_pages_fit import looked_at

LONG = "Wolfeschlegelsteinhausenbergerdorff Maximiliana"


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        (["emergency_symptoms"], "Emergency symptoms now"),
        (["asq_1", "asq_5"], "Suicidal thoughts right now"),
        (["thoughts_of_harming_others"], "Thoughts of harming others"),
    ],
)
async def test_why_somebody_must_come_is_read_whole_before_any_name_is_known(
    clinic: Clinic, opens: Opens, questions: list[str], why: str
) -> None:
    """The first question comes before the name, in the smallest window and on every page."""
    intake = clinic.desk.begin("en")
    for question in questions:
        intake.do(Answered(question=question, answer="yes"))
    async with opens(clinic) as worker:
        assert why in worker.text()
        assert "No name yet" in worker.text()
        assert NOT_YET in worker.text()
        assert "(0 min)" in worker.text()
        await worker.press("f5")
        assert worker.shows(MenuPage)
        assert why in worker.text()
        await worker.press("a")
        assert worker.shows(AlertsPage)
        assert why in worker.text()
        assert "No name yet" in worker.text()


async def test_the_gravest_reason_comes_first_and_others_wait_below(
    clinic: Clinic, opens: Opens
) -> None:
    record = clinic.intake(3, given_name=LONG, family_name=LONG)
    flags = ["PHQ-9 item 9 above 0", "Possible alcohol or sedative withdrawal"]
    clinic.desk.store.raise_alert(record, "urgent", {"name": LONG * 2, "flags": flags})
    clinic.desk.store.raise_alert(
        record, "urgent", {"name": LONG * 2, "flags": ["Emergency symptoms now"]}
    )
    async with opens(clinic) as worker:
        shown = worker.text()
        assert [shown.index(why) for why in ("Emergency symptoms now", *flags)] == sorted(
            shown.index(why) for why in ("Emergency symptoms now", *flags)
        )
        assert NOT_YET in shown
        assert looked_at(worker.page) == []
        await worker.press("a")
        shown = worker.text()
        assert shown.index("Emergency symptoms now") < shown.index(flags[0]), "gravest first"
        await worker.press("escape")
        worker.app.open_record(record)
        await worker.press("a", "1", "escape")
        assert worker.shows(RecordPage), "back where somebody was called away from"
        await worker.press("a")
        shown = worker.text()
        assert "min)" in shown, "since when is not cut off by a long name"


async def test_a_banner_keeps_its_rows_while_it_gets_older(clinic: Clinic, opens: Opens) -> None:
    for number in range(3):
        clinic.intake(3, alert=True, asq_1="yes", asq_5="no", family_name=f"Sample-Long {number}")
    async with opens(clinic) as worker:
        for later in (0, 12, 600):
            moved = NOW + datetime.timedelta(minutes=later)
            clinic.desk.__dict__["now"] = lambda moved=moved: moved
            worker.app.alerts_changed()
            await worker.settle()
            assert worker.text().count("Suicide screen positive") == 3
            assert NOT_YET in worker.text()
            assert looked_at(worker.page) == []


async def test_it_rings_at_every_beat_until_somebody_acknowledges(
    clinic: Clinic, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted where the terminal hears it, at the app's own beat."""
    monkeypatch.setattr(alerts, "HEARTBEAT_SECONDS", 0.02)
    clinic.intake(1, alert=True, asq_1="yes")
    async with opens(clinic, name=FRONT_DESK) as worker:
        driver = worker.app._driver
        assert driver is not None
        heard: list[str] = []
        monkeypatch.setattr(type(driver), "is_headless", False)
        monkeypatch.setattr(driver, "write", heard.append)
        while "".join(heard).count("\a") < 3:
            await worker.pilot.pause(0.01)
        await worker.press("a", "1")
        assert worker.shows(ListPage)
        heard.clear()
        watched = clinic.desk.home / HEARTBEAT
        for _ in range(3):
            before = watched.stat().st_mtime_ns
            while watched.stat().st_mtime_ns == before:
                await worker.pilot.pause(0.01)
        assert "\a" not in "".join(heard)
