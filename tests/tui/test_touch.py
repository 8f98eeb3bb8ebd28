"""A patient who only has a finger."""

import dataclasses
from collections.abc import Callable

import pytest

from kiosk.intake import FrontDesk
from kiosk.interview.session import DONE, REVIEW
from kiosk.model.answer import Weight
from kiosk.tui.screens.notices import ThanksPage
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.keyboard import Keyboard
from tests.tui.conftest import Opens, Patient
from tests.tui.look import faults
from tests.tui.walk import plain_answer, skip_to

TYPING = [
    "given_name",
    "birth_date",
    "height",
    "weight",
    "last_food_hours",
    "allergies",
    "medications",
]


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_typing_pages_show_a_keyboard_that_fits(
    make_desk: Callable[..., FrontDesk], opens: Opens, size: tuple[int, int]
) -> None:
    """Letters or digits under the box, each key three rows high."""
    async with opens(make_desk(touch_keyboard=True), size) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question in TYPING:
            guide.intake.session = dataclasses.replace(begun, at=question)
            app.show(guide.question)
            await patient.settle()
            assert faults(patient.page) == [], question
            if not patient.page.query(Keyboard):
                await patient.pilot.click(Entry)
                await patient.pilot.pause()
                await patient.settle()
            assert faults(patient.page) == [], question
            keys = patient.page.query_one(Keyboard).query(Choice)
            assert {key.region.height for key in keys} == {3}


async def touch_word(patient: Patient, text: str) -> None:
    """Type on the screen."""
    for letter in text:
        await patient.touch(letter.upper())


async def test_a_name_is_typed_by_touch(make_desk: Callable[..., FrontDesk], opens: Opens) -> None:
    """Capital at the beginning, small inside; Erase takes the last letter back; Next goes on."""
    async with opens(make_desk(touch_keyboard=True)) as patient:
        await skip_to(patient, "given_name")
        await touch_word(patient, "anx")
        await patient.touch("Erase")
        await patient.touch("A")
        assert patient.page.query(Entry).first().value == "Ana"
        await patient.touch("Next")
        await touch_word(patient, "d")
        await patient.touch("Next")
        await patient.touch("Next")
        assert patient.at == "birth_date"
        assert patient.guide.intake is not None
        assert patient.guide.intake.session.answers["family_name"] == "D"


async def test_accents_digits_and_signs_are_on_the_same_keys(
    make_desk: Callable[..., FrontDesk], opens: Opens
) -> None:
    """Díaz, and a time in numbers; the keys stay where they are."""
    async with opens(make_desk(touch_keyboard=True)) as patient:
        await skip_to(patient, "family_name")
        box = patient.page.query(Entry).last()
        patient.page.set_focus(box)
        await touch_word(patient, "d")
        places = [key.region for key in patient.page.query(Choice)]
        await patient.touch("Á 1 @")
        assert faults(patient.page) == []
        await patient.touch("Í")
        await patient.touch("2")
        await patient.touch("A B C")
        await touch_word(patient, "z")
        assert box.value == "Dí2Z"
        assert places == [key.region for key in patient.page.query(Choice)]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_code_is_typed_by_touch(
    make_desk: Callable[..., FrontDesk], opens: Opens, language: str
) -> None:
    """Four words, each with Next, and a way without a code."""
    desk = make_desk(touch_keyboard=True, language=language)
    intake = desk.begin("en")
    intake.pause()
    async with opens(desk) as patient:
        await patient.press("3")
        assert faults(patient.page) == []
        for word in intake.code:
            await touch_word(patient, word)
            await patient.touch("Go on" if language == "en" else "Seguir")
        assert patient.at == "emergency_symptoms"


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_question_for_a_number_can_be_left_unsure_by_touch(
    make_desk: Callable[..., FrontDesk], opens: Opens, language: str
) -> None:
    """Whoever does not know a weight touches that, and is not made to guess a number."""
    desk = make_desk(touch_keyboard=True, language=language)
    numbers = [
        item.link_id
        for item in desk.protocol.questionnaire.questions
        if item.type in ("integer", "quantity")
    ]
    async with opens(desk) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question in numbers:
            guide.intake.session = dataclasses.replace(begun, at=question)
            app.show(guide.question)
            await patient.settle()
            if not patient.page.query(Keyboard):
                continue  # a scale of numbers, with its own ways out
            assert faults(patient.page) == [], question
            labels = [key.label for key in patient.page.query(Choice)]
            assert app.view().say("answer.not_sure") in labels, question
        guide.intake.session = begun
        await skip_to(patient, "weight")
        await patient.touch(app.view().say("answer.not_sure"))
        assert guide.intake.session.answers["weight"] == "not_sure"


