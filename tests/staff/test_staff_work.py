"""What staff do at the screen: it is kept, judged again, said plainly, and never lost or done twice."""

import csv
import json
import re
from pathlib import Path

import pytest

from kiosk.backoffice.acting import decide, mark_reviewed, measure, measured
from kiosk.backoffice.alerting import acknowledge
from kiosk.errors import KioskError
from kiosk.exports import handover
from kiosk.interview.session import Answered
from kiosk.records.audit import Audit
from kiosk.records.keys import Role
from kiosk.staff.app import Exit
from kiosk.staff.chart import BELOW
from kiosk.staff.screens.addendum import AddendumPage
from kiosk.staff.screens.decide import NO_REGIMEN
from kiosk.staff.screens.export import ExportPage
from kiosk.staff.screens.record import RecordPage
from kiosk.staff.screens.worklist import ListPage
from kiosk.staff.widgets.pane import Lines, Pane
from kiosk.summary.blocks.flags import WORDS
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from tests.staff.conftest import ADMINISTRATOR, CLINICIAN, FRONT_DESK, PASSPHRASE, Clinic, Opens
from tests.staff.test_staff_pages_fit import looked_at
from tests.support.failing_kiosk import last_seen
from tests.support.layout_audit import text_of
from tests.tui.look import faults


async def test_what_was_measured_is_judged_again_and_the_patients_own_version_stays(
    clinic: Clinic, opens: Opens
) -> None:
    record_id = clinic.intake(5)
    async with opens(clinic) as worker:
        await worker.press("enter", "m")
        await worker.type("71.2", "enter")
        await worker.type("82/128", "enter")
        await worker.type("72", "enter")
        await worker.type("98", "enter")
        assert "Blood pressure" in worker.text()
        assert "128/82" in worker.text(), "it says what was expected"
        for box, value in zip(worker.page.query(Entry), ("71.2", "200/130"), strict=False):
            box.value = value
        await worker.press("enter", "enter", "enter")
        assert worker.shows(RecordPage)
        assert "Kept, and judged again" in worker.text()
        assert "200/130" in worker.text()
        states = clinic.desk.store.versions(record_id, worker.app.office.session)
    assert [state.body["measured"] is None for state in states] == [True, False]
    assert states[1].body["revision"]["by"] == CLINICIAN


async def test_a_decision_needs_what_the_provider_means(clinic: Clinic, opens: Opens) -> None:
    record_id = clinic.intake(5, aneurysm="yes")
    async with opens(clinic) as worker:
        await worker.press("enter", "d", "f1")
        assert NO_REGIMEN in worker.text(), "a withheld dose cannot be accepted"
        await worker.press("f2")
        await worker.type("half the dose", "enter", "enter")
        assert "give a reason" in worker.text()
        await worker.type("older patient", "enter")
        assert worker.shows(RecordPage)
        assert "Modified: half the dose (J. Park)" in worker.text()
        await worker.press("r")
        assert "Mark as reviewed?" in worker.text()
        assert not clinic.desk.store.row(record_id).reviewed, "one press does nothing yet"
        await worker.press("enter")
        assert "Marked as reviewed" in worker.text()
        await worker.press("escape")
        assert "0 to review" in worker.text()
        await worker.press("enter", "r", "enter")
        assert "Put back to review." in worker.text()
        await worker.press("escape")
        assert "1 to review" in worker.text()


async def test_what_is_urgent_and_undecided_is_reviewed_only_against_a_warning(
    clinic: Clinic, opens: Opens
) -> None:
    """Neither R nor Enter after it; and not for a decision that is outdated."""
    record_id = clinic.intake(5, emergency_symptoms="yes")
    store = clinic.desk.store
    async with opens(clinic) as worker:
        await worker.press("enter", "r")
        assert "URGENT, and no provider has decided" in worker.text()
        assert looked_at(worker.page) == []
        await worker.press("enter", "r", "escape")
        assert worker.shows(RecordPage)
        assert not store.row(record_id).reviewed
        await worker.press("r")
        await worker.touch("Mark as reviewed all the same")
        assert store.row(record_id).reviewed
        await worker.press("r", "enter")
        assert not store.row(record_id).reviewed
        await worker.press("d", "f3")
        await worker.type("sent to the emergency room", "enter", "enter")
        await worker.press("r")
        assert "URGENT" not in worker.text().partition("Mark as reviewed?")[2]
        await worker.press("escape")
        measure(worker.app.office, record_id, measured({"heart_rate": "80"}))
        worker.app.open_record(record_id)
        await worker.press("r")
        assert "URGENT, and no provider has decided" in worker.text()


