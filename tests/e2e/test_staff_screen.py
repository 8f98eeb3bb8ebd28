"""Patient and staff at one kiosk, in a real terminal: from an urgent answer to the patient's page again."""

import json
import re

import pytest

from kiosk.model.protocol import Protocol
from tests.support.at_the_desk import see, sign_in, turn
from tests.support.at_the_kiosk import AtTheKiosk, reads_that_staff_know
from tests.support.command import PASSPHRASE, Clinic, new_clinic
from tests.support.patients import answers
from tests.support.terminal import Terminal


@pytest.fixture
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path_factory.mktemp("clinic"))


def test_staff_answer_an_alert_and_the_patient_goes_on_where_they_were(
    clinic: Clinic, protocol: Protocol
) -> None:
    made = clinic.staff("simulate", "-n", "1", "--seed", "3")
    assert made.returncode == 0, made.stderr
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(
            terminal, protocol, answers(main_reason="suicidal_ideation", asq_1="yes")
        )
        person.turn("1")
        person.walk("You are not alone")
        person.turn("2")
        question = person.question()
        assert question is not None

        terminal.press("f10")
        sign_in(terminal, PASSPHRASE)
        terminal.wait("▲ URGENT: 1 patient needs you now")
        assert b"\a" in terminal.written, "the terminal bell rings"
        turn(terminal, "a", "Press the number of an alert")
        turn(terminal, "1", "Acknowledged by staff")
        assert "needs you now" not in terminal.text

        turn(terminal, "enter", "Page as text")
        turn(terminal, "m", "Keep and judge again")
        for number, value in enumerate(("71.2", "128/82", "72", "98")):
            see(terminal, value)
            terminal.press("enter")
            if number < 3:
                terminal.pump(0.2)
        terminal.wait("Enter the weight again")
        see(terminal, "71.2")
        for _ in range(4):
            terminal.press("enter")
            terminal.pump(0.2)
        terminal.wait("Kept, and judged again")
        turn(terminal, "d", "Ask more")
        turn(terminal, "f3", "Keep: Declined")
        see(terminal, "the patient wants to wait")
        turn(terminal, "enter", "Decision kept: Declined")

        terminal.press("f10")
        terminal.wait(lambda _: person.question() == question)
        assert b"Traceback" not in terminal.written

    (record,) = made.stdout.split()
    stored = json.loads(clinic.staff("records", "show", record).stdout)
    assert "128" in json.dumps(stored)
    waiting = clinic.staff("records", "watch", "--once").stdout
    assert not re.search("URGENT", waiting), "what was acknowledged does not ring again"


def test_a_front_desk_terminal_counts_as_somebody_who_watches(
    clinic: Clinic, protocol: Protocol
) -> None:
    """The patient's page then says that a member of staff was told, and the desk rings by itself."""
    with (
        Terminal(["staff"], clinic.home) as desk,
        Terminal(["run"], clinic.home) as terminal,
    ):
        desk.wait("Staff sign-in")
        reads_that_staff_know(terminal, protocol)
        desk.wait("▲ URGENT: 1 patient needs you now")
        assert b"\a" in desk.written
        sign_in(desk, PASSPHRASE)
        desk.wait("to review")
        desk.press("f10")
        desk.wait("Staff sign-in")
        desk.press("esc")
        desk.child.wait()
        assert desk.child.exitstatus == 0


def test_a_staff_screen_that_is_killed_gives_the_patient_back(
    clinic: Clinic, protocol: Protocol
) -> None:
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(terminal, protocol, answers())
        person.turn("1")
        turn(terminal, "f10", "Staff sign-in")
        terminal.kill_process("staff")
        terminal.wait("Part 1 of 8")


def test_staff_sign_in_on_a_tablet_only_where_the_clinic_allows_it(
    clinic: Clinic, protocol: Protocol
) -> None:
    """A tablet's own terminal, as `kiosk serve` starts one: off as delivered, and on by the setting."""
    settings = clinic.home / "kiosk" / "settings.json"
    with Terminal(["seat", "Tablet 1"], clinic.home) as tablet:
        tablet.wait("Welcome")
        tablet.press("f10")
        tablet.press("f1")
        tablet.wait("front desk")
        assert tablet.processes("staff") == []
    stored = json.loads(settings.read_text("utf-8"))
    settings.write_text(json.dumps({**stored, "staff_in_browser": True}), "utf-8")
    with Terminal(["seat", "Tablet 1"], clinic.home) as tablet:
        tablet.wait("Welcome")
        person = AtTheKiosk(tablet, protocol, answers())
        person.turn("1")
        question = person.question()
        turn(tablet, "f10", "Staff sign-in")
        sign_in(tablet, PASSPHRASE)
        tablet.wait("to review")
        tablet.press("f10")
        tablet.wait(lambda _: person.question() == question)