async def test_a_weight_with_a_point_is_typed_by_touch(
    make_desk: Callable[..., FrontDesk], opens: Opens
) -> None:
    """69.5 kg: without the point it would be 695, or a number that nobody weighed."""
    async with opens(make_desk(touch_keyboard=True)) as patient:
        await skip_to(patient, "weight")
        await patient.touch("Kilograms")
        assert faults(patient.page) == []
        await touch_word(patient, "69.5")
        await patient.touch("Next")
        assert patient.guide.intake is not None
        stored = patient.guide.intake.session.answers["weight"]
    assert isinstance(stored, Weight)
    assert (stored.value, stored.unit) == ("69.5", "kg")


@pytest.mark.parametrize(
    ("way_out", "stored"), [("I'm not sure", "not_sure"), ("I'd rather tell staff", "skipped")]
)
async def test_hours_without_food_that_do_not_fit_are_said_and_the_empty_box_is_left_open(
    make_desk: Callable[..., FrontDesk], opens: Opens, way_out: str, stored: str
) -> None:
    """A way out never hides what was typed: 99 hours are asked again, 9 stay an answer."""
    async with opens(make_desk(touch_keyboard=True)) as patient:
        await skip_to(patient, "last_food_hours")
        assert patient.guide.intake is not None
        await touch_word(patient, "99")
        await patient.touch(way_out)
        assert patient.at == "last_food_hours"
        assert "48" in patient.screen_text()
        await patient.touch("Erase")
        await patient.touch(way_out)
        answers = patient.guide.intake.session.answers
        assert (answers["last_food_hours"], answers["last_drink_hours"]) == (9, stored)


@pytest.mark.slow
async def test_a_whole_intake_by_touch_alone(
    make_desk: Callable[..., FrontDesk], opens: Opens
) -> None:
    """From the welcome page to the hand-back without one key."""
    # The test driver's clicks do not count as a sign of life.
    desk = make_desk(touch_keyboard=True, idle_seconds=3600)
    form = desk.protocol.questionnaire
    async with opens(desk) as patient:
        await patient.touch("Start")
        while patient.at not in ("", DONE):
            await touch_page(patient, form.by_id.get(patient.at))
        assert patient.shows(ThanksPage)
        assert len(desk.store.list()) == 1


async def touch_page(patient: Patient, item: object) -> None:
    """Answer one page by touch."""
    from kiosk.model.form import Item

    if patient.at == REVIEW:
        await patient.touch("These are right")
        return
    assert isinstance(item, Item)
    labels = [choice.label for choice in patient.page.query(Choice) if choice.visible]
    keyboard = list(patient.page.query(Keyboard))
    if item.type == "signature" or any(label == "Sign and go on" for label in labels):
        await patient.touch("I'd rather sign on paper")
    elif item.type in ("medications",) or (item.type == "string" and item.repeats):
        await patient.touch("No, go on" if "No, go on" in labels else "That's all")
    elif keyboard:
        if item.type == "quantity":
            await patient.touch("Centimeters" if "cm" in item.unit else "Pounds")
            await touch_word(patient, "170")
        elif item.type == "date":
            for part in ("3", "2", "1984"):
                await touch_word(patient, part)
                await patient.touch("Next")
            return
        page = patient.page
        for _ in page.query(Entry):
            if item.type in ("integer", "string", "text"):
                await touch_word(patient, "9" if item.type == "integer" else "ana")
            await patient.touch("Next")
    elif item.repeats:
        await patient.touch("None of these")
        await patient.touch("Next")
    elif "0" in labels:
        await patient.touch("0")
        await patient.touch("Next")
    else:
        form = patient.guide.desk.protocol.questionnaire
        options = {option.code: option.text for option in form.options(item)}
        wanted = plain_answer(item, list(options))
        await patient.touch(options.get(str(wanted), "1"))


@pytest.mark.parametrize("touch", [False, True])
async def test_a_page_comes_with_nothing_highlighted_under_the_last_touch(
    make_desk: Callable[..., FrontDesk], opens: Opens, touch: bool
) -> None:
    """Only a pointer that moves over an answer marks it; a finger leaves nothing behind."""
    async with opens(make_desk(touch_keyboard=touch)) as patient:
        await patient.touch("Start")
        answers = list(patient.page.query(Choice))
        await patient.pilot.click(answers[1])
        await patient.settle()
        await patient.pilot.pause()
        under = patient.app.mouse_position
        answer = next(c for c in patient.page.query(Choice) if c.region.contains_point(under))
        at_rest = patient.page.styles.background
        assert answer.styles.background == at_rest
        await patient.pilot.hover(answer)
        await patient.pilot.hover(answer, offset=(3, 1))
        assert (answer.styles.background == at_rest) == touch
        await patient.pilot.hover("Band")
        assert answer.styles.background == at_rest
