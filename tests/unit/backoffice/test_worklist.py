"""The work list: who needs staff stands on top, and anybody can be found by how a name sounds written."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.backoffice.acting import decide, mark_reviewed
from kiosk.backoffice.alerting import acknowledge, by_patient, waiting_alerts
from kiosk.backoffice.cards import fold
from kiosk.backoffice.opened import open_record
from kiosk.backoffice.transcription import transcribe
from kiosk.backoffice.waiting import waiting_drafts
from kiosk.backoffice.worklist import Filter, Worklist, worklist
from kiosk.interview.session import Answered
from kiosk.records.faults import NotAllowed
from kiosk.records.keys import Role
from tests.support.back_room import BackRoom
from tests.support.printed import answers_of


def ids(work: Worklist) -> list[str]:
    return [row.id for row in work.rows]


def named(family: str, given: str = "Ana", **more: Any) -> dict[str, Any]:
    return {"family_name": family, "given_name": given, **more}


@pytest.fixture
def typed_in_today(room: BackRoom) -> Callable[..., str]:
    """Type in today the paper that the patient of `named("Díaz")` filled in on a day; the record's id."""

    def typed_in(filled_in: datetime) -> str:
        body = {
            "form": room.desk.protocol.id,
            "language": "en",
            "answered_at": filled_in.isoformat(timespec="seconds"),
            "answers": answers_of(named("Díaz")),
        }
        return transcribe(room.office(), json.dumps(body), "paper").record_id

    return typed_in


def test_urgent_first_then_new_then_newest(room: BackRoom) -> None:
    seen = room.hand_in(at=room.ago(minutes=1))
    old = room.hand_in(at=room.ago(minutes=30))
    new = room.hand_in(at=room.ago(minutes=10))
    urgent = room.hand_in({"asq_1": "yes", "asq_5": "no"}, at=room.ago(minutes=40))
    office = room.office()
    mark_reviewed(office, seen)
    work = worklist(office, Filter())
    assert ids(work) == [urgent, new, old, seen]
    assert (work.counts.intakes, work.counts.urgent, work.counts.to_review) == (4, 1, 3)
    assert [line.level for line in work.window(0, 9)] == ["urgent", "none", "none", "none"]
    assert work.place(seen) == 3


def test_a_day_is_the_day_here(room: BackRoom) -> None:
    today = room.hand_in()
    room.hand_in(at=room.desk.now() - timedelta(days=1))
    work = worklist(room.office(), Filter.on(room.desk.today()))
    assert ids(work) == [today]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("diaz", True),
        ("DÍAZ ana", True),
        ("ana di", True),
        ("díaz, ana", True),
        ("1985-03-14", True),
        ("iaz", False),
        ("diaz bob", False),
    ],
)
def test_a_name_is_found_however_it_is_typed(room: BackRoom, typed: str, found: bool) -> None:
    record = room.hand_in(named("Díaz"))
    room.hand_in(named("Okafor", "Sam", birth_date="1957-11-19"))
    assert ids(worklist(room.office(), Filter(text=typed))) == ([record] if found else [])


def test_letters_that_no_keyboard_here_has() -> None:
    assert fold("Łukasz Ørsted-Ðorić, Straße  Æ") == "lukasz orsted doric strasse ae"


def test_filters(room: BackRoom) -> None:
    withheld = room.hand_in({"aneurysm": "yes"})
    clear = room.hand_in()
    urgent = room.hand_in({"asq_1": "yes", "asq_5": "no"})
    office = room.office()
    mark_reviewed(office, clear)
    cases: list[tuple[Filter, set[str]]] = [
        (Filter(levels=frozenset({"withhold"})), {withheld}),
        (Filter(levels=frozenset({"urgent", "none"})), {urgent, clear}),
        (Filter(urgent=True), {urgent}),
        (Filter(reviewed=True), {clear}),
        (Filter(statuses=frozenset({"new"})), {withheld, urgent}),
        (Filter(until=room.desk.today() - timedelta(days=1)), set()),
    ]
    for wanted, expected in cases:
        assert set(ids(worklist(office, wanted))) == expected, wanted


