"""The interview as a patient goes through it: forward, back, review, change, and never losing a word."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.interview.check import check_answer
from kiosk.interview.session import (
    DONE,
    REVIEW,
    Answered,
    Changing,
    Event,
    LanguageChosen,
    Noted,
    Reviewed,
    Session,
    WentBack,
    apply,
    event_from_plain,
    event_to_plain,
    page_of,
    progress,
    start,
)
from kiosk.model.answer import MedicationEntry
from kiosk.model.protocol import Protocol
from tests.support.patients import TODAY, answers
from tests.support.strategies import answer_to


def answered(session: Session, answer: Any) -> Session:
    """The question on the screen, answered."""
    item = session.form.by_id[session.at]
    stored = check_answer(item, session.form.options(item), answer)
    return apply(session, Answered(question=session.at, answer=stored))


def walked(protocol: Protocol, given_answers: dict[str, Any], until: str = REVIEW) -> Session:
    """An interview with these answers, skipping what they do not name."""
    session = start(protocol.questionnaire)
    while session.at not in (until, DONE):
        session = (
            apply(session, Reviewed())
            if session.at == REVIEW
            else answered(session, given_answers.get(session.at, "skipped"))
        )
    return session


def test_first_question_is_about_right_now(protocol: Protocol) -> None:
    assert start(protocol.questionnaire).at == "emergency_symptoms"


def test_healthy_person_reaches_the_review_and_the_end(protocol: Protocol) -> None:
    session = walked(protocol, answers())
    assert session.at == REVIEW
    session = apply(session, Reviewed())
    while session.at != DONE:
        assert protocol.questionnaire.part_of[session.at] == "check_and_sign"
        session = answered(session, "yes" if session.at != "signature" else "Ana Díaz")
    assert session.withdrawn == ()


def test_healthy_depression_path_stays_under_75_screens(protocol: Protocol, root: Path) -> None:
    """Every page with a question, for a woman whose infusion is today; the signature shares one."""
    session = walked(protocol, {**answers(), **TODAY, "last_drink_hours": 8}, until=DONE)
    pages = len({page_of(session, question) for question in session.asked.order}) - 1
    assert pages < 75
    assert f"is {pages} pages with a question" in (root / "README.md").read_text("utf-8")


def test_back_leaves_a_page_of_several_questions_as_a_whole(protocol: Protocol) -> None:
    session = walked(protocol, answers(), until="birth_date")
    on_names = apply(session, WentBack())
    assert page_of(on_names, on_names.at) == ("given_name", "family_name", "preferred_name")
    assert apply(on_names, WentBack()).at == "prior_treatments"


def test_back_never_clears(protocol: Protocol) -> None:
    session = walked(protocol, answers(), until="stroke")
    back = apply(session, WentBack())
    assert back.answers == session.answers
    assert back.at != "stroke"
    assert apply(start(protocol.questionnaire), WentBack()).at == "emergency_symptoms"


def test_change_on_the_review_returns_to_it(protocol: Protocol) -> None:
    session = apply(walked(protocol, answers()), Changing(question="stroke"))
    assert (session.at, session.returning) == ("stroke", True)
    after = answered(session, "yes")
    assert after.at == REVIEW
    assert [(w.question, w.answer, w.cause) for w in after.withdrawn] == [
        ("stroke", "no", "changed")
    ]
    unchanged = answered(session, "no")
    assert unchanged.withdrawn == ()
    assert apply(session, WentBack()).at == REVIEW


LINES = {name: (MedicationEntry(entered=name),) for name in ("zanax", "norco", "theophylline")}


def noted(session: Session, *names: str) -> Session:
    """The medicine list as it stands while it is being made."""
    lines = tuple(line for name in names for line in LINES[name])
    return apply(session, Noted(question="medications", answer=lines))


def given_list(session: Session, *names: str) -> Session:
    """That's all."""
    return answered(session, [{"entered": name} for name in names])


def test_lines_of_a_list_are_kept_while_the_patient_stays_on_it(protocol: Protocol) -> None:
    session = walked(protocol, answers(takes_no_medications="no"), until="medications")
    one = noted(session, "zanax")
    two = noted(one, "zanax", "norco")
    assert two.at == "medications"
    assert two.answers["medications"] == (*LINES["zanax"], *LINES["norco"])
    given = given_list(two, "zanax", "norco")
    assert given.at == "allergies"
    assert given.withdrawn == ()


