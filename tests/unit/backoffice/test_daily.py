"""The daily sheet from a real store: every count is what happened, and no patient is on it."""

import re
from pathlib import Path
from typing import Any

from kiosk.backoffice.acting import mark_reviewed, measure, measured, print_provider
from kiosk.backoffice.alerting import acknowledge
from kiosk.backoffice.corrections import amend
from kiosk.backoffice.daily import day_facts, day_page
from kiosk.records.audit import Anchor, Audit
from kiosk.records.keys import Role
from tests.support.back_room import BackRoom
from tests.support.command import new_clinic
from tests.support.layout_audit import text_of

PATIENT: dict[str, Any] = {"family_name": "Quetzal", "stroke": "yes"}


def test_the_counts_of_a_day(room: BackRoom) -> None:
    earlier = room.hand_in(PATIENT, at=room.ago(days=2))
    seen, waiting = (room.hand_in({**PATIENT, "asq_1": "yes"}) for _ in range(2))
    alerts = [room.desk.store.raise_alert(id_, "urgent", {"name": "Q"}) for id_ in (seen, waiting)]
    room.desk.begin("en").pause()
    office = room.office()
    acknowledge(office, alerts[0])
    mark_reviewed(office, seen)
    room.summaries.write_text("a file where the folder should be")
    print_provider(office, waiting)
    facts = day_facts(office, room.desk.today())
    assert (facts.intakes, facts.reviewed, facts.unfinished) == (2, 1, 1)
    assert [bool(line.acknowledged_at) for line in facts.urgent] == [True, False]
    assert [line.record_id for line in facts.unreviewed] == [waiting]
    assert [line.record_id for line in facts.earlier] == [earlier]
    (failed,) = facts.failures
    assert "cannot be written" in failed.note
    assert facts.audit_count == Audit(room.desk.store).anchor().count


def test_two_urgent_answers_of_one_patient_are_two_lines(room: BackRoom) -> None:
    subject = room.hand_in(PATIENT)
    store, office = room.desk.store, room.office()
    for flag in ("Emergency", "Suicide screen"):
        acknowledge(office, store.raise_alert(subject, "urgent", {"name": "Q", "flags": [flag]}))
    facts = day_facts(office, room.desk.today())
    assert [line.record_id for line in facts.urgent] == [subject, subject]
    said = " ".join(text_of(day_page(office, room.desk.today())).split())
    assert "Urgent (2)" in said
    assert "1 Urgent patients 0 Urgent, not acknowledged" in said
    assert said.count("by J. Park") >= 3, "who made the sheet, and two acknowledgements"


def test_what_staff_measured_or_corrected_counts_like_what_the_patient_said(room: BackRoom) -> None:
    """The way it was found: no alert was raised by hand, and the sheet said that nothing was urgent."""
    office = room.office()
    by_patient = room.hand_in({"emergency_symptoms": "yes"})
    corrected, pressed = room.hand_in(), room.hand_in(at=room.ago(days=4))
    mark_reviewed(office, corrected)
    mark_reviewed(office, pressed)
    amend(office, corrected, "on the phone", {"emergency_symptoms": "yes"})
    measure(office, pressed, measured({"blood_pressure": "240/140"}))
    facts = day_facts(office, room.desk.today())
    assert {line.record_id for line in facts.urgent} == {by_patient, corrected, pressed}
    assert {line.record_id for line in facts.unreviewed} == {by_patient, corrected}
    assert [line.record_id for line in facts.earlier] == [pressed]
    said = " ".join(text_of(day_page(office, room.desk.today())).split())
    assert "3 Urgent patients 3 Urgent, not acknowledged" in said
    assert f"{by_patient[:8]} kiosk-1 new NO ALERT WAS RAISED" in said
    assert f"{pressed[:8]} kiosk-1 new, URGENT" in said


def test_the_front_desk_may_print_it_and_nothing_of_a_patient_is_on_it(room: BackRoom) -> None:
    room.hand_in(PATIENT)
    office = room.office(Role.FRONT_DESK)
    said = " ".join(text_of(day_page(office, room.desk.today())).split())
    for private in ("Quetzal", "Marisol", "1985", "stroke", "Stroke", "mg"):
        assert private not in said
    assert room.told()[-1].what == "daily_sheet"


def test_its_anchor_shows_an_audit_that_was_cut(room: BackRoom) -> None:
    office = room.office()
    facts = day_facts(office, room.desk.today())
    anchor = Anchor(facts.audit_count, facts.audit_mac)
    office.note("viewed")
    assert Audit(room.desk.store).verify(office.session, anchor) is None
    other = Anchor(facts.audit_count, "0" * 64)
    assert "not the one that the anchor names" in str(
        Audit(room.desk.store).verify(office.session, other)
    )


def test_the_command_writes_it_and_the_anchor_can_be_checked(tmp_path: Path) -> None:
    clinic = new_clinic(tmp_path)
    out = tmp_path / "day.pdf"
    done = clinic.staff("records", "daily", "--date", "2026-11-22", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(text_of(out.read_bytes()).split())
    assert "Daily sheet, 22-Nov-2026" in said
    found = re.search(r"Audit anchor: (\d+) entr\w+, MAC ((?:[0-9a-f]{8} ?){8})", said)
    assert found
    count, mac = found.groups()
    anchor = f"{count}:{mac}"
    assert clinic.staff("records", "verify", "--anchor", anchor).returncode == 0
    wrong = f"{count}:{'0' * 64}"
    done = clinic.staff("records", "verify", "--anchor", wrong)
    assert done.returncode == 1
    assert "anchor" in done.stdout
    for arguments, expected in (
        (("verify", "--anchor", "12"), "--anchor: expected COUNT:MAC"),
        (("daily", "--date", "yesterday"), "--date: expected a day"),
        (("daily",), "expected --out FILE.pdf: this kiosk has no printer"),
    ):
        done = clinic.staff("records", *arguments)
        assert done.returncode == 2
        assert expected in done.stderr
