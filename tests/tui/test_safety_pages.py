"""Urgent answers, help, silence, hand-back: what the patient sees is what happened."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Digits

from kiosk import alerts
from kiosk.intake import FrontDesk
from kiosk.interview.session import REVIEW
from kiosk.model.answer import SKIPPED, Answer, MedicationEntry
from kiosk.records import runtime
from kiosk.tui import requests
from kiosk.tui.ended import Exit
from kiosk.tui.screens.crisis import CrisisPage, StopPage
from kiosk.tui.screens.idle import IdlePage
from kiosk.tui.screens.notices import (
    HelpPage,
    HiddenPage,
    NoRoomPage,
    PausedPage,
    ThanksPage,
)
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.widgets.field import Entry
from tests.tui.conftest import Opens, Patient
from tests.tui.walk import skip_to


async def test_the_crisis_page_promises_only_what_happened(desk: FrontDesk, opens: Opens) -> None:
    """Nobody watches: the page says to tell the front desk. Somebody does: staff have been told."""
    async with opens(desk) as patient:
        await skip_to(patient, "asq_1")
        await patient.press("1")
        assert patient.shows(CrisisPage)
        text = patient.screen_text()
        assert "Please tell the front desk now" in text and "has been told" not in text
        assert "988" in text and "Call 911" in text and "555-0100" not in text
        await patient.press("2")
        assert patient.at == "asq_2"
        alerts.say_watching(desk.home)
        await patient.press("1")
        while patient.at != "asq_5" and not patient.shows(CrisisPage):
            await patient.press("1")
        if not patient.shows(CrisisPage):
            await patient.press("1")
        assert "A member of staff has been told. Please stay here." in patient.screen_text()
        assert "is coming" not in patient.screen_text()


async def test_an_emergency_stops_the_questions_until_staff_are_there(
    desk: FrontDesk, opens: Opens
) -> None:
    """No way back and no way on but with staff."""
    async with opens(desk) as patient:
        await patient.press("1", "1")
        assert patient.shows(StopPage)
        await patient.press("escape", "enter", "2", "space", "1", "1", "1")
        assert patient.shows(StopPage)
        assert patient.guide.intake is not None
        assert not patient.guide.intake.session.helped_by_staff, "the key of Yes calls nobody here"
        await patient.press("s", "s", "enter", "1", "2")
        assert patient.shows(StopPage), "said to be here, then not yet"
        await patient.press("s")
        assert "Is a member of staff really with you?" in patient.screen_text()
        await patient.press("2")
        assert patient.at == "main_reason"
        assert patient.guide.intake is not None and patient.guide.intake.session.helped_by_staff


async def test_an_emergency_still_stops_after_a_restart(desk: FrontDesk, opens: Opens) -> None:
    """Killed on the stop page, the kiosk comes back to it."""
    async with opens(desk) as patient:
        await patient.press("1", "1")
        assert patient.shows(StopPage)
        assert patient.guide.intake is not None
        patient.guide.intake._draft.close()
    async with opens(desk) as patient:
        assert patient.shows(StopPage)


async def test_help_says_whether_staff_were_told(desk: FrontDesk, opens: Opens) -> None:
    """F1 from inside a box; the box keeps its text and the band says when."""
    async with opens(desk) as patient:
        await skip_to(patient, "given_name")
        await patient.type("Ana")
        await patient.press("f1")
        assert patient.shows(HelpPage)
        assert "could not reach the staff" in patient.screen_text()
        await patient.press("1")
        assert patient.page.query(Entry).first().value == "Ana"
        alerts.say_watching(desk.home)
        await patient.press("f1")
        assert "Help is on the way" in patient.screen_text()
        await patient.press("1")
        assert "● Help asked for at" in patient.screen_text()
        await patient.press("f1", "3")
        assert patient.page.query(Entry).first().value == "Ana"
        assert patient.guide.intake is not None and patient.guide.intake.session.helped_by_staff


async def silence(patient: Patient) -> None:
    """As if nobody had touched anything for as long as the clinic allows."""
    patient.app.touched_at -= patient.guide.desk.settings.idle_seconds + 1
    patient.guide.look_for_silence()
    await patient.settle()


async def test_silence_asks_and_any_key_is_more_time(
    desk: FrontDesk, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By sight and by bell, with 20 seconds at least, and as often as the patient wants."""
    rung: list[str] = []
    async with opens(desk) as patient:
        monkeypatch.setattr(patient.app, "bell", lambda: rung.append("bell"))
        await skip_to(patient, "given_name")
        await patient.type("Ana")
        for count in range(1, 11):
            await silence(patient)
            assert patient.shows(IdlePage) and len(rung) == count
            assert int(patient.page.query_one(Digits).value) >= 20
            assert "Ana" not in patient.screen_text()
            await patient.press("x")
            assert patient.page.query(Entry).first().value == "Ana"


