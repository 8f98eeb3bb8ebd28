"""One press, one answer; back, change, language and window keep what was entered."""

import asyncio
import dataclasses
import time
from collections.abc import Callable

import pytest
from textual import events

from kiosk.intake import FrontDesk
from kiosk.interview.session import REVIEW
from kiosk.model.answer import HeightImperial, MedicationEntry, Weight
from kiosk.tui.screens.measures import WeightCheck
from kiosk.tui.screens.medicine import MedicineDetail
from kiosk.tui.screens.medicines import MedicinesPage, Work
from kiosk.tui.screens.notices import HiddenPage
from kiosk.tui.screens.text_list import Lines
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.text import Message
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import skip_to


def answers(patient: Patient) -> dict[str, object]:
    """What the session holds."""
    assert patient.guide.intake is not None
    return dict(patient.guide.intake.session.answers)


async def test_a_repeated_key_answers_one_page(desk: FrontDesk, opens: Opens) -> None:
    """A second press that was made before the next page could be seen is nobody's answer."""
    async with opens(desk) as patient:
        await patient.press("1")
        await patient.settle()
        app = patient.app
        for _ in range(5):
            app.post_message(events.Key("2", "2"))
        await patient.settle()
        await patient.pilot.pause(0.2)
        assert answers(patient) == {"emergency_symptoms": "no"}
        assert patient.at == "main_reason"


async def test_a_key_from_before_the_page_is_dropped(desk: FrontDesk, opens: Opens) -> None:
    """Typed ahead, seen by nobody."""
    async with opens(desk) as patient:
        await patient.press("1")
        early = events.Key("1", "1")
        await patient.press("2")
        patient.app.post_message(early)
        await patient.pilot.pause(0.1)
        assert "main_reason" not in answers(patient)
        assert patient.at == "main_reason"


async def test_a_key_held_down_does_not_run_through_the_pages(
    desk: FrontDesk, opens: Opens
) -> None:
    """Key repeat comes 30 times a second; nobody reads that fast."""
    async with opens(desk) as patient:
        await skip_to(patient, "high_blood_pressure")
        before = len(answers(patient))
        begun = time.monotonic()
        for repeat in range(30):
            key = events.Key("2", "2")
            # The moments of a held key, whatever this machine is busy with.
            key.time = begun + repeat * 0.033
            patient.app.post_message(key)
            await asyncio.sleep(0.01)
        await patient.settle()
        assert len(answers(patient)) - before <= 1


async def test_nothing_has_the_focus_on_arrival_and_enter_does_nothing(
    desk: FrontDesk, opens: Opens
) -> None:
    """Three Enters on a safety question leave it open."""
    async with opens(desk) as patient:
        await patient.press("1")
        assert patient.app.focused is None
        await patient.press("enter", "enter", "space", "enter")
        assert answers(patient) == {}
        await patient.press("down", "down", "enter")
        assert answers(patient) == {"emergency_symptoms": "no"}


async def test_the_border_of_a_choice_is_part_of_it(desk: FrontDesk, opens: Opens) -> None:
    """A finger lands on the rim."""
    async with opens(desk) as patient:
        await patient.press("1")
        region = patient.page.query(Choice)[1].region
        await patient.pilot.click(offset=(region.x, region.bottom - 1))
        await patient.settle()
        assert answers(patient) == {"emergency_symptoms": "no"}


async def test_back_shows_the_stored_answer_and_another_press_replaces_it(
    desk: FrontDesk, opens: Opens
) -> None:
    """Back never clears."""
    async with opens(desk) as patient:
        await skip_to(patient, "aneurysm")
        await patient.press("3", "escape")
        assert [c.label for c in patient.page.query(Choice) if c.stored] == ["I'm not sure"]
        assert "● your answer" in patient.screen_text()
        await patient.press("2")
        assert answers(patient)["aneurysm"] == "no"


async def test_the_other_language_keeps_what_was_typed(desk: FrontDesk, opens: Opens) -> None:
    """F3 from inside a box, twice."""
    async with opens(desk) as patient:
        await patient.press("1", "2", "a", "f5")
        await patient.type("two years")
        await patient.press("f3")
        assert patient.page.query_one(Entry).value == "two years"
        assert "Siguiente" in patient.screen_text()
        assert patient.guide.intake is not None and patient.guide.intake.session.language == "es"
        await patient.press("f3")
        assert "How long" in patient.screen_text()


