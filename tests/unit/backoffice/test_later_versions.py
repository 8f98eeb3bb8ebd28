"""A later version of a record: no page, list or file lets an earlier decision or look stand for it."""

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.backoffice.acting import decide, mark_reviewed, measure, measured, page, print_provider
from kiosk.backoffice.alerting import waiting_alerts
from kiosk.backoffice.corrections import amend
from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.keeping import purge_plan
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import open_record
from kiosk.backoffice.preview import preview
from kiosk.backoffice.selection import Selection
from kiosk.backoffice.worklist import Filter, Line, worklist
from kiosk.errors import KioskError
from kiosk.model.record import Record
from kiosk.records.keys import Role
from tests.support.back_room import BackRoom
from tests.support.layout_audit import text_of

CALM = {"blood_pressure": "120/80", "heart_rate": "70", "spo2": "98"}
CRISIS = {**CALM, "blood_pressure": "240/140"}

Act = Callable[[Office, str], Any]
ACTS: dict[str, Act] = {
    "accept": lambda office, record: decide(office, record, "accepted"),
    "decline": lambda office, record: decide(office, record, "declined", "not today"),
    "measure": lambda office, record: measure(office, record, measured(CALM)),
    "note": lambda office, record: amend(office, record, "phoned", note="daughter drives"),
    "correct": lambda office, record: amend(office, record, "remembers", {"stroke": "yes"}),
}


def no_progress(_done: int, _of: int) -> None:
    """Nobody watches."""


def one_line(text: str) -> str:
    return " ".join(text.split())


def on_paper(office: Office, record_id: str) -> str:
    return one_line(text_of(page(office, record_id)))


def as_text(office: Office, record_id: str) -> str:
    return one_line(" ".join(preview(open_record(office, record_id))))


def in_the_list(office: Office) -> Line:
    (line,) = worklist(office, Filter()).window(0, 9)
    return line


def exported(office: Office, out: Path, **wish: Any) -> list[dict[str, str]]:
    wanted = Wish(format="csv", out=out, selection=Selection(), **wish)
    hand_over(office, office.store.list(), wanted, no_progress)
    with (out / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("acts", "came"),
    [
        ("accept", ""),
        ("measure accept", ""),
        ("accept measure decline", ""),
        ("accept measure", "the last measurement"),
        ("accept note", "the last addendum"),
        ("decline correct measure", "the last measurement and the last addendum"),
        ("accept decline note", "the last addendum"),
    ],
)
def test_a_decision_made_before_a_later_version_is_outdated_wherever_it_shows(
    room: BackRoom, tmp_path: Path, acts: str, came: str
) -> None:
    record_id, office = room.hand_in(), room.office()
    for act in acts.split():
        ACTS[act](office, record_id)
    paper, text, line = on_paper(office, record_id), as_text(office, record_id), in_the_list(office)
    said = f"Decided before {came}. Please decide again."
    for shown in (paper, text):
        assert ("DECISION OUTDATED" in shown, said in shown) == (bool(came), bool(came)), acts
    assert ("accepted as printed" in paper) == (acts == "measure accept" or acts == "accept")
    assert line.decision_outdated == bool(came)
    plain, hidden = (
        exported(office, tmp_path / name, deidentified=hide)[0]
        for name, hide in (("plain", False), ("hidden", True))
    )
    assert plain["decision_outdated"] == hidden["decision_outdated"] == str(int(bool(came)))
    lines = Wish(format="jsonl", out=tmp_path / "lines", selection=Selection())
    hand_over(office, office.store.list(), lines, no_progress)
    (record,) = (tmp_path / "lines" / "records.jsonl").read_text("utf-8").splitlines()
    assert json.loads(record)["decision_outdated"] == bool(came)


def test_the_page_never_says_accepted_above_a_withheld_regimen(room: BackRoom) -> None:
    """The way it was found: accepted, reviewed, corrected, then a pressure that calls for help."""
    record_id, office = room.hand_in(), room.office()
    measure(office, record_id, measured(CALM))
    decide(office, record_id, "accepted")
    assert "decision: accepted as printed" in on_paper(office, record_id)
    mark_reviewed(office, record_id)
    amend(office, record_id, "remembers a stroke", {"stroke": "yes"})
    measure(office, record_id, measured(CRISIS))
    paper = on_paper(office, record_id)
    assert "ACT NOW" in paper and "REGIMEN WITHHELD" in paper
    head = paper[: paper.index("ACT NOW")]
    assert "DECISION OUTDATED (accepted)." in head
    assert "accepted as printed" not in paper
    assert "J. Park: decision accepted. OUTDATED." in paper
    assert "J. Park: measured." in paper, "what came after it, and by whom"
    text = as_text(office, record_id)
    assert text.index("DECISION OUTDATED") < text.index("REGIMEN WITHHELD")


