"""Nothing is cut, outside the column or on top of something else: every kind of page, window, language."""

import dataclasses
import datetime
import functools
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.intake import FrontDesk
from kiosk.interview.check import unusual_weight
from kiosk.model.answer import MedicationEntry, Weight
from kiosk.records.tickets import Ticket
from kiosk.tui.screens.crisis import CrisisPage, StopPage
from kiosk.tui.screens.expected import ExpectedPage
from kiosk.tui.screens.idle import IdlePage
from kiosk.tui.screens.measures import WeightCheck
from kiosk.tui.screens.medicines import Work
from kiosk.tui.screens.notices import (
    HelpPage,
    HiddenPage,
    NoRoomPage,
    PausedPage,
    ThanksPage,
    WhyPage,
)
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.resume import ResumePage
from kiosk.tui.screens.text_list import Lines
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.frame import Bar
from kiosk.wording import FORGOTTEN
from tests.tui.conftest import SIZES, Opens, Patient
from tests.tui.look import faults

KINDS = [
    "emergency_symptoms", "main_reason", "other_reasons", "reason_duration", "given_name", "phone", "prior_treatments",
    "birth_date", "height", "weight", "pregnancy", "aneurysm", "eye_condition", "medications",
    "allergies", "withdrawal_symptoms", "asq_2", "phq9_1", "phq9_8", "gad7_1", "pcl5_9", "pain_now",
    "audit_c_1", "last_food_hours", "substances_24h", "consent_off_label", "consent_care",
]  # fmt: skip
"""One question of each kind of page, and the ones with the most text."""

WEIGHT = Weight(value="154", unit="kg")
EXPECTED = Ticket(
    "an-id",
    datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC),
    {
        "given_name": "María de los Ángeles Guadalupe",
        "family_name": "Fernández de Córdoba y Álvarez de Toledo " * 4,
        "birth_date": "1984-09-22",
        "record_number": "MRN-77-4100-23" * 14,
    },
)
ENTRIES = (
    MedicationEntry(entered="zanax", confirmed="alprazolam"),
    MedicationEntry(entered="the small blue pill that my sister gave me last week"),
)
MEDICINES: list[Any] = [
    Work(ENTRIES, typed="hydrochlorot"),
    Work(ENTRIES * 8, typed="xyzzy"),
    Work(ENTRIES, editing=0, asks="how"),
    Work(ENTRIES, editing=0, asks="strength"),
    Work(ENTRIES * 8, asks="missed"),
    Work((), asks="missed"),
    *(Work(ENTRIES, about=kind) for kind in (*FORGOTTEN, "other")),
]


def notices(view: View, patient: Patient) -> list[Page]:
    """Every page that is no question."""
    desk = patient.guide.desk
    unusual = unusual_weight(WEIGHT, None, desk.protocol.numbers)
    assert unusual is not None
    from kiosk.wording import FormTexts

    assert patient.guide.intake is not None
    asked = FormTexts(desk.protocol, view.language).question("weight", patient.guide.intake.session)
    helped = dataclasses.replace(view, help_asked="10:42")
    pages: list[Page] = [
        CrisisPage(view, told=told, coming=coming)
        for told, coming in ((True, False), (True, True), (False, False), (None, True))
    ]
    pages += [StopPage(view, told=told, coming=False) for told in (True, False, None)]
    pages += [
        HelpPage(helped, told=told, kind=kind, can_stop=True)
        for told in (True, False, None)
        for kind in ("help", "staff_told")
    ]
    return [
        *pages,
        WeightCheck(view, asked, WEIGHT, unusual),
        IdlePage(view),
        HiddenPage(view),
        PausedPage(view, ("maple", "river", "seven", "lamp")),
        PausedPage(view, ()),
        ResumePage(view, view.say("resume.unknown")),
        ResumePage(view, view.say("resume.unknown_code")),
        ExpectedPage(view, EXPECTED),
        ResumePage(view, view.say("resume.did_you_mean", word="sevan", known="seven")),
        ThanksPage(view),
        ThanksPage(view, urgent=True),
        ThanksPage(view, urgent=True, paper=True),
        NoRoomPage(view),
        WhyPage(view, asked.text, asked.why),
    ]


def _this(page: Page, _: Any) -> Page:
    return page


async def look_at_all(patient: Patient, questions: list[str]) -> list[str]:
    """Show every page and gather the faults."""
    app, guide = patient.app, patient.guide
    found = [f"welcome: {fault}" for fault in faults(patient.page)]
    await patient.press("1")
    intake = guide.intake
    assert intake is not None
    begun = intake.session
    for question in questions:
        intake.session = dataclasses.replace(begun, at=question, language=guide.language)
        app.show(guide.question)
        page = await patient.settle()
        found += [f"{question}: {fault}" for fault in faults(page)]
    for work in MEDICINES:
        intake.session = dataclasses.replace(begun, at="medications", language=guide.language)
        app.show(guide.question, work)
        page = await patient.settle()
        found += [f"medicines {work.asks}: {fault}" for fault in faults(page)]
    for made in notices(app.view(), patient):
        app.show(functools.partial(_this, made))
        page = await patient.settle()
        found += [f"{made!r}: {fault}" for fault in faults(page)]
    return found


