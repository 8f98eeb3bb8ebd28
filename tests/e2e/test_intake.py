"""Four people at the real kiosk, in a real terminal, from welcome to hand-back; then what staff find."""

import csv
import io
import json
import os
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kiosk.model.protocol import Protocol
from tests.support.at_the_desk import close_the_kiosk, sign_in
from tests.support.at_the_kiosk import AtTheKiosk, reads_that_staff_know, summary_in
from tests.support.command import PASSPHRASE, Clinic, new_clinic, stand_at
from tests.support.patients import answers
from tests.support.terminal import Terminal

DOSE = re.compile(r"\d\s*(mg|mL|mcg)\b(?!/mL)")
NAME = {"given_name": "Marisol", "family_name": "Quintero", "signature": "Marisol Quintero"}


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path)


def interviewed(clinic: Clinic, protocol: Protocol, **changes: Any) -> AtTheKiosk:
    """One whole intake, to the moment the patient gives the screen back."""
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(terminal, protocol, answers(**NAME, **changes))
        person.turn("1")
        person.walk("You are done")
        goodbye = terminal.text
        assert "Marisol" not in goodbye
        assert "Quintero" not in goodbye
        person.turn("enter")
        terminal.wait("Welcome")
        assert b"Traceback" not in terminal.written
    return person


def found(clinic: Clinic) -> tuple[dict[str, Any], str, dict[str, str]]:
    """What staff find: the record, the text of its page, and its line of the CSV."""
    listed = clinic.staff("records", "list").stdout.split()
    record = json.loads(clinic.staff("records", "show", listed[0]).stdout)
    page = summary_in(clinic.summaries)
    assert listed[0] in page.name
    pages = PdfReader(io.BytesIO(page.read_bytes())).pages
    text = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in pages))
    out = clinic.home / "export"
    assert clinic.staff("records", "export", "--format", "csv", "--out", str(out)).returncode == 0
    with (out / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    return record, text, line


def test_no_risks(clinic: Clinic, protocol: Protocol) -> None:
    interviewed(clinic, protocol)
    record, text, line = found(clinic)
    assessment = record["assessment"]
    assert (assessment["disposition"], assessment["flags"]) == ("provisional", [])
    assert assessment["unanswered"] == []
    assert line["minutes_taken"].isdecimal(), "the kiosk knew when it began"
    assert record["answers"]["given_name"] == "Marisol"
    assert "QUINTERO, Marisol" in text
    assert "35 mg" in text
    assert "NOT CLEARED" in text
    assert "PROVISIONAL: NOT AN ORDER" in text
    assert line["family_name"] == "Quintero"
    assert line["stroke"] == "no"


@pytest.mark.slow  # the same way through the kiosk as the test before; the page's numbers have tests of their own
def test_chronic_pain_is_a_range_without_a_rate(clinic: Clinic, protocol: Protocol) -> None:
    interviewed(clinic, protocol, main_reason="chronic_pain", pain_now=6)
    record, text, _ = found(clinic)
    (regimen,) = record["assessment"]["regimens"]
    assert regimen["dose_mg"] == ["7", "35"]
    assert (regimen["infusion_minutes"], regimen["mcg_per_kg_min"]) == (None, None)
    assert re.search(r"7 to 35 mg", text)
    assert "mcg/kg/min" not in text
    assert "mg/h" not in text


def test_suicidal_thoughts_alert_at_once(clinic: Clinic, protocol: Protocol) -> None:
    person = interviewed(clinic, protocol, asq_2="yes", asq_5="no")
    assert "asq_5" in person.seen
    written = person.terminal.written.decode("utf-8", "replace")
    assert "You are not alone" in written
    record, text, _ = found(clinic)
    assert record["assessment"]["urgent"]
    assert [flag["rule"] for flag in record["assessment"]["flags"]] == ["suicide_screen"]
    assert "ACT NOW" in text
    waiting = clinic.staff("records", "watch", "--once").stdout
    assert waiting.count("URGENT") == 1
    (alert,) = re.findall(r"alert (\S+)", waiting)
    assert clinic.staff("records", "acknowledge", alert).returncode == 0
    assert "URGENT" not in clinic.staff("records", "watch", "--once").stdout


def test_an_alert_stands_even_when_the_patient_walks_away(
    clinic: Clinic, protocol: Protocol
) -> None:
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(
            terminal, protocol, answers(**NAME, main_reason="suicidal_ideation", asq_1="yes")
        )
        person.turn("1")
        person.walk("You are not alone")
        shown = person.shown()
        assert "988" in terminal.text or "Call or text 988" in shown
        assert "Please tell the front desk now" in shown, "nobody watches, so nothing is promised"
        assert "555-0100" not in shown, "never the clinic's number on an urgent page"
        terminal.kill()
    assert "URGENT" in clinic.staff("records", "watch", "--once").stdout


def test_staff_are_said_to_be_told_only_when_somebody_watches(
    clinic: Clinic, protocol: Protocol
) -> None:
    with (
        Terminal(["records", "watch"], clinic.home) as desk,
        Terminal(["run"], clinic.home) as terminal,
    ):
        desk.wait("No alert waits")
        reads_that_staff_know(terminal, protocol)
        desk.wait("URGENT")
        assert b"\a" in desk.written, "the terminal bell rings"


@pytest.mark.slow
def test_two_contraindications_and_killed_twice_in_mid_interview(
    clinic: Clinic, protocol: Protocol
) -> None:
    """SIGKILL, twice: what was answered is there, the same question comes back, nothing is lost."""
    given = answers(**NAME, stroke="yes", aneurysm="not_sure")
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(terminal, protocol, given)
        person.turn("1")
        person.walk("How tall are you?")
        terminal.kill()
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("How tall are you?")
        AtTheKiosk(terminal, protocol, given).walk("weak spot in one of your blood vessels")
        terminal.kill()
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("weak spot in one of your blood vessels")
        AtTheKiosk(terminal, protocol, given).walk("You are done")
    record, text, line = found(clinic)
    assert record["answers"]["given_name"] == "Marisol"
    assert record["assessment"]["disposition"] == "withheld"
    assert [flag["rule"] for flag in record["assessment"]["flags"]] == ["stroke", "aneurysm"]
    assert "REGIMEN WITHHELD" in text
    assert not DOSE.search(text)
    assert (line["stroke"], line["aneurysm"]) == ("yes", "not_sure")


def test_a_bad_protocol_stops_the_start_with_file_and_line(clinic: Clinic, tmp_path: Path) -> None:
    copy = tmp_path / "program"
    root = Path(__file__).resolve().parents[2]
    for name in ("kiosk", "forms", "assets"):
        shutil.copytree(root / name, copy / name)
    rules = copy / "forms" / "ketamine-infusion" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("tier: withhold", "tier: forbid", 1), "utf-8")
    with Terminal(["run"], clinic.home, program=copy) as terminal:
        shown = terminal.wait("rules.yaml:")
        assert re.search(r"rules\.yaml:\d+: .*tier", re.sub(r"\s+", " ", shown))
        assert "Traceback" not in shown
        terminal.child.wait()
        assert terminal.child.exitstatus == 2