def test_the_export_says_who_measured_and_when(room: BackRoom, tmp_path: Path) -> None:
    record_id, office = room.hand_in(), room.office()
    measure(office, record_id, measured(CALM))
    decide(office, record_id, "accepted")
    measure(office, record_id, measured(CRISIS))
    (row,) = exported(office, tmp_path / "out")
    with (tmp_path / "out" / "staff_entries.csv").open(encoding="utf-8-sig", newline="") as file:
        entries = list(csv.DictReader(file))
    assert row["staff_entries"] == str(len(entries)) == "3"
    decision, *taken = entries
    assert [(each["what"], each["by"]) for each in taken] == [("measurement", "J. Park")] * 2
    assert taken[0]["at"] <= decision["at"] <= taken[1]["at"]


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param({"stroke": "yes"}, id="withholds"),
        pytest.param({"emergency_symptoms": "yes"}, id="urgent"),
        pytest.param({"high_blood_pressure": "yes"}, id="asks a question that nobody answered"),
        pytest.param({"weight": "skipped"}, id="no dose without a weight"),
    ],
)
def test_a_worsened_record_is_new_and_unreviewed_and_stays(
    room: BackRoom, worse: dict[str, Any]
) -> None:
    record_id, office = room.hand_in(at=room.ago(days=3)), room.office(Role.ADMINISTRATOR)
    print_provider(office, record_id)
    mark_reviewed(office, record_id)
    before = room.desk.today() - timedelta(days=1)
    assert [row.id for row in purge_plan(office, before).due] == [record_id]
    made = amend(office, record_id, "on the phone", worse)
    assert made.review_again
    row = room.desk.store.row(record_id)
    assert (row.status, row.reviewed) == ("new", False)
    assert [line.record_id for line in worklist(office, Filter(reviewed=False)).window(0, 9)] == [
        record_id
    ]
    assert purge_plan(office, before).due == []
    assert [entry.what for entry in room.told()][-2:] == ["addendum", "review_again"]
    mark_reviewed(office, record_id)
    assert room.desk.store.row(record_id).reviewed, "once somebody has looked again"


def test_what_is_not_graver_leaves_a_review_as_it_is(room: BackRoom) -> None:
    record_id, office = room.hand_in({"aneurysm": "yes"}), room.office()
    mark_reviewed(office, record_id)
    for act in ("measure", "note", "decline"):
        assert not ACTS[act](office, record_id).review_again
    assert not amend(office, record_id, "misread", {"aneurysm": "no"}).review_again
    assert room.desk.store.row(record_id).reviewed


@pytest.mark.parametrize(
    ("urgent", "about"),
    [
        (lambda o, r: measure(o, r, measured(CRISIS)), "blood pressure"),
        (lambda o, r: amend(o, r, "phone", {"emergency_symptoms": "yes"}), "emergency"),
    ],
)
def test_whoever_enters_something_urgent_staff_are_alerted_once(
    room: BackRoom, urgent: Act, about: str
) -> None:
    record_id, office = room.hand_in(), room.office()
    assert urgent(office, record_id).alerted
    (alert,) = waiting_alerts(office)
    assert (alert.subject, alert.kind, alert.name) == (record_id, "urgent", "Marisol Elena Alvarez")
    assert about in " ".join(alert.about or ()).lower()
    assert not ACTS["note"](office, record_id).alerted, "nothing new is urgent"
    assert not ACTS["measure"](office, record_id).alerted
    assert len(waiting_alerts(office)) == 1


def test_an_urgent_answer_that_grows_graver_is_a_further_alert(room: BackRoom) -> None:
    record_id, office = room.hand_in({"asq_1": "yes", "asq_5": "no"}), room.office()
    assert amend(office, record_id, "says more now", {"asq_5": "yes"}).alerted
    assert amend(office, record_id, "chest pain", {"emergency_symptoms": "yes"}).alerted
    assert len(waiting_alerts(office)) == 2


def test_an_invented_patient_raises_no_alert(room: BackRoom) -> None:
    record_id, office = room.hand_in(), room.office()
    body = room.desk.store.read(record_id, office.session)
    invented = Record.model_validate({**body, "id": record_id[:-12] + "0" * 12, "synthetic": True})
    room.desk.keep(invented, room.desk.now())
    assert not measure(office, invented.id, measured(CRISIS)).alerted
    assert waiting_alerts(office) == ()


def test_an_alert_that_cannot_be_kept_keeps_the_version_back(room: BackRoom) -> None:
    """Either both are on the disk or neither: nobody finds an urgent version that told no one."""
    record_id, office = room.hand_in(), room.office()
    with closing(sqlite3.connect(room.desk.home / "records.db")) as file:
        file.execute(
            'CREATE TRIGGER refuse BEFORE INSERT ON "doc:alerts" '
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    with pytest.raises(KioskError):
        measure(office, record_id, measured(CRISIS))
    row = room.desk.store.row(record_id)
    assert (row.versions, row.urgent) == (1, False)