async def test_an_urgent_flag_says_that_it_withholds_as_well(clinic: Clinic, opens: Opens) -> None:
    clinic.intake(5, emergency_symptoms="skipped")
    async with opens(clinic, (120, 40)) as worker:
        await worker.press("enter")
        urgent = worker.text().partition("▲ ACT NOW (1)")[2].split("\n")[1]
        assert "Emergency symptoms" in urgent
        assert "CONTRAINDICATION" in urgent
        assert "DOSE WITHHELD" in worker.text()


async def test_every_flag_is_named_at_once_and_every_reason_can_be_read(
    clinic: Clinic, opens: Opens
) -> None:
    """In the smallest window, below an alert: all titles on the first page, and nothing cut below."""
    record_id = clinic.day()["Okafor"]
    async with opens(clinic) as worker:
        worker.app.open_record(record_id)
        await worker.settle()
        flags = worker.app.opened(record_id).sheet.flags
        assert all(flag.title in worker.text() for flag in flags)
        assert {WORDS[flag.severity] for flag in flags} <= set(re.findall(r"[A-Z]+", worker.text()))
        assert BELOW in worker.text()
        pane = worker.page.query_one("#main", Pane)
        read = list(pane.lines[: pane.height])
        while pane.top + pane.height < len(pane.lines):
            before = pane.top
            await worker.press("pagedown")
            assert pane.top > before
            read += pane.lines[pane.top : pane.top + pane.height]
        assert max(line.cell_length for line in read) <= pane.query_one(Lines).content_size.width
        text = " ".join(" ".join(map(str, read)).split())
        assert "…" not in text
        for flag in flags:
            assert all(quote in text for quote in flag.quotes)
            assert " ".join(flag.reason.split()) in text


async def test_an_addendum_stands_beside_what_was_handed_in(clinic: Clinic, opens: Opens) -> None:
    record_id = clinic.intake(5)
    async with opens(clinic) as worker:
        await worker.press("enter", "f5", "2")
        assert worker.shows(AddendumPage)
        await worker.press("enter", "enter")
        await worker.type("called the pharmacy", "enter")
        await worker.type("asked by the provider", "enter")
        assert worker.shows(RecordPage)
        await worker.press("4")
        assert "called the pharmacy" in worker.text()
        first, second = clinic.desk.store.versions(record_id, worker.app.office.session)
    assert first.body["answers"] == second.body["answers"]


async def test_a_weight_far_from_the_stated_one_is_entered_twice(
    clinic: Clinic, opens: Opens
) -> None:
    record_id = clinic.intake(5, weight={"value": "69.9", "unit": "kg"})
    async with opens(clinic, (120, 40)) as worker:
        await worker.press("enter", "m")
        await worker.type("300", "enter", "enter", "enter", "enter")
        assert "300 kg measured, 69.9 kg stated." in worker.text()
        await worker.press("enter", "enter", "enter", "enter")
        assert clinic.desk.store.row(record_id).versions == 1, "Enter alone keeps nothing"
        worker.page.set_focus(worker.page.query(Entry).first())
        await worker.type("300", "enter", "enter", "enter", "enter")
        assert worker.shows(RecordPage)
        assert "300 kg measured" in worker.text(), "the flag says what it judged"
    assert clinic.desk.store.row(record_id).versions == 2


async def test_a_mistyped_measure_has_the_focus(clinic: Clinic, opens: Opens) -> None:
    clinic.intake(5)
    async with opens(clinic, (120, 40)) as worker:
        await worker.press("enter", "m", "enter", "enter", "enter")
        await worker.type("20", "enter")
        assert "Oxygen: a whole number from 30 to 100" in worker.text()
        assert worker.page.focused is list(worker.page.query(Entry))[3]


