"""A list that is typed line by line: no way off the page takes a line or a word away."""

from pathlib import Path

import pytest

from kiosk.intake import FrontDesk
from kiosk.interview.session import REVIEW
from kiosk.model.answer import REST, Answer, MedicationEntry
from kiosk.tui import requests
from kiosk.tui.screens.lists import ListPage
from kiosk.tui.screens.medicine import MedicineDetail
from kiosk.tui.screens.missed import MissedPage
from kiosk.tui.screens.notices import NoRoomPage
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.wording import TOLD_LATER
from tests.support.judge import Judge
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import HEALTHY, skip_to


def stored(patient: Patient, question: str) -> Answer | None:
    """What is kept of `question`."""
    assert patient.guide.intake is not None
    return patient.guide.intake.session.answers.get(question)


def names(patient: Patient) -> list[str]:
    """The medicines that are kept, in the patient's words."""
    kept = stored(patient, "medications")
    assert isinstance(kept, tuple)
    return [each.entered for each in kept if isinstance(each, MedicationEntry)]


async def listed(patient: Patient, *texts: str) -> None:
    """Type allergies, one after the other."""
    for text in texts:
        await patient.type(text)
        await patient.press("enter")


async def small(patient: Patient) -> None:
    """The window shrinks until nothing can be read."""
    await patient.pilot.resize_terminal(60, 18)
    await patient.pilot.pause(0.1)


LEAVING = ["f1", "f2", "f6", "escape", "f4", "small"]


async def leave(patient: Patient, how: str) -> None:
    """Away from the page."""
    if how == "small":
        await small(patient)
    else:
        await patient.press(how)


@pytest.mark.parametrize("how", LEAVING)
async def test_a_line_that_is_being_changed_stays_until_another_replaces_it(
    desk: FrontDesk, opens: Opens, how: str
) -> None:
    """Half of "penicillin" is erased, and the patient goes away: it is still an allergy."""
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await listed(patient, "penicillin", "latex")
        await patient.touch("penicillin")
        assert "Your list: 2 so far" in patient.screen_text()
        await patient.press(*["backspace"] * 5)
        await leave(patient, how)
        kept = stored(patient, "allergies")
        assert isinstance(kept, tuple)
        assert kept[:3] == ("penicillin", "latex", "penic")
        if how in ("f1", "f2"):
            await patient.press("1" if how == "f1" else "f2")
            await patient.press("escape")
            assert patient.at != "allergies"
            assert stored(patient, "allergies") == kept


@pytest.mark.parametrize("how", LEAVING)
async def test_medicines_that_were_typed_and_not_added_are_lines(
    desk: FrontDesk, opens: Opens, how: str
) -> None:
    """Word for word, a line for each drug, after what was on the list before."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.type("zoloft")
        await patient.press("enter", "1", "8")
        assert patient.shows(ListPage)
        await patient.type("warfarin, blue pill")
        await leave(patient, how)
        assert names(patient)[:3] == ["zoloft", "warfarin", "blue pill"]


async def test_what_waits_in_the_box_is_kept_before_the_details_are_asked(
    desk: FrontDesk, opens: Opens
) -> None:
    """Two medicines typed at once; the power goes while the first one's details are on the screen."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.type("zoloft, warfarin")
        await patient.press("enter")
        assert patient.shows(MedicineDetail)
        assert patient.guide.intake is not None
        patient.guide.intake._draft.close()
    again = desk.resume_local()
    assert again is not None
    kept = again.session.answers["medications"]
    assert kept == (MedicationEntry(entered="zoloft"), MedicationEntry(entered="warfarin"))


async def test_told_to_staff_takes_nothing_off_a_list(desk: FrontDesk, opens: Opens) -> None:
    """F4 keeps every line and says that there is more; once, and it can be taken off again."""
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await listed(patient, "penicillin", "latex")
        await patient.press("f4")
        assert patient.at != "allergies"
        assert stored(patient, "allergies") == ("penicillin", "latex", REST)
        await patient.press("escape")
        assert "I'll tell staff the rest" in patient.screen_text()
        await patient.press("f4", "escape")
        assert stored(patient, "allergies") == ("penicillin", "latex", REST)
        row = [c for c in patient.page.query(Choice) if c.note == "Take off"]
        await patient.pilot.click(row[0])
        await patient.press("f5")
        assert stored(patient, "allergies") == ("penicillin", "latex")


async def test_a_list_without_a_line_is_skipped(desk: FrontDesk, opens: Opens) -> None:
    """Told to staff as a whole, from the box and after the list was read back: never an empty list."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.press("f5")
        assert patient.shows(MissedPage)
        await patient.touch("I'd rather tell staff")
        assert stored(patient, "medications") == "skipped"
        await patient.press("f4")
        assert stored(patient, "allergies") == "skipped"


async def test_the_details_of_a_medicine_can_be_told_to_staff(
    desk: FrontDesk, opens: Opens
) -> None:
    """It counts as taken, and the provider reads what is still to be asked."""
    async with opens(desk) as patient:
        await skip_to(patient, "medications")
        await patient.type("zoloft")
        await patient.press("enter")
        await patient.touch("I'd rather tell staff")
        await patient.type("warfarin")
        await patient.press("enter", "1")
        await patient.touch("I'd rather tell staff")
        await patient.press("f5")
        assert patient.shows(MissedPage)
        await patient.touch("I'll tell staff the rest")
        assert stored(patient, "medications") == (
            MedicationEntry(entered="zoloft", how_often=TOLD_LATER),
            MedicationEntry(entered="warfarin", strength=TOLD_LATER, how_often="Once a day"),
            MedicationEntry(entered=REST),
        )


async def test_a_line_is_changed_left_and_taken_off(desk: FrontDesk, opens: Opens) -> None:
    """Each of them is asked for; That's all does none of them by itself."""
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await listed(patient, "penicilin", "latex", "dust")
        await patient.touch("penicilin")
        await patient.press(*["backspace"] * 9, "f5")
        assert "First leave it, or take it off." in patient.screen_text()
        await patient.type("penicillin")
        await patient.touch("latex")
        assert 'Add "penicillin" first' in patient.screen_text()
        await patient.press("enter")
        assert stored(patient, "allergies") == ("penicillin", "latex", "dust")
        await patient.touch("latex")
        await patient.touch("Leave it as it was")
        await patient.touch("dust")
        await patient.touch("Take it off my list")
        assert "Your list: 2 so far" in patient.screen_text()
        await patient.press("f5")
        assert stored(patient, "allergies") == ("penicillin", "latex")