def test_the_front_desk_sees_who_and_that_staff_are_needed_and_nothing_clinical(
    room: BackRoom,
) -> None:
    record = room.hand_in({"asq_1": "yes", "asq_5": "no"})
    room.desk.store.raise_alert(record, "urgent", {"name": "Ana", "flags": ["Suicide screen"]})
    decide(room.office(), record, "declined", "crisis team")
    desk = room.office(Role.FRONT_DESK)
    (line,) = worklist(desk, Filter()).window(0, 1)
    assert (line.name, line.urgent, line.alert) == ("Alvarez, Marisol Elena", True, True)
    assert (line.level, line.reason, line.decided) == (None, None, "")
    (alert,) = waiting_alerts(desk)
    assert (alert.name, alert.about) == ("Ana", None)
    with pytest.raises(NotAllowed):
        worklist(desk, Filter(levels=frozenset({"urgent"})))


def test_only_what_is_shown_is_opened(room: BackRoom) -> None:
    for minutes in range(12):
        room.hand_in(at=room.ago(minutes=minutes))
    office = room.office()
    work = worklist(office, Filter())
    assert not office.read
    work.window(0, 5)
    assert len(office.read) == 5
    assert work.read_on(4) == 8
    assert work.read_on() == 0
    assert len(office.read) == 12
    told: list[tuple[int, int]] = []
    worklist(office, Filter(text="alvarez"), lambda done, of: told.append((done, of)))
    assert told[-1] == (12, 12)


def test_the_same_person_twice_in_a_day_is_shown_on_both(room: BackRoom) -> None:
    noon = room.desk.now().replace(hour=12)
    first = room.hand_in(named("Díaz", " Ana "), at=noon)
    second = room.hand_in(named("DIAZ", "ana"), at=noon + timedelta(hours=1))
    room.hand_in(named("Díaz", birth_date="1990-01-01"), at=noon)
    room.hand_in(named("Díaz"), at=noon - timedelta(days=1))
    room.hand_in({"family_name": "skipped", "given_name": "skipped"}, at=noon)
    room.hand_in({"family_name": "skipped", "given_name": "skipped"}, at=noon)
    work = worklist(room.office(), Filter())
    while work.read_on(2):
        pass
    doubled = {line.record_id for line in work.window(0, 9) if line.duplicate}
    assert doubled == {first, second}


def test_paper_is_compared_by_the_day_that_it_was_filled_in(
    room: BackRoom, typed_in_today: Callable[..., str]
) -> None:
    """Months of paper typed in today are visits of their own; a visit and its paper are one."""
    today = room.desk.now().replace(hour=12)
    office = room.office()
    old = [typed_in_today(today - timedelta(days=30 * months)) for months in (1, 2, 3, 4)]
    visit = room.hand_in(named("Díaz"), at=today - timedelta(days=30))
    doubled = {old[0], visit}
    for record_id in (*old, visit):
        shown = {line.record_id for line in open_record(office, record_id).duplicates}
        assert shown == (doubled - {record_id} if record_id in doubled else set())
    work = worklist(office, Filter.on(room.desk.today()))
    while work.read_on():
        pass
    assert {line.record_id for line in work.window(0, 9) if line.duplicate} == {old[0]}


def test_a_visit_and_its_paper_typed_in_the_day_after_are_shown_on_both(
    room: BackRoom, typed_in_today: Callable[..., str]
) -> None:
    now = room.desk.now()
    visit = room.hand_in(named("Díaz"), at=now - timedelta(days=1))
    longer_ago = room.hand_in(named("Díaz"), at=now - timedelta(days=8))
    paper = typed_in_today(now)
    for office in (room.office(), room.office()):
        assert [line.record_id for line in open_record(office, visit).duplicates] == [paper]
        assert [line.record_id for line in open_record(office, paper).duplicates] == [visit]
        assert open_record(office, longer_ago).duplicates == ()
    for day, shown in ((now, paper), (now - timedelta(days=1), visit)):
        work = worklist(room.office(), Filter.on(day.date()))
        while work.read_on(1):
            pass
        assert [line.record_id for line in work.window(0, 9) if line.duplicate] == [shown]