def test_a_list_that_was_not_given_is_asked_again(protocol: Protocol) -> None:
    session = walked(protocol, answers(takes_no_medications="no"))
    session = apply(session, Changing(question="medications"))
    half = apply(noted(session, "zanax"), WentBack())
    assert half.at == REVIEW
    assert apply(half, Reviewed()).at == "medications"


def test_taking_off_the_last_line_never_says_that_there_is_none(protocol: Protocol) -> None:
    session = walked(protocol, answers(takes_no_medications="no"), until="medications")
    assert "medications" not in noted(noted(session, "zanax"), *()).answers


def test_a_given_list_that_is_changed_line_by_line_is_withdrawn_once(protocol: Protocol) -> None:
    session = walked(protocol, answers(takes_no_medications="no"), until="medications")
    session = given_list(session, "theophylline")
    session = apply(session, Changing(question="medications"))
    for names in ((), ("zanax",), ("zanax", "norco")):
        session = noted(session, *names)
    session = given_list(session, "zanax", "norco")
    (gone,) = session.withdrawn
    assert gone.answer == LINES["theophylline"]


def test_an_edit_that_opens_questions_asks_them_before_the_review(protocol: Protocol) -> None:
    session = apply(walked(protocol, answers()), Changing(question="high_blood_pressure"))
    opened = answered(session, "yes")
    assert opened.at == "high_blood_pressure_controlled"
    assert answered(opened, "yes").at == REVIEW


def test_a_hidden_answer_comes_back_when_its_question_does(protocol: Protocol) -> None:
    given_answers = answers(high_blood_pressure="yes", high_blood_pressure_controlled="yes")
    session = walked(protocol, given_answers)
    shut = answered(apply(session, Changing(question="high_blood_pressure")), "no")
    assert "high_blood_pressure_controlled" in shut.asked.hidden
    again = answered(apply(shut, Changing(question="high_blood_pressure")), "yes")
    assert again.asked.answers["high_blood_pressure_controlled"] == "yes"
    assert again.at == REVIEW


@pytest.mark.parametrize("where", ["main_reason", "other_reasons"])
def test_suicidal_reason_brings_the_screen_at_once(protocol: Protocol, where: str) -> None:
    named: Any = "suicidal_ideation" if where == "main_reason" else ["suicidal_ideation"]
    session = walked(protocol, answers(**{where: named}), until="asq_1")
    assert "given_name" not in session.answers
    assert progress(session).part == 2


def test_progress_never_runs_backwards(protocol: Protocol) -> None:
    session = start(protocol.questionnaire)
    given_answers = answers(main_reason="suicidal_ideation")
    last = 0
    while session.at != REVIEW:
        here = progress(session)
        assert here.part >= last
        assert here.parts == 8
        last = here.part
        session = answered(session, given_answers.get(session.at, "skipped"))
    assert progress(session).part == 8


@given(data=st.data())
def test_any_answers_lead_to_the_review_and_replay_to_the_same_session(
    protocol: Protocol, data: st.DataObject
) -> None:
    """Whatever is answered, taken back or changed: replaying the events gives the same session."""
    form = protocol.questionnaire
    session = start(form)
    events: list[Event] = []

    def step(event: Event) -> None:
        nonlocal session
        events.append(event)
        session = apply(session, event)

    for _ in range(data.draw(st.integers(0, 12))):
        if session.at == REVIEW:
            step(Changing(question=data.draw(st.sampled_from(session.asked.order))))
        kind = data.draw(st.sampled_from(["answer", "answer", "answer", "back", "language"]))
        if kind == "back":
            step(WentBack())
        elif kind == "language":
            step(LanguageChosen(language=data.draw(st.sampled_from(["en", "es"]))))
        elif session.at in form.by_id:
            item = form.by_id[session.at]
            raw = data.draw(answer_to(item, form))
            step(Answered(question=session.at, answer=check_answer(item, form.options(item), raw)))
    for _ in range(400):
        if session.at == REVIEW:
            break
        step(Answered(question=session.at, answer="skipped"))
    assert session.at == REVIEW
    assert all(
        question in session.answers
        for question in session.asked.order
        if form.part_of[question] != "check_and_sign"
    )
    replayed = start(form)
    for event in events:
        replayed = apply(replayed, event_from_plain(event_to_plain(event)))
    assert replayed == session