async def test_a_line_shows_once_it_is_on_the_disk(desk: FrontDesk, opens: Opens) -> None:
    """A full disk: the list does not grow, the words stay in the box, and go in when there is room."""
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await listed(patient, "latex")
        assert patient.guide.intake is not None
        draft = patient.guide.intake._draft
        descriptor = draft._descriptor
        await patient.type("penicillin")
        with Path("/dev/full").open("wb") as full:
            draft._descriptor = full.fileno()
            await patient.press("enter")
            await patient.pilot.pause()
            assert patient.shows(NoRoomPage)
        draft._descriptor = descriptor
        await patient.press("1")
        assert "Your list: 1 so far" in patient.screen_text()
        assert patient.page.query_one(Entry).value == "penicillin"
        await patient.press("enter", "f5")
        assert stored(patient, "allergies") == ("latex", "penicillin")


async def test_back_keeps_what_was_entered_on_every_kind_of_page(
    desk: FrontDesk, opens: Opens
) -> None:
    """Esc from a text, from marked choices, and from a change that the review asked for."""
    async with opens(desk) as patient:
        await skip_to(patient, "other_reasons")
        await patient.press("c", "escape")
        assert patient.at == "main_reason"
        assert stored(patient, "other_reasons") == ("chronic_pain",)
        await skip_to(patient, "reason_duration")
        await patient.type("two years")
        await patient.press("escape")
        assert patient.at == "other_reasons"
        assert stored(patient, "reason_duration") == "two years"


async def test_a_change_of_a_list_that_was_left_is_asked_again(
    desk: FrontDesk, opens: Opens
) -> None:
    """From the review and back with a word in the box: kept, and not taken for the whole list."""
    async with opens(desk) as patient:
        await skip_to(patient, REVIEW, allergies=("latex",), **HEALTHY)
        patient.guide.on_change_answer(requests.ChangeAnswer("allergies"))
        await patient.type("penicillin")
        await patient.press("escape")
        assert patient.at == REVIEW
        assert stored(patient, "allergies") == ("latex", "penicillin")
        patient.guide.on_answers_are_right(requests.AnswersAreRight())
        await patient.settle()
        assert patient.at == "allergies"
        await patient.press("f5")
        assert patient.at == REVIEW


def test_the_line_for_staff_names_no_medicine_and_no_allergen(judge: Judge) -> None:
    """The provider reads it word for word; nothing is computed from it but that something is unknown, which is no No."""
    assert judge.vocabulary.exact(REST) == ()
    assert judge.vocabulary.drugs(REST) == (REST,)
    judged = judge(
        takes_no_medications="no", medications=[{"entered": REST}], allergies=["latex", REST]
    )
    assert [(each.generic, each.match) for each in judged.medications] == [(None, "unmatched")]
    raised = {flag.rule: flag.title for flag in judged.flags}
    assert raised["allergy_to_ketamine"] == "Allergies: not complete"
    assert "unidentified_medicine" in raised


@pytest.mark.parametrize(
    ("language", "nothing"),
    [("en", "I have no allergies"), ("es", "No tengo alergias")],
)
async def test_an_empty_list_is_never_taken_for_no_allergies(
    desk: FrontDesk, opens: Opens, language: str, nothing: str
) -> None:
    """One press of That's all too many says nothing; only the patient's own word is an empty list."""
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        if language == "es":
            await patient.press("f3")
        await patient.press("f5", "f5")
        assert patient.at == "allergies"
        assert stored(patient, "allergies") is None
        assert f'"{nothing}"' in patient.screen_text()
        await patient.touch(nothing)
        assert stored(patient, "allergies") == ()
        await patient.press("escape", "f5")
        assert patient.at == "allergies"


async def test_no_allergies_is_reached_by_keys_alone(desk: FrontDesk, opens: Opens) -> None:
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await patient.press("f5", "tab", "enter")
        assert stored(patient, "allergies") == ()


async def test_a_list_that_was_emptied_again_is_no_answer_either(
    desk: FrontDesk, opens: Opens
) -> None:
    async with opens(desk) as patient:
        await skip_to(patient, "allergies")
        await listed(patient, "latex")
        row = [c for c in patient.page.query(Choice) if c.note == "Change"]
        await patient.pilot.click(row[0])
        await patient.touch("Take it off my list")
        await patient.press("f5")
        assert patient.at == "allergies"
        assert '"I have no allergies"' in patient.screen_text()