async def test_a_window_that_is_too_small_has_help_and_keeps_nobody_elses_answers(
    desk: FrontDesk, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Help and the other language are there; left alone, it clears as any page does, without a sound."""
    rung: list[str] = []
    async with opens(desk) as patient:
        monkeypatch.setattr(patient.app, "bell", lambda: rung.append("bell"))
        await skip_to(patient, "given_name")
        await patient.type("Ana")
        await patient.pilot.resize_terminal(60, 18)
        await patient.pilot.pause()
        alerts.say_watching(desk.home)
        for key, shown in (("f1", "Help asked for at"), ("f3", "Pedir ayuda")):
            await patient.press(key)
            assert shown in patient.screen_text()
        assert "Ana" not in patient.screen_text()
        assert [alert.kind for alert in desk.store.alerts()] == ["help"]
        await silence(patient)
        assert not rung and patient.guide.intake
        patient.app.touched_at -= IdlePage.seconds
        patient.guide.look_for_silence()
        await patient.pilot.pause()
        assert patient.app.return_value == Exit.NEXT_PATIENT
        assert patient.guide.intake.session.answers["given_name"] == "Ana"


async def test_help_hiding_and_the_other_language_work_while_it_asks(
    desk: FrontDesk, opens: Opens
) -> None:
    """F1, F2 and F3 are signs of life with a meaning of their own; what was typed stays throughout."""
    async with opens(desk) as patient:
        await skip_to(patient, "given_name")
        await patient.type("Ana")
        await silence(patient)
        await patient.press("f3")
        assert patient.shows(IdlePage) and "¿Sigue ahí?" in patient.screen_text()
        await patient.press("f2")
        assert patient.shows(HiddenPage)
        await silence(patient)
        assert patient.shows(IdlePage)
        await patient.press("x")
        assert patient.shows(HiddenPage), "more time shows nothing to a passer-by"
        await patient.press("f1")
        assert patient.shows(HelpPage)
        await patient.press("1", "f2")
        assert patient.page.query(Entry).first().value == "Ana"
        await silence(patient)
        await patient.press("f1")
        assert patient.shows(HelpPage)
        await patient.press("1")
        assert patient.page.query(Entry).first().value == "Ana"


async def test_a_change_that_a_silence_interrupts_is_gone_on_with(
    desk: FrontDesk, opens: Opens
) -> None:
    """From the review to a text, half changed, silence: back at the text, then at the review."""
    async with opens(desk) as patient:
        await skip_to(patient, REVIEW)
        patient.guide.on_change_answer(requests.ChangeAnswer("reason_duration"))
        await patient.type(" or more")
        await silence(patient)
        await patient.press("x")
        assert patient.at == "reason_duration"
        assert patient.page.query(Entry).first().value == "Ana or more"
        await patient.press("enter")
        assert patient.at == REVIEW


async def test_an_urgent_answer_kept_in_a_silence_still_gets_its_page(
    desk: FrontDesk, opens: Opens
) -> None:
    """Marked, not yet given, silence: staff are told then, and the page comes with Next."""
    async with opens(desk) as patient:
        await skip_to(patient, "other_reasons")
        await patient.touch("Thoughts of suicide")
        await silence(patient)
        assert [row.kind for row in desk.store.alerts()] == ["urgent"]
        await patient.press("x", "f5")
        assert patient.shows(CrisisPage)


async def test_an_empty_seat_greets_the_next_person_as_it_greeted_the_first(
    desk: FrontDesk, opens: Opens
) -> None:
    """Another language, help that was asked for: gone with whoever left."""
    async with opens(desk) as patient:
        await patient.press("f3", "3")
        await silence(patient)
        assert patient.shows(WelcomePage)
        await patient.press("f3")
        await silence(patient)
        assert patient.guide.language == "en"
        page = patient.page
        await silence(patient)
        assert patient.page is page, "nothing moves by itself"


async def test_after_a_power_loss_nobody_sees_the_answers_without_the_code(
    desk: FrontDesk, opens: Opens, make_desk: Callable[..., FrontDesk]
) -> None:
    """The key died with the power: the welcome page, and the four words open the draft."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke", given_name="Zebulon")
        assert patient.guide.intake is not None
        code = patient.guide.intake.code
        patient.guide.intake.let_go()
    for key in runtime.folder(desk.home).glob("*.key"):
        key.unlink()
    async with opens(make_desk()) as patient:
        assert patient.shows(WelcomePage) and "Zebulon" not in patient.screen_text()
        await patient.press("3")
        for box, word in zip(patient.page.query(Entry), code, strict=True):
            box.value = word
        await patient.touch("Go on")
        assert patient.at == "stroke"


