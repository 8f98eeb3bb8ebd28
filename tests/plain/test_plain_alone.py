"""Somebody at plain mode who falls silent, fills the disk, lists medicines, or needs help first."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from kiosk.commands.setup import prepare
from kiosk.intake import FrontDesk
from kiosk.interview.session import Answered
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import REST
from kiosk.model.protocol import Protocol
from kiosk.plain import notices
from kiosk.plain.lines import Lines
from kiosk.plain.patient import Exit, PlainPatient
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.faults import UnknownDraft
from kiosk.records.keys import Keys
from kiosk.records.tickets import Tickets
from kiosk.settings import Settings, load_settings
from tests.durability.limits import limited_file_size

PASSPHRASE = "correct horse battery staple"
START = ["1"]
NO_EMERGENCY = ["2"]


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: argon2 is slow on purpose."""
    home = tmp_path_factory.mktemp("clinic") / "home"
    settings = Settings(clinic="Riverside", phone="555-0100", deliver="staff", alert="command:true")
    prepare(home, settings, PASSPHRASE, "staff")
    return home


@pytest.fixture
def desk(
    set_up_once: Path,
    tmp_path: Path,
    protocol: Protocol,
    vocabulary: Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
) -> FrontDesk:
    """A kiosk whose patience is short."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(notices, "PATIENCE", 0.3)
    home = tmp_path / "home"
    shutil.copytree(set_up_once, home)
    # Below what a clinic may set: a test need not wait for a person.
    settings = load_settings(home).model_copy(update={"idle_seconds": 0.5})
    desk = FrontDesk(home, settings)
    desk.__dict__.update(protocol=protocol, vocabulary=vocabulary)
    return desk


def visit(desk: FrontDesk, *typed: str, silent: bool = False) -> tuple[int, str]:
    """The exit and everything said to somebody who types these lines, then leaves or falls silent."""
    source, keys = os.pipe()
    heard, out = os.pipe()
    os.write(keys, "".join(f"{line}\n" for line in typed).encode())
    if not silent:
        os.close(keys)
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.extend(iter(lambda: os.read(heard, 65_536), b"")))
    reader.start()
    try:
        code = PlainPatient(desk, Lines(source, out)).serve()
    finally:
        os.close(out)
        reader.join()
        for descriptor in (source, heard, *([keys] if silent else [])):
            os.close(descriptor)
    return code, b"".join(said).decode()


def draft_events(desk: FrontDesk) -> list[dict[str, object]]:
    """What the only draft holds."""
    session = Keys.load(desk.home).unlock("staff", PASSPHRASE)
    (draft,) = Drafts(desk.home).abandoned(session)
    return draft.events


def test_silence_asks_then_ends_and_keeps_the_draft(desk: FrontDesk) -> None:
    code, said = visit(desk, *START, *NO_EMERGENCY, silent=True)
    assert code == Exit.NEXT_PATIENT
    assert said.count("Are you still there?") == 1
    assert [event["question"] for event in draft_events(desk)[1:]] == ["emergency_symptoms"]


def test_nobody_is_asked_at_the_welcome(desk: FrontDesk) -> None:
    code, said = visit(desk)
    assert code == Exit.NO_INPUT
    assert "Are you still there?" not in said
    assert Drafts(desk.home).count() == 0


def test_an_emergency_stops_the_questions_until_staff_are_there(desk: FrontDesk) -> None:
    code, said = visit(desk, *START, "3")
    after = said.split("You chose: I'm not sure")[1]
    assert "You need help before anything else." in after
    assert "A member of staff has been told." in after
    assert "main reason" not in after
    assert "555-0100" not in after, "never the clinic's number on an urgent page"
    assert [alert.kind for alert in desk.store.alerts()] == ["urgent"]
    code, said = visit(desk, "1", "9")
    assert code == Exit.NO_INPUT


def test_an_emergency_that_was_left_stays_stopped_under_its_code(desk: FrontDesk) -> None:
    _, said = visit(desk, *START, "1")
    code = said.split("Your code: ")[1].split("\n")[0]
    _, said = visit(desk, "3", code)
    assert "The questions stop here until staff are with you." in said
    _, said = visit(desk, "3", code, "1", "1", "s", "1", "s")
    assert "main reason" not in said, "the number of Yes never goes on"
    _, said = visit(desk, "3", code, "s", "2")
    assert "What is the main reason you are here?" in said


def test_a_full_disk_says_so_and_asks_the_same_again(desk: FrontDesk) -> None:
    intake = desk.begin("en")
    intake.let_go()
    (draft,) = (desk.home / "drafts").glob("*.draft")
    desk.store.list()
    with limited_file_size(draft.stat().st_size):
        _, said = visit(desk, *NO_EMERGENCY, "1")
    assert "this screen can not keep more answers" in said
    assert said.count("Do you have any of these right now?") == 2


def at_the_list(desk: FrontDesk, question: str) -> None:
    """An intake that somebody left at a list."""
    intake = desk.begin("en")
    while intake.session.at != question:
        item = intake.session.form.by_id[intake.session.at]
        codes = [option.code for option in intake.session.form.options(item)]
        answer = "no" if "no" in codes else "skipped"
        intake.do(Answered(question=item.link_id, answer=answer))
    intake.let_go()


def kept(desk: FrontDesk, question: str) -> object:
    """What the only draft holds of `question`."""
    return [event for event in draft_events(desk) if event.get("question") == question][-1][
        "answer"
    ]


def test_a_list_that_lacks_its_end_is_kept_when_the_pipe_closes(desk: FrontDesk) -> None:
    at_the_list(desk, "allergies")
    visit(desk, "penicillin", "latex")
    assert kept(desk, "allergies") == ["penicillin", "latex"]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (["1"], ["penicilin", "latex"]),
        (["1", "2"], ["penicilin", "latex"]),
        (["1", "2", ""], ["penicilin", "latex"]),
        (["1", "2", "penicillin"], ["penicillin", "latex"]),
        (["1", "3"], ["latex"]),
        (["?", "9"], ["penicilin", "latex", REST]),
        (["1", "?", "9"], ["penicilin", "latex", REST]),
    ],
)
def test_a_line_stays_until_it_is_replaced_or_taken_off(
    desk: FrontDesk, typed: list[str], lines: list[str]
) -> None:
    """Its number alone takes nothing away, and neither does telling staff instead."""
    at_the_list(desk, "allergies")
    visit(desk, "penicilin", "latex", *typed)
    assert kept(desk, "allergies") == lines


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (["zoloft, blue pill"], [("zoloft",), ("blue pill",)]),
        (["warfarin", "1"], [("warfarin", "warfarin")]),
        (["warfarin", "1", "?", "9"], [("warfarin", "warfarin", "will tell staff")]),
        (["warfarin", "?", "9"], [("warfarin",), (REST,)]),
    ],
)
def test_medicines_are_kept_as_typed_before_anything_is_asked_about_them(
    desk: FrontDesk, typed: list[str], lines: list[tuple[str, ...]]
) -> None:
    """The pipe closes at "Did you mean", at a detail, or staff are told: no name is lost."""
    at_the_list(desk, "medications")
    visit(desk, *typed)
    entries = kept(desk, "medications")
    assert isinstance(entries, list)
    told = ("entered", "confirmed", "how_often")
    assert [tuple(entry[each] for each in told if each in entry) for entry in entries] == lines


def test_letters_and_wild_numbers_are_asked_again_and_nothing_is_guessed(desk: FrontDesk) -> None:
    _, said = visit(desk, *START, "yes", "0", "99", "-1", "1 2", "١", "2")
    assert said.count("Please type a number from 1 to 4.") == 6
    assert "main reason" in said


def test_a_line_that_is_far_too_long_is_refused_whole(desk: FrontDesk) -> None:
    _, said = visit(desk, *START, "2", "1", "11", "x" * 40_000, "about a year", "3")
    assert "That was too long." in said
    events = {event.get("question"): event.get("answer") for event in draft_events(desk)}
    assert events["reason_duration"] == "about a year"


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("?,9", "skipped")])
def test_left_empty_is_not_told_to_staff(desk: FrontDesk, typed: str, kept: str) -> None:
    visit(desk, *START, "2", "1", "11", *typed.split(","), "3")
    events = {event.get("question"): event.get("answer") for event in draft_events(desk)}
    assert events["reason_duration"] == kept


def test_what_could_move_a_cursor_is_no_part_of_a_line(desk: FrontDesk) -> None:
    _, said = visit(desk, *START, "2", "1", "11", "\x1b[2Jtwo\x07 years\u202e", "3", "?", "2", "9")
    assert "\x1b" not in said
    assert "\u202e" not in said


def expected_patient(desk: FrontDesk) -> str:
    """A code that staff gave to somebody who is to come."""
    answers = {"given_name": "Zdenka", "family_name": "Quillfeather", "record_number": "MRN-7741"}
    return Tickets(desk.home).issue(answers)[1]


def test_a_session_code_is_confirmed_and_marks_what_staff_filled_in(desk: FrontDesk) -> None:
    code = expected_patient(desk)
    _, said = visit(desk, "3", code.lower(), "1", "2", "1", "11", "", "3", "", "Quill", "")
    assert "Name: Zdenka Quillfeather" in said
    assert "Record number: MRN-7741" in said
    assert "You answered: Zdenka." in said, "shown again at its question"
    paused = said.split("Your code: ")[1].split("\n")[0]
    intake = desk.resume(paused)
    assert intake.session.answers["given_name"] == "Zdenka"
    assert intake.session.answers["family_name"] == "Quill"
    assert set(intake.session.filled_in) == {"given_name", "record_number"}
    record = desk.store.row(intake.finish().record_id)
    session = Keys.load(desk.home).unlock("staff", PASSPHRASE)
    body = desk.store.read(record.id, session)
    assert set(body["filled_in_by_staff"]) == {"given_name", "record_number"}
    with pytest.raises(UnknownDraft):
        desk.expected(code)
    assert [entry.what for entry in Audit(desk.store).entries()].count("code_used") == 1


def test_who_is_somebody_else_begins_nothing_and_leaves_the_code_to_its_owner(
    desk: FrontDesk,
) -> None:
    code = expected_patient(desk)
    _, said = visit(desk, "3", code, "2")
    assert "Help is on the way" in said
    assert Drafts(desk.home).count() == 0
    assert desk.expected(code).answers["given_name"] == "Zdenka"
    assert [alert.kind for alert in desk.store.alerts()] == ["help"]


def test_guessing_codes_ends_in_a_wait_and_shows_no_name(desk: FrontDesk) -> None:
    expected_patient(desk)
    guesses = ["CCC-CCC", "DDD-DDD", "FFF-FFF", "GGG-GGG", "HHH-HHH", "JJJ-JJJ"]
    _, said = visit(desk, "3", *guesses)
    assert said.count("This code opens nothing here.") == 5
    assert said.count("Too many tries.") == 1
    assert "Zdenka" not in said
    what = [entry.what for entry in Audit(desk.store).entries()]
    assert what == ["code_failed"] * 5 + ["code_locked"]