async def test_hide_from_inside_a_box_and_back(desk: FrontDesk, opens: Opens) -> None:
    """F2 hides everything at once; F2 brings it back with what was typed."""
    async with opens(desk) as patient:
        await patient.press("1", "2", "a", "f5")
        await patient.type("two years")
        await patient.press("f2")
        text = patient.screen_text()
        assert "two years" not in text and "Riverside" not in text
        await patient.press("x", "1")
        assert "Screen hidden" in patient.screen_text()
        await patient.press("f2")
        assert patient.page.query_one(Entry).value == "two years"


async def test_a_smaller_window_asks_to_be_enlarged_and_goes_on(
    desk: FrontDesk, opens: Opens
) -> None:
    """Below 80 by 24 only the notice shows; the answers stay."""
    async with opens(desk) as patient:
        await patient.press("1", "2", "a", "f5")
        await patient.type("two years")
        await patient.pilot.resize_terminal(60, 18)
        await patient.settle()
        assert "now 60 x 18, needs 80 x 24" in patient.screen_text()
        await patient.pilot.resize_terminal(120, 40)
        await patient.settle()
        await patient.pilot.pause(0.1)
        assert patient.page.query_one(Entry).value == "two years"
        await patient.press("enter")
        assert answers(patient)["reason_duration"] == "two years"


async def test_a_slip_is_put_right(desk: FrontDesk, opens: Opens) -> None:
    """Every key that moves or erases in a box, in both kinds of boxes; other keys say nothing."""
    async with opens(desk) as patient:
        await skip_to(patient, "reason_duration")
        await patient.type("two yeers")
        await patient.press("backspace", "backspace", "left", "delete", "a", "end", "r", "s")
        await patient.press("home", "x", "left", "right", "ctrl+h", "f8", "alt+x", "ctrl+a")
        assert patient.page.query_one(Entry).value == "two years"
        assert "Please use numbers" not in patient.screen_text()
        await skip_to(patient, "birth_date")
        await patient.type("12")
        await patient.press("backspace")
        assert patient.page.query(Entry).first().value == "1"


async def test_typed_markup_is_text(desk: FrontDesk, opens: Opens) -> None:
    """`[@click=app.quit]` is a strange name and nothing else."""
    name = "[@click=app.quit]Ana[/] [/nope] [red]"
    async with opens(desk) as patient:
        await skip_to(patient, "given_name")
        await patient.type(name)
        await patient.press("enter")
        await patient.type("Diaz")
        await patient.press("enter", "enter")
        assert answers(patient)["given_name"] == name
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        app.show(guide.question, 3)
        await patient.settle()
        from dataclasses import replace

        guide.intake.session = replace(guide.intake.session, at=REVIEW)
        for number in range(1, 6):
            app.show(guide.question, number)
            await patient.settle()
            if name[:30] in patient.screen_text():
                break
        else:
            raise AssertionError("the name is not on the review as it was typed")


async def test_a_long_paste_is_refused_with_words(desk: FrontDesk, opens: Opens) -> None:
    """Never cut, never silent."""
    async with opens(desk) as patient:
        await skip_to(patient, "given_name")
        patient.app.post_message(events.Paste("x" * 500))
        await patient.pilot.pause(0.1)
        assert patient.page.query(Entry).first().value == ""
        assert "That was too long" in patient.page.query_one(Message).text


async def test_the_weight_is_asked_with_its_unit_and_never_changed(
    desk: FrontDesk, opens: Opens
) -> None:
    """No unit, no number; an unusual one is read back and kept as it was typed."""
    async with opens(desk) as patient:
        await skip_to(patient, "weight")
        await patient.press("tab", "tab", "tab")
        await patient.type("154")
        await patient.press("enter")
        assert "First choose pounds or kilograms" in patient.screen_text()
        await patient.press("tab")
        await patient.touch("Kilograms")
        assert "That is 340 pounds" in patient.screen_text()
        await patient.press("enter")
        assert patient.shows(WeightCheck)
        await patient.press("1")
        assert answers(patient)["weight"] == Weight(value="154", unit="kg", confirmed=True)
        await patient.press("escape")
        await patient.touch("Next")
        await patient.press("2")
        assert answers(patient)["weight"] == Weight(value="154", unit="lb")