async def test_a_corrected_answer_is_judged_again(clinic: Clinic, opens: Opens) -> None:
    """By its number on the page; one that the form does not know is said, and nothing is kept."""
    record_id = clinic.intake(5)
    questions = [item.link_id for item in clinic.desk.protocol.questionnaire.questions]
    async with opens(clinic) as worker:
        await worker.press("enter", "f5", "2")
        await worker.type("Q999", "enter")
        await worker.type("yes", "enter", "enter")
        await worker.type("the patient said so", "enter")
        assert "expected a number from Q1" in worker.text()
        assert clinic.desk.store.row(record_id).versions == 1
        worker.page.query(Entry).first().value = f"Q{questions.index('stroke') + 1}"
        await worker.press("enter")
        assert worker.shows(RecordPage)
        assert "Addendum kept. ■ DOSE WITHHELD" in worker.text()
        assert "Stroke" in worker.text()


async def test_markup_that_a_patient_typed_is_shown_as_it_is(clinic: Clinic, opens: Opens) -> None:
    clinic.intake(5, family_name="[bold red]Díaz[/]", given_name="[@click=app.quit]x[/]")
    async with opens(clinic, (120, 40)) as worker:
        assert "[bold red]Díaz[/]" in worker.text()
        await worker.press("enter")
        assert "[BOLD RED]DÍAZ[/]" in worker.text()
        await worker.press("2")
        assert "[bold red]Díaz[/]" in worker.text()


async def test_each_alert_is_acknowledged_by_itself(clinic: Clinic, opens: Opens) -> None:
    """A press too many silences no other: each keeps its number. Who said so stands in the store."""
    for number in range(2):
        clinic.intake(number, alert=True, asq_1="yes", family_name=f"Sample {number}")
    async with opens(clinic) as worker:
        await worker.press("a", "1")
        assert "Acknowledged by J. Park" in worker.text()
        assert len(clinic.desk.store.alerts()) == 1
        await worker.press("1")
        assert "acknowledged already" in worker.text()
        assert len(clinic.desk.store.alerts()) == 1
        await worker.press("2")
        assert worker.shows(ListPage)
        assert "needs you now" not in worker.text()
    seen = clinic.desk.store.alerts(unacknowledged=False)
    assert {alert.acknowledged_by for alert in seen} == {CLINICIAN}


async def test_one_patient_with_two_alerts_is_one_line(clinic: Clinic, opens: Opens) -> None:
    record = clinic.intake(3, family_name="Díaz", given_name="Ana")
    for flag in ("Emergency symptoms now", "Suicide screen positive"):
        clinic.desk.store.raise_alert(record, "urgent", {"name": "", "flags": [flag]})
    async with opens(clinic) as worker:
        shown = worker.text()
        assert "1 patient needs you now" in shown
        assert shown.count("Ana Díaz") == 1
        assert "Emergency symptoms now" in shown
        assert "Suicide screen positive" in shown
        assert "no name" not in shown


async def test_an_alert_that_comes_while_staff_type_leaves_the_boxes_alone(
    clinic: Clinic, opens: Opens
) -> None:
    async with opens(clinic) as worker:
        await worker.press("slash")
        await worker.type("Brand")
        clinic.intake(0, alert=True, asq_1="yes")
        worker.app.alerts_changed()
        await worker.type("t")
        assert "1 patient needs you now" in worker.text()
        assert worker.page.query_one(Entry).value == "Brandt"


async def test_who_looked_for_whom_is_in_the_audit_once_and_sealed(
    clinic: Clinic, opens: Opens
) -> None:
    """One entry a search that was carried out: not for a key, a filter, or coming back to the list."""
    clinic.intake(5, given_name="Zdenka", family_name="Quillfeather")
    audit = Audit(clinic.desk.store)
    async with opens(clinic, name=FRONT_DESK) as worker:
        await worker.press("slash", "f2", "f5")
        await worker.type("Quillf")
        assert [e for e in audit.entries() if e.what == "searched"] == []
        await worker.press("enter")
        assert "Quillfeather" in worker.text()
        await worker.press("f5", "escape")
        session = worker.app.office.session
        (told,) = (e for e in audit.entries(session) if e.what == "searched")
        assert (told.who, told.subject) == (FRONT_DESK, "")
        assert told.why == "“Quillf”, from 2026-11-16, to 2026-11-22, not reviewed: 1 record"
        await worker.press("slash", "f3", "enter")
        later = [e.why for e in audit.entries(session) if e.what == "searched"][1:]
        assert later == ["every record: 1 record"], "the last search is not kept"
    stored = [path.read_bytes() for path in clinic.desk.home.glob("records.db*")]
    assert not any(b"Quillf" in content for content in stored)


