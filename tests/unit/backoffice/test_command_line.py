"""The same actions typed at the command line, by the person whose name stands in the audit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.backoffice.opened import newest
from kiosk.records.keys import Keys, Role
from tests.support.back_room import NAMES, PASSPHRASE, BackRoom
from tests.support.patients import answers_file

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(
    room: BackRoom,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Typed:
    """Run one command as a member of staff: exit code, output and errors."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    monkeypatch.setenv("KIOSK_HOME", str(room.desk.home))
    monkeypatch.setenv("KIOSK_PASSPHRASE_FILE", str(secret))

    def run(*arguments: str, by: Role = Role.CLINICIAN) -> tuple[int, str, str]:
        code = main([*arguments, "--staff", NAMES[by]])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_record_is_corrected_decided_and_told_about(room: BackRoom, typed: Typed) -> None:
    record_id = room.hand_in({"aneurysm": "not_sure"})
    code, said, _ = typed(
        "records", "amend", record_id, "--reason", "misread",
        "--answer", "aneurysm=no", "--answer", "phq9_1=1", "--note", "asked by phone",
    )  # fmt: skip
    assert code == 0
    assert "MAJOR: Aneurysm: answered not sure, then changed" in said
    code, said, _ = typed("records", "decide", record_id, "modified", "--to", "30 mg", "--reason", "light")  # fmt: skip
    assert (code, said) == (0, f"{record_id}  modified to 30 mg, by J. Park\n")
    assert newest(room.office(), record_id).answers["phq9_1"] == 1
    code, said, _ = typed("records", "show", record_id, "--history")
    assert [line.split("  ")[1] for line in said.splitlines()] == [
        "version 1", "version 2", "version 3", "submitted", "addendum", "decision", "viewed",
    ]  # fmt: skip
    code, said, _ = typed("records", "show", record_id[:8], "--as-text")
    assert "modified to 30 mg (light), J. Park" in said
    code, said, _ = typed("records", "list", "--search", "alvarez", "--level", "caution_major")
    assert said.count(record_id) == 1
    assert "MAJOR" in said
    assert typed("records", "verify", "--reassess")[0] == 0


def test_what_is_graver_than_before_is_said_and_stands_in_the_lists(
    room: BackRoom, typed: Typed
) -> None:
    record_id = room.hand_in()
    vitals = ("--heart-rate", "70", "--spo2", "98")
    typed("records", "measure", record_id, "--bp", "120/80", *vitals)
    typed("records", "decide", record_id, "accepted")
    typed("records", "review", record_id)
    code, said, _ = typed("records", "measure", record_id, "--bp", "240/140")
    assert code == 0
    for line in ("an alert waits for staff", "must be reviewed again", "Please decide again"):
        assert line in said
    listed = typed("records", "list", "--unreviewed")[1]
    assert "accepted OUTDATED: decide again" in listed
    assert "alert waits" in listed
    assert "DECISION OUTDATED (accepted)." in typed("records", "show", record_id, "--as-text")[1]
    assert json.loads(typed("records", "show", record_id)[1])["decision_outdated"]
    assert "URGENT" in typed("records", "watch", "--once")[1]


def test_a_bad_correction_is_one_line(room: BackRoom, typed: Typed) -> None:
    record_id = room.hand_in()
    for answer, named in (
        ("aneurysm", "--answer"),
        ("no_such=1", "no_such"),
        ("weight=70", "weight"),
    ):
        code, said, errors = typed(
            "records", "amend", record_id, "--reason", "why", "--answer", answer
        )
        assert (code, said) == (2, "")
        assert named in errors
        assert errors.count("\n") == 1
    assert typed("records", "decide", record_id, "declined")[0] == 2


def test_a_paper_form_becomes_a_record(room: BackRoom, typed: Typed, tmp_path: Path) -> None:
    source = tmp_path / "paper.json"
    source.write_text(answers_file(asq_1="yes", asq_5="no"))
    code, said, _ = typed("records", "transcribe", str(source))
    assert code == 0
    assert newest(room.office(), said.strip()).transcribed_by == "J. Park"
    (alert,) = room.desk.store.alerts()
    assert alert.subject == said.strip()
    assert typed("records", "acknowledge", alert.id, by=Role.FRONT_DESK)[0] == 0
    source.write_text("{}")
    code, _, errors = typed("records", "transcribe", str(source))
    assert (code, errors.startswith(f"kiosk: {source}: form: ")) == (2, True)
    assert typed("records", "transcribe", str(tmp_path / "none"))[0] == 2