async def test_height_in_feet(desk: FrontDesk, opens: Opens) -> None:
    """Two boxes, read back in centimetres."""
    async with opens(desk) as patient:
        await skip_to(patient, "height")
        await patient.press("1")
        await patient.type("5")
        await patient.press("enter")
        await patient.type("7")
        assert "170.2 centimeters" in patient.screen_text()
        await patient.press("enter")
        assert answers(patient)["height"] == HeightImperial(feet=5, inches=7)


async def test_a_day_that_does_not_exist_is_said(desk: FrontDesk, opens: Opens) -> None:
    """The 31st of February."""
    async with opens(desk) as patient:
        await skip_to(patient, "birth_date")
        for part in ("2", "31", "1984"):
            await patient.type(part)
            await patient.press("enter")
        assert "! February 1984 has 29 days. Please check the day." in patient.screen_text()
        assert "birth_date" not in answers(patient)


async def test_letters_in_a_box_of_digits_are_the_keys_of_the_page(
    desk: FrontDesk, opens: Opens
) -> None:
    """S and T are printed on the ways out; another letter is refused with words."""
    async with opens(desk) as patient:
        await skip_to(patient, "weight")
        await patient.press("1", "1", "x")
        assert "Please use numbers here." in patient.screen_text()
        assert patient.page.query_one(Entry).value == "1"
        await patient.press("s")
        assert answers(patient)["weight"] == "not_sure"


async def test_medicines_are_suggested_and_never_guessed(desk: FrontDesk, opens: Opens) -> None:
    """A pick is confirmed, Enter keeps what was typed, digits are text."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.type("zanax")
        assert "Xanax" in patient.screen_text()
        await patient.press("down", "enter")
        assert patient.shows(MedicineDetail)
        await patient.press("1")
        while patient.shows(MedicineDetail):
            await patient.press("1")
        await patient.type("vitamin b12 mix of mine")
        await patient.press("enter")
        assert patient.shows(MedicineDetail)
        await patient.press("4")
        assert patient.shows(MedicinesPage)
        assert "Your list: 2 so far" in patient.screen_text()
        await patient.press("f5")
        listed = answers(patient)["medications"]
        assert isinstance(listed, tuple)
        assert (listed[0].entered, listed[0].confirmed) == ("zanax", "alprazolam")
        assert listed[1] == MedicationEntry(entered="vitamin b12 mix of mine", status="as_needed")


async def test_a_near_miss_is_asked_about_before_it_is_kept(desk: FrontDesk, opens: Opens) -> None:
    """Enter picks nothing: it asks, with the focus on what was typed; typing on or a pick is as near."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.type("nardill")
        await patient.press("enter")
        assert patient.shows(MedicinesPage)
        text = patient.screen_text()
        assert "Did you mean one of these? Or keep yours." in text
        assert "► Keep what I typed: nardill" in text
        await patient.press("enter")
        assert patient.shows(MedicineDetail)
        await patient.press("1")
        listed = answers(patient)["medications"]
        assert isinstance(listed, tuple)
        assert [(each.entered, each.confirmed) for each in listed] == [("nardill", None)]


async def test_the_pain_scale_takes_ten_as_two_digits(desk: FrontDesk, opens: Opens) -> None:
    """1 then 0 is ten; Next is needed."""
    async with opens(desk) as patient:
        await skip_to(patient, "pain_now", main_reason="chronic_pain")
        await patient.press("1", "0")
        assert "my pain is 10 out of 10" in patient.screen_text()
        assert "pain_now" not in answers(patient)
        await patient.press("enter")
        assert answers(patient)["pain_now"] == 10