@pytest.mark.parametrize(
    ("question", "kept", "then"),
    [
        ("given_name", "Ana", "family_name"),
        ("allergies", ("Ana",), "allergies"),
        ("medications", (MedicationEntry(entered="Ana"),), "medications"),
    ],
)
async def test_silence_clears_the_screen_and_keeps_every_word(
    desk: FrontDesk,
    opens: Opens,
    make_desk: Callable[..., FrontDesk],
    question: str,
    kept: Answer,
    then: str,
) -> None:
    """What stood in an unfinished box is in the draft, and the code opens it."""
    async with opens(desk) as patient:
        await skip_to(patient, question)
        await patient.type("Ana")
        assert patient.guide.intake is not None
        code = " ".join(patient.guide.intake.code)
        await silence(patient)
        page: Any = patient.page
        page._until = 0.0
        page._count()
        await patient.pilot.pause(0.3)
        assert patient.app.return_value == Exit.NEXT_PATIENT
    again = make_desk()
    assert again.resume_local() is None
    resumed = again.resume(code)
    assert resumed.session.at == then
    assert resumed.session.answers[question] == kept


async def test_stop_for_now_from_help(desk: FrontDesk, opens: Opens) -> None:
    """Called away in the middle: F1, then the code."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke")
        await patient.press("f1", "4")
        assert patient.shows(PausedPage)
        await patient.press("1")
        assert patient.at == "stroke" and not patient.shows(PausedPage)


async def test_stop_for_now_shows_the_code_and_the_code_goes_on(
    desk: FrontDesk, opens: Opens
) -> None:
    """2 on the idle page, then the four words on the welcome page."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke")
        await silence(patient)
        await patient.press("2")
        assert patient.shows(PausedPage)
        assert patient.guide.intake is not None
        code = patient.guide.intake.code
        assert "  ".join(code) in patient.screen_text()
        await patient.press("2")
        assert patient.app.return_value == Exit.NEXT_PATIENT
    async with opens(desk) as patient:
        assert patient.shows(WelcomePage)
        await patient.press("3")
        for word in ("dust", "squirrel", "topaz", "jersey"):
            await patient.type(word)
            await patient.press("enter")
        assert "open nothing here" in patient.screen_text()
        patient.page.query(Entry).first().value = "ocaen"
        await patient.touch("Go on")
        assert "Did you mean “ocean”?" in patient.screen_text()
        for box, word in zip(patient.page.query(Entry), code, strict=True):
            box.value = word.upper()
        await patient.touch("Go on")
        assert patient.at == "stroke"