def test_a_draft_is_seen_handed_back_and_discarded(room: BackRoom, typed: Typed) -> None:
    intake = room.desk.begin("en")
    intake.pause()
    code, said, errors = typed("drafts", "list", by=Role.FRONT_DESK)
    assert (code, errors) == (0, "1 unfinished\n")
    draft = said.split()[0]
    assert typed("drafts", "reopen", draft, by=Role.FRONT_DESK)[0] == 0
    resumed = room.desk.resume_local()
    assert resumed
    resumed.pause()
    assert typed("drafts", "discard", draft, "--reason", "left", by=Role.FRONT_DESK)[0] == 2
    assert typed("drafts", "discard", draft, "--reason", "left")[0] == 0
    assert typed("drafts", "list")[2] == "0 unfinished\n"


def test_accounts_come_and_go(room: BackRoom, typed: Typed, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("quite another passphrase")
    more = ("--new-passphrase-file", str(new))
    boss = Role.ADMINISTRATOR
    assert typed("staff", "add", "Kim", "--role", "clinician", *more)[0] == 2, "no administrator"
    assert typed("staff", "add", "Kim", "--role", "clinician", *more, by=boss)[0] == 0
    assert "clinician      Kim" in typed("staff", "list", by=boss)[1]
    assert typed("staff", "passphrase", "Fay Desk", *more, by=boss)[0] == 0
    assert Keys.load(room.desk.home).unlock("Fay Desk", "quite another passphrase")
    assert typed("staff", "passphrase", *more)[0] == 0, "one's own"
    assert Keys.load(room.desk.home).unlock("J. Park", "quite another passphrase")
    assert typed("staff", "remove", "Kim", by=boss)[0] == 0
    assert "Kim" not in typed("staff", "list", by=boss)[1]
    assert (
        typed("staff", "passphrase", "--new-passphrase-file", str(tmp_path / "x"), by=boss)[0] == 2
    )


def test_the_front_desk_gets_one_clear_line(room: BackRoom, typed: Typed, tmp_path: Path) -> None:
    record_id = room.hand_in({"asq_1": "yes", "asq_5": "no"})
    source = tmp_path / "paper.json"
    source.write_text(answers_file())
    for arguments in (
        ("records", "show", record_id),
        ("records", "print", record_id, "--for", "patient"),
        ("records", "measure", record_id, "--bp", "120/80"),
        ("records", "review", record_id),
        ("records", "decide", record_id, "accepted"),
        ("records", "amend", record_id, "--reason", "why", "--note", "x"),
        ("records", "transcribe", str(source)),
        ("records", "export", "--format", "csv", "--out", str(tmp_path / "out")),
        ("records", "verify"),
        ("records", "purge", "--before", "2020-01-01", "--reason", "policy"),
        ("backup", str(tmp_path / "b.kiosk")),
        ("staff", "list"),
    ):
        code, said, errors = typed(*arguments, by=Role.FRONT_DESK)
        assert (code, said) == (2, ""), arguments
        assert "needs an account with the role" in errors.splitlines()[-1]
        assert errors.count("\n") == 1, arguments
    code, said, _ = typed("records", "list", by=Role.FRONT_DESK)
    assert code == 0
    assert said.rstrip().endswith("NEEDS STAFF NOW")
    assert "Depression" not in said


def test_settings_are_listed_and_changed_by_an_administrator(
    room: BackRoom, typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, errors = typed("settings", "set", "theme", "dark")
    assert (code, errors.count("\n")) == (2, 1)
    assert "administrator" in errors
    code, said, _ = typed("settings", "set", "theme", "dark", by=Role.ADMINISTRATOR)
    assert (code, said) == (0, "theme: light became dark\n")
    assert main(["settings"]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["theme"], lines["keep_days"], lines["staff_is_coming"]) == ("dark", "none", "no")
    assert "demo" not in lines
