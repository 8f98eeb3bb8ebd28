"""SIGKILL in the middle of a medicine list: every line that was added is there when the kiosk starts again."""

import json
from pathlib import Path

import pytest

from kiosk.model.protocol import Protocol
from tests.support.at_the_kiosk import AtTheKiosk
from tests.support.command import Clinic, new_clinic
from tests.support.patients import answers
from tests.support.terminal import Terminal

LIST = "What medicines do you take?"
GIVEN = answers(takes_no_medications="no", signature="Ana Diaz")


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path)


def typed(terminal: Terminal, text: str, wanted: str) -> None:
    """Type into the box until `wanted` shows; what is typed before the box is ready goes nowhere."""
    for _ in range(5):
        terminal.type(text)
        for _ in range(60):
            terminal.pump(0.05)
            if text in terminal.text:
                terminal.wait(wanted)
                return
    raise AssertionError(f"{text!r} goes into no box:\n{terminal.text}")


@pytest.mark.slow
def test_no_line_of_the_list_is_lost(clinic: Clinic, protocol: Protocol) -> None:
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(terminal, protocol, GIVEN)
        person.turn("1")
        person.walk(LIST)
        typed(terminal, "zanax", "Xanax: alprazolam, for anxiety or sleep")
        terminal.press("down")
        terminal.wait("► Xanax")
        terminal.press("enter")
        terminal.wait("How do you take alprazolam?")
        terminal.kill()
    with Terminal(["run"], clinic.home) as terminal:
        shown = terminal.wait("Your list: 1 so far")
        assert LIST in shown
        assert "alprazolam" in shown
        typed(terminal, "metoprolal lisinoprel", "Keep what I typed: metoprolal")
        terminal.click("Keep what I typed")
        terminal.wait("How do you take “metoprolal”?")
        terminal.press("1")
        terminal.wait("Your list: 2 so far")
        terminal.kill()
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Your list: 3 so far")
        terminal.press("f5")
        shown = terminal.wait("Did we miss any of these?")
        assert "alprazolam, “metoprolal”, “lisinoprel”" in shown, "what waited in the box, too"
        AtTheKiosk(terminal, protocol, GIVEN).turn("2")
        terminal.wait("What do you take for a cold or allergies?")
        typed(terminal, "nyquil", "NyQuil Severe")
        terminal.click("NyQuil Severe")
        terminal.wait("How do you take")
        terminal.press("4")
        terminal.wait("Your list: 4 so far")
        terminal.press("f5")
        terminal.wait("Did we miss any of these?")
        terminal.press("f5")
        terminal.wait("What are you allergic to?")
        AtTheKiosk(terminal, protocol, GIVEN).walk("You are done")
    (record_id,) = clinic.staff("records", "list").stdout.split()[:1]
    record = json.loads(clinic.staff("records", "show", record_id).stdout)
    listed = record["answers"]["medications"]
    assert [(line["entered"], line.get("confirmed")) for line in listed] == [
        ("zanax", "alprazolam"),
        ("metoprolal", None),
        ("lisinoprel", None),
        ("nyquil", "acetaminophen / dextromethorphan / doxylamine / phenylephrine"),
    ]
    assert [line.get("status") for line in listed] == ["taking", "taking", "taking", "as_needed"]
    assert "medications" not in record["withdrawn"], "lines of a list in the making are no change"
