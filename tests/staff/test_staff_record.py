"""What a provider reads on the first screen of a record, in the smallest window."""

import threading
from typing import Any

import pytest

from kiosk.backoffice.corrections import amend
from kiosk.staff import app
from kiosk.staff.chart import BELOW
from kiosk.staff.screens.record import RecordPage
from kiosk.staff.screens.worklist import ListPage
from kiosk.staff.widgets.pane import Pane
from tests.staff.conftest import Clinic, Opens
from tests.staff.test_staff_pages_fit import looked_at

MANY = ["lisinopril", "lamotrigine", "blue pill", "warfarin", "metformin", "sertraline", "zolpidem"]


async def test_the_first_screen_of_an_urgent_record_hides_nothing_grave(
    clinic: Clinic, opens: Opens
) -> None:
    """Below an alert, with four other intakes of that name and a long list of medicines."""
    grave: dict[str, Any] = {
        "asq_1": "yes",
        "asq_5": "no",
        "aneurysm": "yes",
        "stroke": "not_sure",
        "phq9_9": 2,
        "takes_no_medications": "no",
        "medications": [{"entered": name} for name in MANY],
    }
    for number in range(4):
        clinic.intake(30 + number, **grave)
    record_id = clinic.intake(4, alert=True, **grave)
    async with opens(clinic) as worker:
        worker.app.open_record(record_id)
        await worker.settle()
        shown = worker.text()
        box = shown.index("▲ ACT NOW. ■ DOSE WITHHELD.")
        urgent = shown.index("PHQ-9 item 9 above 0")
        assert box < urgent < shown.index("Aneurysm [H5]")
        assert "Stroke or mini-stroke: not sure" in shown
        assert "Item 9   2: More than half" in shown, "its value, whatever the list of medicines"
        assert "Possibly the same patient" not in shown.partition("Stroke")[0]
        assert looked_at(worker.page) == []
        lines = [str(line) for line in worker.page.query_one("#main", Pane).lines]
        twice = [line for line in lines if "Possibly the same patient" in line]
        assert twice == ["! Possibly the same patient 5 times: also"]
        assert lines.index(twice[0]) < lines.index(BELOW), "one sentence, before the reasons"


async def test_what_is_not_urgent_says_nothing_of_it(clinic: Clinic, opens: Opens) -> None:
    clinic.intake(4, aneurysm="yes")
    async with opens(clinic) as worker:
        await worker.press("enter")
        assert "ACT NOW" not in worker.text()
        assert "■ DOSE WITHHELD. A provider must decide." in worker.text()
        assert "Item 9   0: Not at all" in worker.text()


async def test_what_staff_corrected_is_told_in_words_and_not_in_notation(
    clinic: Clinic, opens: Opens
) -> None:
    """Under History as on the page: lists and measures, too."""
    record_id = clinic.intake(
        4,
        allergies=["latex"],
        takes_no_medications="no",
        medications=[{"entered": "zolof"}],
    )
    async with opens(clinic, (120, 40)) as worker:
        office = worker.app.office
        amend(office, record_id, "asked", {"allergies": "penicillin", "weight": "skipped"})
        amend(office, record_id, "saw the bottle", {"medications": "zolof = sertraline 50 mg"})
        worker.app.open_record(record_id)
        await worker.press("4")
        told = " ".join(worker.text().split())
        assert "Allergies was “latex”, is now “latex; penicillin”" in told
        assert "saw the bottle" in told
        assert not set("[]{}'") & set(
            told.partition("What staff added")[2].partition("What was")[0]
        )


async def test_the_marks_of_a_row_are_read_whole(clinic: Clinic, opens: Opens) -> None:
    """Where status and marks do not both fit."""
    clinic.intake(30)
    typed = clinic.intake(4, typed_by="Robin")
    clinic.desk.store.set_status(typed, "printed")
    async with opens(clinic) as worker:
        worker.app.open_record(typed)
        await worker.press("escape")
        assert "twice? paper" in worker.text()


async def test_a_day_of_very_many_intakes_is_read_beside_the_screen(
    clinic: Clinic, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen says what is being done while a record is held up, and then shows it."""
    monkeypatch.setattr(app, "_READ_AT_ONCE", 5)
    clinic.many(12)
    clinic.intake(30, given_name="Ana", family_name="Díaz")
    record_id = clinic.intake(4, given_name="Ana", family_name="Díaz")
    gate, store = threading.Event(), clinic.desk.store
    read = store.read

    def held_up(*args: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            gate.wait(60)
        return read(*args)

    async with opens(clinic) as worker:
        await worker.settle()
        worker.app.office.read.clear()
        monkeypatch.setattr(store, "read", held_up)
        worker.app.open_record(record_id)
        while "Opening the record" not in worker.text():
            await worker.pilot.pause(0.01)
        assert not worker.shows(RecordPage)
        gate.set()
        await worker.settle()
        assert worker.shows(RecordPage)
        assert "Possibly the same patient twice" in worker.text()
        await worker.press("escape")
        assert worker.shows(ListPage)