async def test_without_colour_state_is_said_in_words_and_shapes(
    desk: FrontDesk, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Focus and stored answer differ by box, mark and words."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opens(desk) as patient:
        assert patient.app.no_color
        await skip_to(patient, "aneurysm")
        await patient.press("3", "escape", "tab")
        lines = patient.screen_text().split("\n")
        assert any("[1] ► Yes" in line for line in lines)
        assert any("[3]" in line and "● your answer" in line for line in lines)
        assert any("┏" in line for line in lines) and any("┌" in line for line in lines)


async def test_the_ways_out_of_a_long_list_have_their_letters(
    desk: FrontDesk, opens: Opens
) -> None:
    """Y is "I'm not sure" and Z staff, on the page of several answers as on that of one."""
    async with opens(desk) as patient:
        await patient.press("1", "2", "a")
        keys = {choice.label: choice.key for choice in patient.page.query(Choice)}
        assert (keys["I'm not sure"], keys["I'd rather tell staff"]) == ("Y", "Z")
        await patient.press("y", "f5")
        assert answers(patient)["other_reasons"] == "not_sure"


async def test_stored_lists_come_back(desk: FrontDesk, opens: Opens) -> None:
    """Several choices: none switches the others off, back shows what was marked."""
    async with opens(desk) as patient:
        await patient.press("1", "2", "a", "a", "c", "k")
        marked = {c.code for c in patient.page.query(Choice) if c.stored}
        assert marked == {"#none"}
        await patient.press("a", "c", "f5")
        assert answers(patient)["other_reasons"] == ("anxiety", "chronic_pain")
        await patient.press("escape")
        assert {c.code for c in patient.page.query(Choice) if c.stored} == {
            "anxiety",
            "chronic_pain",
        }


def test_make_desk_is_real(make_desk: Callable[..., FrontDesk]) -> None:
    """The tests use a real folder with real keys."""
    assert (make_desk().home / "settings.json").is_file()


LISTED = (MedicationEntry(entered="zoloft"), MedicationEntry(entered="the blue one"))
HALF_DONE: list[tuple[str, object]] = [
    ("reason_duration", "two years"),
    ("birth_date", ("3", "2", "")),
    ("weight", ("lb", ("15",))),
    ("other_reasons", ("anxiety", "chronic_pain")),
    ("pain_now", 6),
    ("last_food_hours", "9"),
    ("allergies", Lines(("penicillin", "latex"), "peanu")),
    ("allergies", Lines(("penicillin", "latex"), "penicillin V", changing=0)),
    ("medications", Work(LISTED, "warfari")),
    ("medications", Work(LISTED, "warfari", editing=1, asks="how")),
    ("medications", Work(LISTED, "warfari", editing=0, asks="strength")),
    ("medications", Work(LISTED, asks="missed")),
    ("consent_care", (True, "Ana D", False)),
]


async def test_every_page_keeps_what_was_entered_through_language_and_hiding(
    desk: FrontDesk, opens: Opens
) -> None:
    """F3, F2 and F2 again, from inside a box as well: nothing is lost, and the words are Spanish."""
    async with opens(desk) as patient:
        await patient.press("1")
        app, guide = patient.app, patient.guide
        assert guide.intake is not None
        begun = guide.intake.session
        for question, kept in HALF_DONE:
            guide.language = "en"
            guide.intake.session = dataclasses.replace(begun, at=question)
            app.show(guide.question, kept)
            page = await patient.settle()
            before = page.keep()
            assert before == kept, question
            await patient.press("f3", "f2")
            assert patient.shows(HiddenPage), question
            await patient.press("f2")
            assert type(patient.page) is type(page) and patient.page.keep() == before, question
            assert "Ocultar" in patient.screen_text()


@pytest.mark.parametrize(("key", "kept"), [("enter", ""), ("f4", "skipped")])
async def test_an_empty_box_is_not_told_to_staff(
    desk: FrontDesk, opens: Opens, key: str, kept: str
) -> None:
    """Going on with an empty box and "I'd rather tell staff" are two answers, also on shared pages."""
    async with opens(desk) as patient:
        await skip_to(patient, "reason_duration")
        await patient.press(key)
        await skip_to(patient, "record_number")
        patient.page.query(Entry)[1].value = "555-0199"
        await patient.press(*["enter"] * 3 if key == "enter" else [key])
        await patient.settle()
        given = answers(patient)
    assert [given[q] for q in ("reason_duration", "record_number", "interpreter_or_helper")] == [
        kept
    ] * 3
    assert given["phone"] == "555-0199"