def test_a_duplicate_shows_although_a_filter_leaves_the_other_one_out(room: BackRoom) -> None:
    noon = room.desk.now().replace(hour=12)
    seen, _ = (room.hand_in(named("Díaz"), at=noon) for _ in range(2))
    office = room.office()
    mark_reviewed(office, seen)
    work = worklist(office, Filter(reviewed=True))
    assert work.read_on() == 0
    (line,) = work.window(0, 9)
    assert line.duplicate
    (other,) = open_record(office, seen).duplicates
    assert (other.record_id != seen, other.duplicate) == (True, True)


def test_a_record_that_does_not_open_is_named_and_hides_no_other(room: BackRoom) -> None:
    whole, broken = room.hand_in(), room.hand_in()
    bodies = room.desk.store.database.row_table("bodies")
    (row,) = bodies.find({"record": broken})
    bodies.update({"sealed": {**row["sealed"], "box": "AAAA"}}, doc_ids=[row.doc_id])
    lines = {line.record_id: line for line in worklist(room.office(), Filter()).window(0, 5)}
    assert lines[whole].problem == ""
    assert broken in lines[broken].problem
    assert lines[broken].level is None


def test_alerts_oldest_first_until_somebody_acknowledges(room: BackRoom) -> None:
    record = room.hand_in()
    detail = {"name": "Ana Díaz", "birth_date": "1984-03-02", "flags": ["Suicide screen"]}
    alert = room.desk.store.raise_alert(record, "urgent", detail, kiosk="Kiosk 2")
    later = room.desk.store.raise_alert("no-record", "summary", {}, note="The printer needs paper.")
    office = room.office()
    assert [each.id for each in open_record(office, record).alerts] == [alert]
    found = waiting_alerts(office)
    assert [each.id for each in found] == [alert, later]
    assert found[0].about == ("Suicide screen",)
    assert (found[0].name, found[0].born, found[0].kiosk) == ("Ana Díaz", "1984-03-02", "Kiosk 2")
    assert [each.submitted for each in found] == [True, False]
    assert found[1].problem == "The printer needs paper."
    assert [each.told for each in found] == [False, False]
    assert [each.told for each in waiting_alerts(office)] == [True, True], "this list told somebody"
    acknowledge(office, alert)
    acknowledge(office, later)
    assert waiting_alerts(office) == ()
    acknowledged = [e for e in room.told() if e.what == "alert_acknowledged"]
    assert [(e.who, e.subject) for e in acknowledged] == [("J. Park", alert), ("J. Park", later)]


def test_two_alerts_and_a_call_for_help_are_one_patient(room: BackRoom) -> None:
    """The gravest reason first, since the first of them, under the name that was given later."""
    intake = room.desk.begin("en")
    office = room.office()
    (draft,) = waiting_drafts(office)
    for flag in ("Suicide screen positive", "Emergency symptoms now"):
        room.desk.store.raise_alert(draft.id, "urgent", {"name": "", "flags": [flag]})
    room.desk.store.raise_alert(draft.id, "help", {"name": "", "flags": []})
    other = room.desk.store.raise_alert("another", "help", {"name": "Bo Lee", "flags": []})
    intake.do(Answered(question="given_name", answer="Ana"))
    intake.do(Answered(question="family_name", answer="Díaz"))
    lines = waiting_alerts(office)
    assert [line.kind for line in lines] == ["urgent", "urgent", "help", "help"]
    ana, bo = by_patient(lines, room.desk.protocol)
    assert lines[0].about == ("Emergency symptoms now",), "the gravest, though raised later"
    assert (ana.name, ana.kind, ana.at) == ("Ana Díaz", "urgent", lines[1].at)
    assert ana.about == ("Emergency symptoms now", "Suicide screen positive")
    assert (bo.id, bo.name) == (other, "Bo Lee")
    intake.pause()


def test_an_unsure_answer_is_as_grave_as_the_answer_it_may_be(room: BackRoom) -> None:
    """What nobody answered, and what staff measured, do not hide behind a questionnaire's item."""
    titles = (
        "PHQ-9 item 9 above 0",
        "Suicidal thoughts right now: not answered",
        "Emergency symptoms now: not sure",
        "Blood pressure dangerously high",
    )
    room.desk.store.raise_alert("a draft", "urgent", {"name": "", "flags": titles})
    (line,) = by_patient(waiting_alerts(room.office()), room.desk.protocol)
    assert line.about is not None
    assert line.about[-2:] == titles[1::-1], "after what stops everything"
    assert set(line.about[:2]) == set(titles[2:])