def test_only_staff_leave_the_patient_screen(clinic: Clinic, protocol: Protocol) -> None:
    """Keys that end other programs do nothing; the passphrase does, and the answers stay."""
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        person = AtTheKiosk(terminal, protocol, answers())
        person.turn("1")
        for key in ("ctrl+c", "ctrl+q", "\x1a", "\x1c", "\x04", "\x10"):
            terminal.press(key)
            terminal.pump(0.3)
        terminal.wait("Part 1 of 8")
        terminal.press("f10")
        terminal.wait("Staff sign-in")
        terminal.press("esc")
        terminal.wait("Part 1 of 8")
        terminal.press("f10")
        sign_in(terminal, "not the passphrase")
        terminal.wait("do not match")
        sign_in(terminal, PASSPHRASE)
        close_the_kiosk(terminal)
        assert terminal.child.exitstatus == 0
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Part 1 of 8")


def test_the_demo_opens_without_questions_and_leaves_nothing(tmp_path: Path) -> None:
    with Terminal(["demo"], tmp_path) as terminal:
        shown = terminal.wait("Press Enter to open the kiosk")
        (passphrase,) = re.findall(r"Staff passphrase: (\S+)", shown)
        (data,) = re.findall(r"Data: +(\S+)", shown)
        terminal.press("enter")
        terminal.wait("Demo Clinic")
        terminal.wait("Welcome")
        terminal.pump(1)
        terminal.press("f10")
        sign_in(terminal, passphrase)
        close_the_kiosk(terminal)
    assert not Path(data).exists()
    assert not (tmp_path / "kiosk").exists()


def test_the_demo_leaves_nothing_when_its_window_is_closed(tmp_path: Path) -> None:
    with Terminal(["demo"], tmp_path) as terminal:
        (data,) = re.findall(r"Data: +(\S+)", terminal.wait("Press Enter to open the kiosk"))
        terminal.press("enter")
        terminal.wait("Welcome")
        terminal.press("1")
        terminal.wait("Part 1 of 8")
        terminal.end(signal.SIGHUP)
        assert not Path(data).parent.exists()
        assert list((tmp_path / "run").iterdir()) == []


def test_a_kiosk_started_again_later_starts_with_the_next_person(clinic: Clinic) -> None:
    """Nobody was there for longer than a page waits: what stood on it is for its code and for staff."""
    stand_at(clinic, "stroke")
    (key,) = (clinic.home / "run").glob("*/*.key")
    hour_ago = key.stat().st_mtime - 3600
    os.utime(key, (hour_ago, hour_ago))
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Welcome")
        assert b"stroke" not in terminal.written
    assert not key.exists()
    (line,) = clinic.staff("drafts", "list").stdout.splitlines()
    assert "  waits  " in line
