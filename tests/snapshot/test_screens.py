"""What a patient sees, as text, at three sizes. `UPDATE_SNAPSHOTS=1 pytest tests/snapshot` writes them anew:
look at the difference before keeping it."""

import dataclasses
import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.intake import FrontDesk
from kiosk.model.answer import Answer, HeightImperial, MedicationEntry, Weight
from kiosk.tui.screens.crisis import CrisisPage
from kiosk.tui.screens.medicines import Work
from tests.tui.conftest import Opens, make_desk, opens, set_up_once
from tests.tui.walk import HEALTHY, answered

__all__ = ["make_desk", "opens", "set_up_once"]

STORED = Path(__file__).parent / "screens"
SIZES = [(80, 24), (120, 40), (200, 60)]
TODAY = datetime.date(2026, 11, 22)
ANSWERS: dict[str, Answer] = {
    "main_reason": "depression",
    "given_name": "Ana",
    "family_name": "Díaz",
    "birth_date": "1984-03-02",
    "height": HeightImperial(feet=5, inches=7),
    "weight": Weight(value="154", unit="lb"),
    "can_be_pregnant": "not_sure",
    "memory_loss": "skipped",
    "aneurysm": "not_sure",
}
MEDICINES = Work(
    (
        MedicationEntry(entered="lisinopril", confirmed="lisinopril"),
        MedicationEntry(entered="blue pill"),
    ),
    typed="zanax",
)


def same_as_stored(name: str, text: str) -> None:
    """`text` is what is stored under `name`."""
    path = STORED / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert path.is_file(), f"{path}: no snapshot yet; run with UPDATE_SNAPSHOTS=1 and look at it"
    assert text + "\n" == path.read_text("utf-8")


@pytest.mark.parametrize("size", SIZES)
async def test_screens(
    make_desk: Callable[..., FrontDesk], opens: Opens, size: tuple[int, int]
) -> None:
    """Welcome, yes/no with a stored answer, an instrument, medicines, weight, review, crisis."""
    desk = make_desk()
    desk.__dict__["today"] = lambda: TODAY
    end = f"{size[0]}x{size[1]}"
    async with opens(desk, size) as patient:
        same_as_stored(f"welcome-{end}", patient.screen_text())
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question, kept in [
            ("aneurysm", None),
            ("phq9_8", None),
            ("main_reason", None),
            ("medications", MEDICINES),
            ("medications", dataclasses.replace(MEDICINES, typed="", asks="missed")),
            ("weight", None),
            ("birth_date", None),
            ("pain_now", None),
            ("consent_off_label", None),
        ]:
            guide.intake.session = dataclasses.replace(begun, at=question, answers=ANSWERS)
            app.show(guide.question, kept)
            await patient.settle()
            asked = getattr(kept, "asks", "")
            name = "-".join(filter(None, (question.strip("#"), asked, end)))
            same_as_stored(name, patient.screen_text())
        guide.intake.session = answered(desk.protocol, HEALTHY | ANSWERS)
        app.show(guide.question, 4 if size == SIZES[0] else 3)
        await patient.settle()
        same_as_stored(f"review-{end}", patient.screen_text())
        app.show(lambda _: CrisisPage(app.view(), told=False, coming=False))
        await patient.settle()
        same_as_stored(f"crisis-{end}", patient.screen_text())