@pytest.mark.parametrize(
    ("size", "language"),
    [
        ((80, 24), "en"),
        ((80, 24), "es"),
        pytest.param((100, 30), "es", marks=pytest.mark.slow),
        pytest.param((120, 40), "en", marks=pytest.mark.slow),
        pytest.param((140, 45), "es", marks=pytest.mark.slow),
        ((200, 60), "en"),
    ],
)
async def test_nothing_is_cut_or_outside(
    make_desk: Callable[..., FrontDesk], opens: Opens, size: tuple[int, int], language: str
) -> None:
    """Every kind of page in windows of every class."""
    async with opens(make_desk(language=language), size) as patient:
        assert await look_at_all(patient, KINDS) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_question_fits(
    make_desk: Callable[..., FrontDesk], opens: Opens, size: tuple[int, int], language: str
) -> None:
    """Every question of the form in every window and language."""
    desk = make_desk(language=language)
    everything = [item.link_id for item in desk.protocol.questionnaire.questions]
    async with opens(desk, size) as patient:
        assert await look_at_all(patient, everything) == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_answer_stands_on_one_line(
    desk: FrontDesk, opens: Opens, size: tuple[int, int]
) -> None:
    """Answers do not move from one yes/no page to the next, nor inside an instrument."""
    async with opens(desk, size) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for group in (
            ["emergency_symptoms", "aneurysm", "withdrawal_symptoms", "asq_2", "ride_home"],
            ["phq9_1", "phq9_8", "phq9_9"],
            ["pcl5_1", "pcl5_9"],
        ):
            lines = set()
            for question in group:
                guide.intake.session = dataclasses.replace(begun, at=question)
                app.show(guide.question)
                page = await patient.settle()
                lines.add(page.query(Choice).first().region.y)
            assert len(lines) == 1, group


CLOSED = ["emergency_symptoms", "aneurysm", "main_reason", "other_reasons", "phq9_8", "audit_c_1"]


async def test_larger_buttons_in_every_window(desk: FrontDesk, opens: Opens) -> None:
    """F7: higher targets wherever the window has the room, nothing cut, the first answer on one line."""
    async with opens(desk, (100, 30)) as patient:
        await patient.press("5", "1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None and app.view().large
        begun = guide.intake.session
        usual = {(100, 30): 3, (120, 40): 4, (200, 60): 6, (300, 100): 6}
        for size, rows in usual.items():
            await patient.pilot.resize_terminal(*size)
            await patient.pilot.pause(0.05)
            tops = {}
            for question in CLOSED:
                guide.intake.session = dataclasses.replace(begun, at=question)
                app.show(guide.question)
                page = await patient.settle()
                assert faults(page) == [], (size, question)
                places = [choice.region for choice in page.query(Choice)]
                tops[question] = places[0].y
                if question == "aneurysm":
                    assert places[1].y - places[0].y > rows
            assert tops["emergency_symptoms"] == tops["aneurysm"]
        await patient.press("f7")
        assert not app.view().large and patient.at == CLOSED[-1]


async def test_a_question_can_always_be_told_to_staff_instead(
    desk: FrontDesk, opens: Opens
) -> None:
    """Every page that asks has that way out, and help, hiding and the other language. In the largest
    window, in Spanish: nothing is cut there, either."""
    desk.settings = desk.settings.model_copy(update={"language": "es"})
    async with opens(desk, (300, 100)) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question in KINDS:
            guide.intake.session = dataclasses.replace(begun, at=question, language="es")
            app.show(guide.question)
            page = await patient.settle()
            assert faults(page) == [], question
            labels = {choice.label for choice in page.query(Choice) if choice.visible}
            assert TOLD & labels, question
            assert {button.action for button in page.query_one(Bar).buttons} == {
                "back",
                "help",
                "hide",
                "language",
            }


TOLD = {"Se lo digo al personal", "Diré el resto al personal", "Prefiero firmar en papel"}


async def test_a_finger_finds_that_way_out_on_every_state_of_a_list(
    make_desk: Callable[..., FrontDesk], opens: Opens
) -> None:
    """While a text stands in the box, for each detail of a medicine, and before the list is done."""
    desk = make_desk(language="es", touch_keyboard=True)
    shown: list[tuple[str, Any]] = [
        *(("medications", work) for work in (Work(), *MEDICINES)),
        ("medications", Work((), "metopr")),
        *(
            ("allergies", Lines(lines, typed, keyboard=keyboard))
            for lines in ((), ("penicilina",))
            for typed in ("", "látex")
            for keyboard in (False, True)
        ),
        ("allergies", Lines(("penicilina",), "peni", changing=0)),
    ]
    async with opens(desk) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question, kept in shown:
            guide.intake.session = dataclasses.replace(begun, at=question, language="es")
            app.show(guide.question, kept)
            page = await patient.settle()
            assert faults(page) == [], kept
            there = [c for c in page.query(Choice) if c.visible and c.label in TOLD]
            assert len(there) == 1, kept
            assert there[0].region.height >= 2


@pytest.mark.parametrize("size", [(200, 60), (300, 100), (84, 50)])
async def test_the_keys_of_one_page_are_alike(
    desk: FrontDesk, opens: Opens, size: tuple[int, int]
) -> None:
    """High chips beside low ones would look as if some answers counted more."""
    async with opens(desk, size) as patient:
        rows = {
            str(choice.render()).count("\n")
            for choice in patient.page.query(Choice)
            if not choice.has_class("-primary")
        }
        assert len(rows) == 1
