"""Urgent answers and finished records at a kiosk whose disk, database or power fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import alerts
from kiosk.backoffice.alerting import waiting_alerts
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import open_record
from kiosk.backoffice.waiting import waiting_drafts
from kiosk.errors import KioskError
from kiosk.handover import write_page
from kiosk.intake import FrontDesk, Intake, Step
from kiosk.interview.session import Answered, HelpedByStaff, WentBack
from kiosk.records.faults import StorageFull, UnknownDraft
from tests.durability.limits import limited_file_size
from tests.support.channel import SlowCommand
from tests.support.failing_kiosk import database_taken, killed, say, there, urgent_alerts
from tests.support.layout_audit import text_of


def rules(step: Step) -> set[str]:
    return {flag.rule for flag in step.urgent}


def draft_file(desk: FrontDesk) -> Path:
    (path,) = (desk.home / "drafts").glob("*.draft")
    return path


def test_an_urgent_answer_that_did_not_fit_on_the_disk_is_urgent_when_tried_again(
    desk: FrontDesk,
) -> None:
    intake = desk.begin("en")
    with database_taken(desk), limited_file_size(draft_file(desk).stat().st_size):
        for _ in range(2):
            with pytest.raises(StorageFull):
                say(intake, "asq_1", "yes")
    assert intake.pending_urgent == ()
    step = say(intake, "asq_1", "yes")
    assert rules(step) == {"suicide_screen"}
    assert step.told
    assert urgent_alerts(desk) == 1
    assert intake.session.answers["asq_1"] == "yes"


def test_a_slow_channel_holds_no_answer_and_the_alert_stands_before_it(
    desk: FrontDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "ANSWER_SECONDS", 20)
    slow = SlowCommand(tmp_path)
    desk.settings = desk.settings.model_copy(update={"alert": slow.setting})
    intake = desk.begin("en")
    draft, descriptor = intake._draft, intake._draft._descriptor
    with Path("/dev/full").open("wb") as full, pytest.raises(KioskError):
        draft._descriptor = full.fileno()
        say(intake, "asq_1", "yes")
    draft._descriptor = descriptor
    assert urgent_alerts(desk) == 1, "the alert was durable before the answer was tried"
    slow.answers(yes=False)
    step = say(intake, "asq_1", "yes")
    assert step.telling.known is None, "the answer is kept while staff are still being told"
    slow.answers(yes=True)
    assert step.told


def test_one_answer_gives_one_alert(desk: FrontDesk) -> None:
    intake = desk.begin("en")
    assert rules(say(intake, "asq_1", "yes")) == {"suicide_screen"}
    assert say(intake, "asq_2", "yes").urgent == ()
    assert say(intake, "asq_1", "yes").urgent == ()
    assert urgent_alerts(desk) == 1


def test_an_answer_taken_back_and_given_again_is_urgent_again(desk: FrontDesk) -> None:
    intake = desk.begin("en")
    found = [bool(say(intake, "emergency_symptoms", a).urgent) for a in ("yes", "no", "yes")]
    assert found == [True, False, True]
    assert urgent_alerts(desk) == 2


def test_a_rule_of_several_questions_stays_raised_while_one_of_them_raises_it(
    desk: FrontDesk,
) -> None:
    intake = desk.begin("en")
    say(intake, "asq_1", "yes")
    say(intake, "asq_2", "yes")
    assert say(intake, "asq_1", "no").urgent == ()
    assert say(intake, "asq_1", "yes").urgent == ()
    for question in ("asq_1", "asq_2"):
        say(intake, question, "no")
    assert rules(say(intake, "asq_2", "yes")) == {"suicide_screen"}


def test_an_answer_that_left_with_its_question_is_urgent_when_given_again(desk: FrontDesk) -> None:
    intake = desk.begin("en")
    for number in range(1, 5):
        say(intake, f"asq_{number}", "yes" if number == 1 else "no")
    assert rules(say(intake, "asq_5", "yes")) == {"suicide_acute"}
    say(intake, "asq_1", "no")
    say(intake, "asq_1", "yes")
    assert rules(say(intake, "asq_5", "yes")) == {"suicide_acute"}


@pytest.mark.parametrize("crash", [False, True])
def test_an_alert_that_could_not_be_kept_is_kept_with_the_next_answer(
    desk: FrontDesk, opens: Callable[[], FrontDesk], crash: bool
) -> None:
    intake = desk.begin("en")
    with database_taken(desk):
        step = say(intake, "asq_1", "yes")
    assert step.urgent
    assert step.told, "the command answered"
    assert urgent_alerts(desk) == 0
    if crash:
        intake._draft.close()
        desk = opens()
        intake = there(desk.resume_local())
    say(intake, "asq_2", "no")
    assert urgent_alerts(desk) == 1
    say(intake, "asq_3", "no")
    assert urgent_alerts(desk) == 1


def test_after_a_kill_the_page_of_an_urgent_answer_is_shown_again(
    opens: Callable[[], FrontDesk],
) -> None:
    def work(intake: Intake) -> None:
        say(intake, "asq_1", "no")
        say(intake, "asq_2", "yes")

    killed(opens, work)
    desk = opens()
    intake = there(desk.resume_local())
    assert {flag.rule for flag in intake.pending_urgent} == {"suicide_screen"}
    assert intake.tell_pending()
    assert urgent_alerts(desk) == 2
    say(intake, "asq_3", "no")
    assert intake.pending_urgent == ()


@pytest.mark.parametrize("after", [WentBack(), Answered(question="asq_2", answer="yes")])
def test_after_a_kill_a_page_that_the_patient_passed_is_not_shown_again(
    opens: Callable[[], FrontDesk], after: WentBack | Answered
) -> None:
    def work(intake: Intake) -> None:
        say(intake, "asq_1", "yes")
        intake.do(after)

    killed(opens, work)
    intake = there(opens().resume_local())
    assert intake.pending_urgent == ()
    assert say(intake, "asq_1", "yes").urgent == ()


@pytest.mark.parametrize("fails", [False, True])
def test_a_last_answer_is_alerted_when_the_patient_submits(desk: FrontDesk, fails: bool) -> None:
    intake = desk.begin("en")
    with database_taken(desk):
        say(intake, "asq_1", "yes")
        if fails:
            with pytest.raises(KioskError):
                intake.finish()
    done = intake.finish()
    assert desk.store.row(done.record_id).urgent
    assert urgent_alerts(desk) == 1


def test_a_code_does_not_open_an_intake_whose_record_is_kept(desk: FrontDesk) -> None:
    """The power went between the record and the end of its draft."""
    intake = desk.begin("en")
    say(intake, "given_name", "Ana")
    path, words = draft_file(desk), " ".join(intake.code)
    kept = path.read_bytes()
    intake.finish()
    path.write_bytes(kept)
    with pytest.raises(UnknownDraft, match="finished"):
        desk.resume(words)
    assert not path.exists()
    assert len(desk.store.list()) == 1


def test_a_code_opens_an_intake_that_is_not_finished(desk: FrontDesk) -> None:
    intake = desk.begin("en")
    say(intake, "emergency_symptoms", "no")
    intake.pause()
    again = desk.resume(" ".join(intake.code))
    assert again.session.answers == {"emergency_symptoms": "no"}


STEM = "2026-11-22_11111111-1111-4111-8111-111111111111"
"""What names a page: day and record."""


def test_a_page_is_written_where_a_power_cut_left_half_of_it(tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.part").write_bytes(b"%PDF-half")
    for page in (b"%PDF-first", b"%PDF-measured since", b"%PDF-first"):
        path = Path(write_page(tmp_path, STEM, page))
        assert path.read_bytes() == page
        assert path.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {
        f"{STEM}.part",
        f"{STEM}.pdf",
        f"{STEM}-2.pdf",
    }, "the page that somebody may have read stays"


def test_a_page_that_does_not_fit_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = Path(write_page(tmp_path, STEM, b"%PDF-whole"))
    with limited_file_size(100), pytest.raises(OSError, match="large"):
        write_page(tmp_path, STEM, b"%PDF" * 1000)
    assert path.read_bytes() == b"%PDF-whole"
    assert list(tmp_path.iterdir()) == [path]


def test_an_urgent_draft_that_was_left_unalerted_is_alerted_when_staff_look(
    desk: FrontDesk,
) -> None:
    """The database was taken at the answer and at the end; the patient never came back."""
    intake = desk.begin("en")
    with database_taken(desk):
        say(intake, "asq_1", "yes")
        intake.pause()
    assert urgent_alerts(desk) == 0
    office = Office.sign_in(desk, "staff", "correct horse battery staple")
    for _ in range(2):
        (line,) = waiting_drafts(office)
    assert urgent_alerts(desk) == 1
    (alert,) = waiting_alerts(office)
    assert (alert.subject, alert.kind) == (line.id, "urgent")


def test_what_staff_are_told_of_a_patient_names_nobody_not_sure(desk: FrontDesk) -> None:
    """An answer that is none is no name: the list looks for one elsewhere."""
    intake = desk.begin("en")
    for question in ("given_name", "family_name", "birth_date"):
        say(intake, question, "not_sure" if question != "family_name" else "Díaz")
    say(intake, "asq_1", "yes")
    office = Office.sign_in(desk, "staff", "correct horse battery staple")
    (alert,) = waiting_alerts(office)
    assert (alert.name, alert.born) == ("Díaz", "")


@pytest.mark.parametrize("helped", [True, False])
def test_that_staff_helped_stands_on_the_record_and_on_the_page(
    desk: FrontDesk, tmp_path: Path, helped: bool
) -> None:
    """Whoever reads an answer about drugs must know who sat beside."""
    desk.settings = desk.settings.model_copy(update={"deliver": f"folder:{tmp_path / 'out'}"})
    intake = desk.begin("en")
    if helped:
        intake.do(HelpedByStaff(helped=True))
    done = intake.finish()
    office = Office.sign_in(desk, "staff", "correct horse battery staple")
    assert open_record(office, done.record_id).record.helped_by_staff is helped
    (page,) = (tmp_path / "out").glob("*.pdf")
    assert ("helped by staff" in text_of(page.read_bytes())) is helped