@pytest.mark.parametrize("many", [handover.MANY, 1])
async def test_the_count_comes_before_the_files(
    clinic: Clinic, opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Also where so many records are exported that a second process writes the files."""
    monkeypatch.setattr(handover, "MANY", many)
    record_id = clinic.day()["Díaz"]
    out = tmp_path / "handed over"
    async with opens(clinic) as worker:
        await worker.press("e", "enter")
        assert worker.shows(ExportPage)
        assert "Export 5 records" in worker.text()
        await worker.press("enter", "enter")
        assert "give a reason" in worker.text()
        boxes = list(worker.page.query(Entry))
        boxes[0].value, boxes[1].value = str(out), "for the auditor"
        assert not out.exists()
        await worker.touch("Export 5 records")
        assert worker.shows(ListPage)
        worker.app.open_record(record_id)
        await worker.press("4")
        while "exported, J. Park: csv, 5 records" not in worker.text():
            before = worker.text()
            await worker.press("pagedown")
            assert worker.text() != before
        assert "for the auditor" in worker.text()
    with (out / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 5
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["staff"], manifest["reason"]) == (CLINICIAN, "for the auditor")


async def test_every_filter_of_an_export_is_chosen_by_key_and_by_touch(
    clinic: Clinic, opens: Opens, tmp_path: Path
) -> None:
    """What was chosen, and nothing else, is counted, written and named in the manifest."""
    ids = clinic.day()
    clinic.desk.store.set_status(ids["Okafor"], "printed")
    clinic.desk.store.set_status(ids["Okafor"], "reviewed")
    out = tmp_path / "out"
    async with opens(clinic) as worker:
        await worker.press("e", "3", "f", "f", "c", "m", "r", "v")
        await worker.touch("Note")
        await worker.touch("New")
        await worker.touch("Note")
        await worker.press("space", "space")
        stored = {choice.label for choice in worker.page.query(Choice) if choice.stored}
        assert stored == {
            "All days",
            "New",
            "Reviewed",
            "Contraindication",
            "Major",
            "Was reviewed",
        }
        await worker.press("enter")
        assert "Export 1 record" in worker.text()
        await worker.press("escape")
        kept = {choice.label for choice in worker.page.query(Choice) if choice.stored}
        assert kept == stored, "going back loses nothing"
        await worker.press("n", "r", "p", "enter")
        assert "No record fits" in worker.text(), "it was printed, then reviewed"
        await worker.press("enter", "p", "enter")
        await worker.press("f5")
        assert "No names and no typed words" in worker.text()
        boxes = list(worker.page.query(Entry))
        boxes[0].value, boxes[1].value = str(out), "a study"
        await worker.touch("Export 1 record")
        assert worker.shows(ListPage)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["deidentified"], manifest["records"]) == (True, 1)
    assert manifest["filter"] == {
        "form": "left out",
        "form_version": "left out",
        "tier": "withhold, caution_major",
        "reviewed": "yes",
    }


async def test_other_days_are_typed_and_checked(clinic: Clinic, opens: Opens) -> None:
    clinic.intake(5)
    clinic.intake(60 * 24 * 40)
    async with opens(clinic) as worker:
        await worker.press("e", "4")
        await worker.type("someday", "enter", "enter")
        assert "Please write days" in worker.text()
        boxes = list(worker.page.query(Entry))
        for since, until in (("2026-11-02", "2026-11-01"), ("", "2026-11-01")):
            boxes[0].value, boxes[1].value = since, until
            await worker.touch("Take these days")
        await worker.press("enter")
        assert "Export 1 record" in worker.text()
        assert "to 2026-11-01" in worker.text()


async def test_an_unfinished_intake_goes_back_to_its_patient(clinic: Clinic, opens: Opens) -> None:
    intake = clinic.desk.begin("en")
    form = clinic.desk.protocol.questionnaire
    first = intake.session.at
    options = form.options(form.by_id[first])
    intake.do(Answered(question=first, answer=options[-1].code))
    stands_at = intake.session.at
    intake.pause()
    assert clinic.desk.resume_local() is None
    async with opens(clinic) as worker:
        await worker.press("f5", "1", "1")
        await worker.leave_by("1")
        assert worker.app.return_value == Exit.TO_PATIENT
    again = clinic.desk.resume_local()
    assert again is not None
    assert again.session.at == stands_at


async def test_the_patients_question_comes_back_after_staff_however_long_they_took(
    clinic: Clinic, opens: Opens
) -> None:
    clinic.desk.begin("en").let_go()
    async with opens(clinic) as worker:
        last_seen(clinic.desk, clinic.desk.settings.away_seconds * 2)
        worker.app._look_for_silence()
    assert clinic.desk.resume_local() is not None


async def test_a_paper_form_opens_the_patients_pages_in_the_name_of_who_types(
    clinic: Clinic, opens: Opens
) -> None:
    async with opens(clinic) as worker:
        await worker.press("f5")
        await worker.touch("Type in a paper form")
        await worker.leave_by("1")
        assert worker.app.return_value == Exit.TO_PATIENT
    again = clinic.desk.resume_local()
    assert again is not None
    assert again.transcribed_by == CLINICIAN


async def test_a_new_member_of_staff_can_sign_in(clinic: Clinic, opens: Opens) -> None:
    async with opens(clinic, name=ADMINISTRATOR, at_kiosk=False) as worker:
        await worker.press("f5")
        await worker.touch("Staff accounts")
        await worker.press("1", "f1")
        await worker.type("Sam Reyes", "enter")
        await worker.type("a quiet green garden", "enter")
        await worker.type("a quiet green gate", "enter")
        assert "not the same" in worker.text()
        worker.page.query(Entry).last().value = "a quiet green garden"
        await worker.press("enter")
        assert "Sam Reyes can sign in now" in worker.text()
        await worker.press("f10")
        await worker.sign_in("Sam Reyes", "a quiet green garden")
        assert worker.app.office.role is Role.FRONT_DESK


@pytest.mark.parametrize("at_kiosk", [True, False])
async def test_a_passphrase_typed_again_is_never_shown(
    clinic: Clinic, opens: Opens, at_kiosk: bool
) -> None:
    """Whoever mistyped it types it again at once, and looks at the keys: it goes where it is hidden."""
    async with opens(clinic, name="", at_kiosk=at_kiosk) as worker:
        await worker.sign_in(passphrase="four quiet garden hates")
        assert "do not match" in worker.text()
        assert CLINICIAN in worker.text()
        await worker.type(PASSPHRASE)
        assert "quiet" not in worker.text()
        await worker.press("enter")
        assert worker.shows(ListPage)
        await worker.press("f10")
        if not at_kiosk:
            assert CLINICIAN not in worker.text(), "only a try that failed keeps the name"


async def test_five_wrong_tries_lock_the_door_for_everybody(clinic: Clinic, opens: Opens) -> None:
    async with opens(clinic, name="") as worker:
        for _ in range(6):
            await worker.sign_in(passphrase="not the passphrase")
        assert "Too many tries" in worker.text()
        await worker.sign_in(passphrase=PASSPHRASE)
        assert "Too many tries" in worker.text()


async def test_a_long_list_opens_only_what_shows(clinic: Clinic, opens: Opens) -> None:
    """The list of all days reads a page of records, wherever somebody jumps to."""
    clinic.many(60)
    async with opens(clinic) as worker:
        office = worker.app.office
        office.read.clear()
        page = worker.page
        assert isinstance(page, ListPage)
        page._reading.stop()
        await worker.press("end")
        assert "Sample 59" in worker.text()
        await worker.press("pageup", "home")
        assert "Sample 0" in worker.text()
        shown = len(page._rows)
        assert len(office.read) <= 4 * shown


async def test_the_front_desk_makes_a_code_that_lets_the_patient_in(
    clinic: Clinic, opens: Opens
) -> None:
    """A mistake costs no typing again; the code is shown once, and no name stays behind it."""
    async with opens(clinic, name=FRONT_DESK, at_kiosk=False) as worker:
        await worker.press("f5")
        await worker.touch("A code for a patient")
        assert faults(worker.page) == []
        await worker.type("Zdenka", "enter", "enter", "enter", "enter")
        assert "Please type both names" in worker.text()
        boxes = list(worker.page.query(Entry))
        boxes[1].value, boxes[2].value = "Quux", "someday"
        await worker.press("enter")
        assert "Not done" in worker.text()
        assert "birth_date" in worker.text()
        await worker.press("enter")
        assert [box.value for box in worker.page.query(Entry)] == ["Zdenka", "Quux", "someday", ""]
        list(worker.page.query(Entry))[2].value = ""
        await worker.touch("Make the code")
        assert "The code is" in worker.text()
        assert faults(worker.page) == []
        found = re.search(r"The code is +(\S+)", worker.text())
        assert found is not None
        await worker.press("enter")
        assert "Zdenka" not in worker.text() and found[1] not in worker.text()
    assert clinic.desk.expected(found[1]).answers["family_name"] == "Quux"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_numbers_of_the_clinic_show_in_a_window(
    clinic: Clinic, opens: Opens, size: tuple[int, int]
) -> None:
    """What `kiosk report` prints, page by page, and with no patient's name in it."""
    clinic.day()
    async with opens(clinic, size) as worker:
        await worker.press("f5")
        await worker.touch("Daily sheet and numbers")
        assert faults(worker.page) == []
        await worker.touch("All days")
        assert "MAIN REASON" in worker.text()
        shown = worker.text()
        assert faults(worker.page) == []
        while "TIME TO COMPLETE" not in worker.text():
            before = worker.text()
            await worker.press("pagedown")
            assert worker.text() != before
        assert "Díaz" not in shown + worker.text()
        await worker.press("escape", "escape", "escape")
        assert worker.shows(ListPage)


async def test_a_decision_made_before_a_measurement_says_so(clinic: Clinic, opens: Opens) -> None:
    record_id = clinic.intake(5, alert=True, asq_1="yes")
    async with opens(clinic, (120, 40)) as worker:
        office = worker.app.office
        (alert,) = clinic.desk.store.alerts()
        acknowledge(office, alert.id)
        decide(office, record_id, "declined", "not today")
        mark_reviewed(office, record_id)
        await worker.press("slash", "escape")
        assert "Declined √" in worker.text()
        await worker.press("enter")
        assert "Decided before" not in worker.text()
        await worker.press("escape")
        measure(office, record_id, measured({"heart_rate": "72"}))
        await worker.press("slash", "escape")
        assert "Decide again" in worker.text()
        assert clinic.desk.store.row(record_id).reviewed, "not graver, so the review stands"
        await worker.press("enter")
        assert "! Outdated: Declined (J. Park)" in worker.text()
        assert "! Decided before the last measurement." in worker.text()
        with pytest.raises(KioskError, match="since it was opened"):
            mark_reviewed(office, record_id, seen=1)
        await worker.press("r", "enter")
        assert "Put back to review." in worker.text()
        measure(office, record_id, measured({"blood_pressure": "240/140"}))
        await worker.press("r", "enter", "y")
        assert "was measured, corrected or decided since it was opened" in worker.text()
        await worker.press("escape", "escape")
        assert not clinic.desk.store.row(record_id).reviewed, "nobody has seen it as it stands"
        await worker.press("enter")
        await worker.press("4")
        assert "alert seen, J. Park" in worker.text()


async def test_the_daily_sheet_is_seen_and_printed_from_the_screen(
    clinic: Clinic, opens: Opens, tmp_path: Path
) -> None:
    """Also at the front desk: it names no patient. An urgent record without an alert is on it."""
    clinic.day()
    urgent = clinic.intake(50, emergency_symptoms="yes")
    async with opens(clinic, name=FRONT_DESK) as worker:
        await worker.press("f5")
        await worker.touch("Daily sheet")
        await worker.touch("Daily sheet of today")
        assert "Daily sheet, 22-Nov-2026" in worker.text()
        assert re.search(r"2 +Urgent patients", worker.text())
        assert faults(worker.page) == []
        seen = [worker.text()]
        while len(seen) < 2 or seen[-1] != seen[-2]:
            await worker.press("pagedown")
            seen.append(worker.text())
        lines = [line for text in seen for line in text.splitlines() if urgent[:8] in line]
        assert any("NO ALERT WAS RAISED" in line for line in lines)
        assert "Díaz" not in " ".join(text.partition("Daily sheet")[2] for text in seen)
        await worker.press("p")
        assert "Handed over" in worker.text()
    (page,) = (tmp_path / "out").glob("*.pdf")
    assert page.name == "2026-11-22_day.pdf"
    assert "NO ALERT WAS RAISED" in text_of(page.read_bytes())