async def test_a_crash_comes_back_to_the_same_question(desk: FrontDesk, opens: Opens) -> None:
    """The draft is the truth; the screen shows it."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke")
        await patient.press("2")
        assert patient.guide.intake is not None
        patient.guide.intake._draft.close()
    async with opens(desk) as patient:
        assert patient.at == "aneurysm"
        assert "bulge" in patient.screen_text()


async def test_a_full_disk_sends_the_patient_to_the_front_desk(
    desk: FrontDesk, opens: Opens
) -> None:
    """Nothing acknowledged is lost, and the same question comes back when there is room again."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke")
        assert patient.guide.intake is not None
        before = patient.guide.intake.session
        draft = patient.guide.intake._draft
        descriptor = draft._descriptor
        with Path("/dev/full").open("wb") as full:
            draft._descriptor = full.fileno()
            await patient.press("2")
            assert patient.shows(NoRoomPage)
            assert "tell the front desk" in patient.screen_text()
        draft._descriptor = descriptor
        assert patient.guide.intake.session == before
        await patient.press("1")
        assert patient.at == "stroke"


async def test_hand_back_shows_nothing_personal(desk: FrontDesk, opens: Opens) -> None:
    """Signed, stored, delivered; the last page names nobody."""
    async with opens(desk) as patient:
        await skip_to(patient, "consent_care", given_name="Zebulon", family_name="Quux")
        await patient.press("1")
        await patient.type("Zebulon Quux")
        await patient.press("enter")
        assert patient.shows(ThanksPage)
        text = patient.screen_text()
        assert "Zebulon" not in text and "Quux" not in text
        assert "give this screen back" in text
        assert len(desk.store.list()) == 1
        await patient.press("f1", "1")
        assert patient.shows(ThanksPage)
        page: Any = patient.page
        page._until = 0.0
        page._count()
        await patient.pilot.pause(0.3)
        assert patient.app.return_value == Exit.NEXT_PATIENT


async def test_signing_on_paper_leaves_the_statements_open(desk: FrontDesk, opens: Opens) -> None:
    """3 on the first statement: the intake ends, nothing is signed for the patient."""
    async with opens(desk) as patient:
        await skip_to(patient, "consent_off_label")
        intake = patient.guide.intake
        await patient.press("3")
        assert patient.shows(ThanksPage)
        assert intake is not None
        signed = {q: a for q, a in intake.session.answers.items() if q.startswith("consent")}
        assert set(signed.values()) == {SKIPPED}


async def test_keys_that_leave_other_apps_do_nothing(desk: FrontDesk, opens: Opens) -> None:
    """No quit, no palette, no suspend, no clipboard."""
    async with opens(desk) as patient:
        await skip_to(patient, "stroke")
        keys = ["ctrl+q", "ctrl+c", "ctrl+z", "ctrl+d", "ctrl+p", "ctrl+backslash", "f11", "f12"]
        await patient.press(*keys, "ctrl+v", "ctrl+x", "ctrl+s", "alt+f4", "insert")
        assert patient.at == "stroke"
        assert patient.app.is_running
        assert len(patient.app.screen_stack) == 1


async def test_a_signature_is_a_name_and_another_name_is_asked_about(
    desk: FrontDesk, opens: Opens
) -> None:
    """Digits sign nothing; a name that was never given is kept as typed, after a second press."""
    async with opens(desk) as patient:
        await skip_to(patient, "consent_care", given_name="Ana", family_name="Díaz")
        await patient.press("1")
        await patient.type("1111")
        await patient.press("enter")
        assert "Please type your name." in patient.screen_text()
        await patient.press("ctrl+u")
        await patient.type("Bob Smith")
        await patient.press("enter")
        text = patient.screen_text()
        assert "That is not the name you gave." in text and "You gave the name: Ana Díaz" in text
        await patient.press("1", "enter")
        assert "You signed: Bob Smith" in patient.screen_text()
        await patient.press("2")
        assert patient.shows(ThanksPage)
        assert "988" not in patient.screen_text(), "nothing urgent was said"


async def test_the_last_page_keeps_who_said_something_urgent_near(
    desk: FrontDesk, opens: Opens
) -> None:
    """One calm line, which names nobody and nothing."""
    async with opens(desk) as patient:
        await skip_to(patient, "consent_care", asq_1="yes")
        await patient.press("1")
        await patient.type("Ana")
        await patient.press("enter")
        assert patient.shows(ThanksPage)
        text = " ".join(patient.screen_text().split())
        assert "Please stay near the front desk." in text and "988" in text
        assert "Ana" not in text
