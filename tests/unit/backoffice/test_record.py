"""A record in staff's hands: opened, printed, measured, decided, corrected; what was submitted stays."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.backoffice.acting import (
    decide,
    mark_reviewed,
    measure,
    measured,
    page,
    print_patient,
    print_provider,
)
from kiosk.backoffice.corrections import amend, answer_from
from kiosk.backoffice.keeping import verify
from kiosk.backoffice.opened import open_record, version
from kiosk.backoffice.preview import preview
from kiosk.errors import BadAnswer, KioskError
from kiosk.interview.session import Answered
from kiosk.model.measured import Measured
from kiosk.model.record import Record
from kiosk.records.faults import UnknownRecord
from tests.support.back_room import BackRoom
from tests.support.judge import flag
from tests.support.layout_audit import text_of

CALM = {"blood_pressure": "120/80", "heart_rate": "70", "spo2": "98"}


def states(room: BackRoom, record_id: str) -> list[Record]:
    """Every version as it is stored, oldest first."""
    session = room.office().session
    return [Record.model_validate(v.body) for v in room.desk.store.versions(record_id, session)]


def test_every_version_and_every_act_is_told_with_its_name(room: BackRoom) -> None:
    record_id = room.hand_in({"aneurysm": "not_sure"})
    office = room.office()
    measure(office, record_id, measured(CALM))
    amend(office, record_id, "misread the question", {"aneurysm": "no"})
    decide(office, record_id, "modified", "first infusion", "0.4 mg/kg over 60 minutes")
    mark_reviewed(office, record_id)
    opened = open_record(office, record_id)
    kinds = [(v.number, v.kind, v.by, v.disposition) for v in opened.versions]
    assert kinds == [
        (1, "submitted", "", "withheld"),
        (2, "measured", "J. Park", "withheld"),
        (3, "addendum", "J. Park", "provisional_with_cautions"),
        (4, "decision", "J. Park", "provisional_with_cautions"),
    ]
    assert [(e.what, e.who) for e in opened.history] == [
        ("submitted", ""),
        ("measured", "J. Park"),
        ("addendum", "J. Park"),
        ("decision", "J. Park"),
        ("reviewed", "J. Park"),
        ("viewed", "J. Park"),
    ]
    assert [e.why for e in opened.history if e.what == "addendum"] == ["misread the question"]
    assert opened.row.reviewed
    assert version(office, record_id, 1).answers["aneurysm"] == "not_sure"
    assert verify(office, judge_again=True).problems == [], "every version is judged alike again"
    assert room.told()[-1].what == "verified"
    with pytest.raises(KioskError, match="from 1 to 4"):
        version(office, record_id, 5)
    with pytest.raises(UnknownRecord):
        open_record(office, "none")


def test_a_decision_is_kept_with_reason_name_and_time(room: BackRoom) -> None:
    record_id = room.hand_in()
    office = room.office()
    for kind, reason, to in (
        ("more_information", "cardiology letter", ""),
        ("modified", "light patient", "30 mg"),
        ("accepted", "", ""),
    ):
        decide(office, record_id, kind, reason, to)  # type: ignore[arg-type]  # a tuple of literals
    last = states(room, record_id)[-1]
    assert [(d.kind, d.reason, d.modified_to, d.by) for d in last.decisions] == [
        ("more_information", "cardiology letter", "", "J. Park"),
        ("modified", "light patient", "30 mg", "J. Park"),
        ("accepted", "", "", "J. Park"),
    ]
    assert last.decided == "accepted"
    assert last.decisions[-1].at == last.revision.at if last.revision else ""
    assert last.assessment == states(room, record_id)[0].assessment


@pytest.mark.parametrize(
    ("kind", "reason", "to", "said"),
    [
        ("declined", " ", "", "reason: expected a few words"),
        ("modified", "why", "", "modified to: expected a few words"),
        ("accepted", "", "30 mg", "goes with the decision modified only"),
        ("postponed", "why", "", "expected one of accepted, modified"),
        ("declined", "x" * 2001, "", "at most 2000 characters"),
    ],
)
def test_an_incomplete_decision_is_refused_and_keeps_nothing(
    room: BackRoom, kind: Any, reason: str, to: str, said: str
) -> None:
    record_id = room.hand_in()
    with pytest.raises(KioskError, match=said):
        decide(room.office(), record_id, kind, reason, to)
    assert len(states(room, record_id)) == 1


def test_nobody_accepts_a_regimen_that_is_not_there(room: BackRoom) -> None:
    record_id = room.hand_in({"aneurysm": "yes"})
    with pytest.raises(KioskError, match="no regimen"):
        decide(room.office(), record_id, "accepted")
    decide(room.office(), record_id, "modified", "aneurysm was clipped", "0.3 mg/kg")
    assert states(room, record_id)[-1].assessment.regimens == ()


def test_a_crossed_line_withholds_at_once(room: BackRoom) -> None:
    record_id = room.hand_in()
    made = measure(room.office(), record_id, measured({**CALM, "blood_pressure": "185/95"}))
    assert (made.before.assessment.disposition, made.version) == ("provisional", 2)
    assert made.after.assessment.disposition == "withheld"
    assert made.after.assessment.urgent
    assert room.desk.store.row(record_id).urgent, "the list shows it urgent from now on"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "measured"),
        ({"heart_rate": " "}, "measured"),
        ({"blood_pressure": "120"}, "blood_pressure"),
        ({"blood_pressure": "80/120"}, "blood_pressure"),
        ({"blood_pressure": "900/80"}, "blood_pressure"),
        ({"weight_kg": "0.5"}, "weight_kg"),
        ({"weight_kg": "70 kg"}, "weight_kg"),
        ({"heart_rate": "72.5"}, "heart_rate"),
        ({"spo2": "101"}, "spo2"),
    ],
)
def test_a_mistyped_measure_names_its_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        measured(typed)
    assert refused.value.field == field


def test_what_a_measure_may_be_is_said_as_people_count() -> None:
    for typed, said in (
        ({"spo2": "20"}, "expected a whole number from 30 to 100, got '20'"),
        ({"heart_rate": "72.5"}, "expected a whole number from 10 to 350, got '72.5'"),
        ({"blood_pressure": "900/80"}, "top a whole number from 30 to 350"),
    ):
        with pytest.raises(BadAnswer, match=said):
            measured(typed)


def test_what_was_typed_becomes_numbers() -> None:
    typed = {"weight_kg": "71.2", "blood_pressure": " 128/82 ", "heart_rate": "72", "spo2": "98"}
    assert measured(typed) == Measured(
        weight_kg="71.2", systolic=128, diastolic=82, heart_rate=72, spo2=98
    )


def test_an_addendum_changes_the_judgement_and_leaves_what_was_submitted(room: BackRoom) -> None:
    record_id = room.hand_in({"stroke": "no"})
    made = amend(room.office(), record_id, "remembers a stroke", {"stroke": "yes"}, "phone call")
    raised = flag(made.after.assessment, "stroke")
    assert raised and raised.tier in ("withhold", "caution_major")
    before, after = states(room, record_id)
    assert before.answers["stroke"] == "no"
    assert after.answers["stroke"] == "yes"
    changed, note = after.addenda
    assert (changed.question, changed.before, changed.answer) == ("stroke", "no", "yes")
    assert (note.note, note.question, note.by) == ("phone call", "", "J. Park")


def test_an_addendum_never_takes_an_urgent_or_withholding_answer_away(room: BackRoom) -> None:
    """Contract, semantics 4: urgent keeps its tier, withholding becomes a major caution."""
    record_id = room.hand_in({"asq_1": "yes", "asq_5": "yes", "aneurysm": "yes"})
    office = room.office()
    amend(office, record_id, "wrong person answered", {"asq_5": "no", "aneurysm": "no"})
    made = amend(office, record_id, "wrong person answered", {"asq_1": "no"})
    found = {each.rule: each for each in made.after.assessment.flags if each.changed}
    assert found["aneurysm"].tier == "caution_major"
    urgent = sorted((each.reference, each.tier) for each in found.values() if each.urgent)
    assert urgent == [("U2", "caution_major"), ("U2", "withhold")]
    assert made.after.assessment.urgent
    assert verify(office, judge_again=True).problems == []


def test_a_question_that_is_asked_only_now_counts_as_skipped_until_it_is_answered(
    room: BackRoom,
) -> None:
    record_id = room.hand_in({"high_blood_pressure": "no"})
    office = room.office()
    first = amend(office, record_id, "has it", {"high_blood_pressure": "yes"})
    assert "high_blood_pressure_controlled" in first.after.assessment.unanswered
    worst = flag(first.after.assessment, "high_blood_pressure")
    second = amend(office, record_id, "has it", {"high_blood_pressure_controlled": "yes"})
    milder = flag(second.after.assessment, "high_blood_pressure")
    assert worst and milder
    assert worst.tier == "withhold"
    assert milder.tier == "caution_major" and milder.changed


def test_implied_answers_do_not_outlive_what_implied_them(room: BackRoom) -> None:
    """AUDIT-C after "never" implies the rest; when "never" is corrected, the rest is open."""
    intake = room.desk.begin("en")
    intake.do(Answered(question="audit_c_1", answer=0))
    record_id = intake.finish().record_id
    before = states(room, record_id)[0]
    assert before.implied == ("audit_c_2", "audit_c_3")
    other = amend(room.office(), record_id, "phone call", {"stroke": "no"})
    assert other.after.implied == before.implied, "another correction leaves them as they are"
    assert other.after.assessment.scores == before.assessment.scores
    made = amend(room.office(), record_id, "drinks", {"audit_c_1": 4})
    assert made.after.implied == ()
    assert {"audit_c_2", "audit_c_3"} <= set(made.after.assessment.unanswered)
    score = next(s for s in made.after.assessment.scores if s.instrument == "auditc")
    assert (score.score, score.answered) == (None, 1)


@pytest.mark.parametrize(
    ("answers", "note", "said"),
    [
        ({}, "", "expected a new answer or a note"),
        ({"no_such": "yes"}, "", "no_such: is not a question"),
        ({"stroke": "maybe"}, "", "stroke: expected one of"),
        ({"birth_date": "2090-01-01"}, "", "birth_date: expected a date that is not after"),
        ({"stroke": "no"}, "", "stroke: this is the answer that stands there already"),
        ({"medications": [{"entered": "x", "confirmed": "zzz"}]}, "", "zzz"),
    ],
)
def test_a_bad_addendum_is_one_line_and_keeps_nothing(
    room: BackRoom, answers: dict[str, Any], note: str, said: str
) -> None:
    record_id = room.hand_in({"stroke": "no"})
    with pytest.raises(KioskError, match=said):
        amend(room.office(), record_id, "why", answers, note)
    with pytest.raises(KioskError, match="reason"):
        amend(room.office(), record_id, "  ", {"stroke": "yes"})
    assert len(states(room, record_id)) == 1


def test_what_staff_type_becomes_an_answer(room: BackRoom) -> None:
    form = room.desk.protocol.questionnaire
    for question, text, answer in (
        ("stroke", "yes", "yes"),
        ("phq9_1", "2", 2),
        ("weight", '{"value": "70", "unit": "kg"}', {"value": "70", "unit": "kg"}),
        ("other_reasons", '["ptsd"]', ["ptsd"]),
        ("record_number", "204418", "204418"),
        ("weight", "skipped", "skipped"),
    ):
        assert answer_from(form, question, text) == answer
    for typed, read in (
        ("69.5 kg", {"value": "69.5", "unit": "kg"}),
        ("153LB", {"value": "153", "unit": "lb"}),
    ):
        assert answer_from(form, "weight", typed) == read
    assert answer_from(form, "height", "170 cm") == {"value": "170", "unit": "cm"}
    assert answer_from(form, "height", "5 ft 7") == {"feet": 5, "inches": 7}
    assert answer_from(form, "height", "6'") == {"feet": 6, "inches": 0}
    for question, example in (
        ("weight", "69.5 kg"),
        ("height", "5 ft 7"),
        ("other_reasons", r"\["),
        ("phq9_1", "whole number from 0 to 3"),
    ):
        with pytest.raises(BadAnswer, match=f"expected such as .*{example}|{example}"):
            answer_from(form, question, "about average")
    with pytest.raises(BadAnswer, match="blue pill = lisinopril 10 mg"):
        answer_from(form, "medications", '[{"entered": "aspirin"')
    with pytest.raises(BadAnswer, match="not a question"):
        answer_from(form, "nonsense", "yes")


def test_both_pages_go_where_the_clinic_chose(room: BackRoom) -> None:
    record_id = room.hand_in()
    office = room.office()
    own = print_patient(office, record_id)
    assert own.done
    assert room.desk.store.row(record_id).status == "new", "the provider's page was not printed"
    made = print_provider(office, record_id)
    assert room.desk.store.row(record_id).status == "printed"
    assert own.where != made.where
    assert "mg/kg" in text_of(Path(made.where).read_bytes())
    assert "mg/kg" not in text_of(Path(own.where).read_bytes())
    assert page(office, record_id) == Path(made.where).read_bytes()


def test_a_page_that_does_not_come_out_says_what_to_do(room: BackRoom) -> None:
    record_id = room.hand_in()
    room.summaries.write_text("a file where the folder should be")
    made = print_provider(room.office(), record_id)
    assert not made.done
    assert "print again" in made.message
    assert room.desk.store.row(record_id).status == "new"
    assert room.told()[-1].what == "print_failed"


def test_the_preview_says_what_the_page_says(room: BackRoom) -> None:
    record_id = room.hand_in(
        {
            "aneurysm": "not_sure",
            "allergies": ["[red]peni\x1bcillin"],
            "asq_1": "yes",
            "asq_5": "no",
        }
    )
    opened = open_record(room.office(), record_id)
    lines = preview(opened, width=60)
    assert max(map(len, lines)) <= 60
    text = " ".join(" ".join(lines).split())
    for said in ("ALVAREZ, Marisol Elena", "ACT NOW", "REGIMEN WITHHELD", "Aneurysm", "[H5"):
        assert said in text
    assert "[red]penicillin" in text, "typed text stays text"
    assert all(line.isprintable() for line in lines)
    assert "mg/kg" not in text, "no dose on a withheld page"


def test_the_preview_says_what_staff_added(room: BackRoom) -> None:
    record_id, office = room.hand_in(), room.office()
    assert "NOT CLEARED" in " ".join(preview(open_record(office, record_id)))
    amend(office, record_id, "misread", {"aneurysm": "not_sure"}, "asked by phone")
    decide(office, record_id, "modified", "light patient", "30 mg")
    text = " ".join(" ".join(preview(open_record(office, record_id))).split())
    assert "aneurysm: no became not_sure (misread), J. Park" in text
    assert "asked by phone (misread), J. Park" in text
    assert "modified to 30 mg (light patient), J. Park" in text


def test_a_record_of_a_newer_kiosk_is_said_so(room: BackRoom) -> None:
    record_id = room.hand_in()
    office = room.office()
    body = room.desk.store.read(record_id, office.session)
    room.desk.store.append_version(record_id, {**body, "schema_version": 99, "new": 1})
    with pytest.raises(KioskError, match="newer kiosk"):
        open_record(office, record_id)
