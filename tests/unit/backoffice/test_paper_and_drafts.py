"""Paper typed in by staff, and intakes that somebody began and did not finish."""

import json
from pathlib import Path

import pytest

from kiosk.backoffice.alerting import waiting_alerts
from kiosk.backoffice.codes import issue_code
from kiosk.backoffice.opened import newest, open_record
from kiosk.backoffice.transcription import begin_paper, transcribe
from kiosk.backoffice.waiting import discard, reopen, waiting_drafts
from kiosk.backoffice.worklist import Filter, worklist
from kiosk.errors import BadAnswer, KioskError
from kiosk.interview.session import Answered
from kiosk.records.faults import DraftInUse, UnknownDraft
from kiosk.records.keys import Role
from tests.support.back_room import BackRoom
from tests.support.judge import Judge
from tests.support.layout_audit import text_of
from tests.support.patients import ANSWERED_AT, answers_file


def said(question: str, answer: object) -> Answered:
    return Answered.model_validate({"question": question, "answer": answer})


def test_a_typed_in_form_is_a_record_that_says_so(room: BackRoom) -> None:
    office = room.office()
    done = transcribe(office, answers_file(), "paper.json")
    record = newest(office, done.record_id)
    assert record.transcribed_by == "J. Park"
    assert record.answered_at == ANSWERED_AT, "ages count from the paper's day"
    assert record.submitted_at[:10] == room.desk.today().isoformat()
    (line,) = worklist(office, Filter.on(room.desk.today())).window(0, 1)
    assert (line.transcribed, line.status) == (True, "printed")
    (first,) = open_record(office, done.record_id).versions
    assert (first.kind, first.by) == ("submitted", "J. Park")
    assert [e.what for e in room.told()][-3:] == ["transcribed", "printed", "viewed"]


def test_a_typed_in_form_is_judged_as_the_same_file_is(room: BackRoom, judge: Judge) -> None:
    """A box left empty on paper was skipped: only the screen leaves out what answers imply."""
    changes = {"audit_c_1": 0, "audit_c_2": None, "audit_c_3": None}
    office = room.office()
    done = transcribe(office, answers_file(**changes), "paper.json")
    record = newest(office, done.record_id)
    assert record.assessment == judge(**changes)
    assert record.assessment.disposition == "withheld"
    assert record.implied == ()


def test_an_urgent_answer_on_paper_alerts_staff_too(room: BackRoom) -> None:
    office = room.office()
    done = transcribe(office, answers_file(asq_1="yes", asq_5="no"), "paper.json")
    (alert,) = waiting_alerts(office)
    assert (alert.subject, alert.kind, alert.submitted) == (done.record_id, "urgent", True)
    assert alert.about


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not JSON", "line 1"),
        (answers_file(stroke="maybe"), "stroke"),
        (json.dumps({**json.loads(answers_file()), "form": "other"}), "form"),
        (answers_file(medications=[{"entered": "x", "confirmed": "zzz"}]), "medications"),
    ],
)
def test_a_mistyped_form_names_file_and_field_and_keeps_nothing(
    room: BackRoom, text: str, named: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        transcribe(room.office(), text, "paper.json")
    assert refused.value.message.startswith(f"paper.json: {named}")
    assert room.desk.store.list() == []


def test_the_pages_can_be_filled_in_from_paper(room: BackRoom) -> None:
    """At the screen the same engine asks; what it keeps carries the name of who typed."""
    office = room.office()
    intake = begin_paper(office, "es")
    intake.do(said("main_reason", "depression"))
    intake.do(said("emergency_symptoms", "yes"))
    (draft,) = waiting_drafts(office)
    assert (draft.transcriber, draft.in_use, draft.answered) == ("J. Park", True, 2)
    done = intake.finish()
    record = newest(office, done.record_id)
    assert (record.transcribed_by, record.language) == ("J. Park", "es")
    assert waiting_alerts(office), "the urgent answer went out when it was typed"
    told = [(entry.who, entry.what) for entry in room.told() if entry.subject == done.record_id]
    assert told == [("kiosk", "printed")], "a page that nobody asked for is in the audit, too"


def test_a_draft_that_waits_is_told_and_goes_on_where_it_stood(room: BackRoom) -> None:
    intake = room.desk.begin("en")
    intake.do(said("main_reason", "ptsd"))
    intake.do(said("family_name", "Díaz"))
    at = intake.session.at
    office = room.office()
    with pytest.raises(DraftInUse):
        reopen(office, waiting_drafts(office)[0].id)
    intake.pause()
    (draft,) = waiting_drafts(office)
    assert (draft.name, draft.answered, draft.in_use, draft.damaged) == ("Díaz", 2, False, 0)
    assert draft.last_question
    (seen,) = waiting_drafts(room.office(Role.FRONT_DESK))
    assert (seen.name, seen.last_question) == ("Díaz", None)
    assert worklist(office, Filter()).counts.waiting_drafts == 1
    again = reopen(office, draft.id)
    assert again.session.at == at
    again.let_go()
    resumed = room.desk.resume_local()
    assert resumed and resumed.session.at == at, "the next patient process asks on"
    resumed.pause()
    with pytest.raises(KioskError, match="reason"):
        discard(office, draft.id, "")
    discard(office, draft.id, "left the clinic")
    assert waiting_drafts(office) == ()
    last = room.told(office)[-1]
    assert (last.who, last.what, last.subject) == ("J. Park", "draft_discarded", draft.id)
    assert last.why == "left the clinic"
    with pytest.raises(UnknownDraft):
        reopen(office, draft.id)


def test_an_intake_begun_with_a_code_has_the_name_that_staff_filled_in(room: BackRoom) -> None:
    office = room.office()
    code = issue_code(office, "Ana", "Díaz")
    ticket = room.desk.expected(code.code)
    room.desk.begin_as(ticket, "en").pause()
    (draft,) = waiting_drafts(office)
    assert (draft.name, draft.answered) == ("Díaz, Ana", 0)


def test_nobody_discards_what_is_being_answered(room: BackRoom) -> None:
    intake = room.desk.begin("en")
    office = room.office()
    before = len(room.told())
    with pytest.raises(DraftInUse):
        discard(office, waiting_drafts(office)[0].id, "why")
    assert len(room.told()) == before
    intake.pause()


def test_the_page_names_who_typed_it_in(room: BackRoom) -> None:
    done = transcribe(room.office(), answers_file(), "paper.json")
    text = text_of(Path(done.where).read_bytes())
    assert "Transcribed from paper by J. Park, filled in" in text
    assert "Completed by patient" not in text
    assert text.count("from paper by J. Park") == 2, "on page 1, and with the facts at the end"
