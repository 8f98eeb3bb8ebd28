"""What was found by trying, on other programs and on this one: each found thing, tried in a real terminal.

docs/hardening.md says which test shows which.
"""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.at_the_desk import see, sign_in, turn
from tests.support.at_the_kiosk import summary_in
from tests.support.command import PASSPHRASE, Clinic, hand_in, new_clinic, stand_at
from tests.support.left_behind import files_with, strange_files
from tests.support.terminal import ROOT, Terminal

CANARY = "Zebulon"
FORMULA = "=1+[/b]<b>un"
CLIMB = "../../etc/cron.d"
LINK = '<img src="/etc/hostname"> <a href="x">'
NAME = "What is your name?"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A kiosk that delivers to a folder, and patients one after the other."""
    return new_clinic(tmp_path_factory.mktemp("clinic"))


def fill(terminal: Terminal, text: str) -> None:
    """Type into the box that has the focus, and go on from it."""
    see(terminal, text)
    terminal.press("enter")
    terminal.wait(lambda shown: f"┃ {text}" not in shown)


def test_what_was_typed_stays_text_on_every_page_and_in_every_file(
    clinic: Clinic, tmp_path: Path
) -> None:
    """Markup, a formula and a path, typed as a name: at the kiosk, on paper, in a table, at the desk."""
    stand_at(clinic, "reason_duration")
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("How long have you had")
        see(terminal, LINK)
        turn(terminal, "enter", "How many medicines")
        turn(terminal, "4", NAME)
        for text in (FORMULA, CLIMB):
            fill(terminal, text)
        turn(terminal, "enter", "date of birth")
        terminal.end()
    hand_in(clinic)

    page = summary_in(clinic.summaries)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_[0-9a-f-]{36}\.pdf", page.name), page.name
    leaves = PdfReader(io.BytesIO(page.read_bytes())).pages
    printed = re.sub(r"\s+", " ", " ".join(leaf.extract_text() for leaf in leaves))
    for text in (FORMULA, CLIMB, LINK):
        assert text.casefold() in printed.casefold(), printed
    assert not any("/Annots" in leaf for leaf in leaves), "no link, no picture of a local file"

    out = tmp_path / "out"
    done = clinic.staff("records", "export", "--format", "csv", "--out", str(out))
    assert done.returncode == 0, done.stderr
    with (out / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["given_name"] == f"'{FORMULA}"
    made = [path.name for folder in (clinic.home, out) for path in folder.rglob("*")]
    assert not [name for name in made if "cron" in name or "=" in name]
    assert not strange_files(clinic.home)

    with Terminal(["staff"], clinic.home, columns=120, rows=40) as terminal:
        sign_in(terminal, PASSPHRASE)
        shown = terminal.wait("to review")
        assert CLIMB in shown or CLIMB.upper() in shown
        assert FORMULA in shown


def test_nothing_of_one_patient_is_left_for_the_next(clinic: Clinic) -> None:
    """A cut text, a window of one cell, a touch that drags; then another process, and the code goes back."""
    stand_at(clinic, "given_name")
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait(NAME)
        patient = terminal.processes("patient")[0]
        see(terminal, CANARY)
        terminal.type("\x1b[<0;3;4M\x1b[<32;60;9M\x1b[<0;60;9m\x03")
        for size in ((10, 4), (1, 1), (300, 100), (79, 24)):
            terminal.resize(*size)
            terminal.pump(0.1)
        terminal.wait("too small")
        terminal.resize(80, 24)
        terminal.wait(CANARY)
        terminal.type("\x1b[1;2H\x18\x01\x0b")
        turn(terminal, "f1", "Keep going")
        terminal.press("tab")
        terminal.pump(0.3)
        turn(terminal, "enter", NAME)
        see(terminal, CANARY)
        turn(terminal, "f1", "I want to stop for now")
        turn(terminal, "4", "We saved your answers")
        (code,) = re.findall(r"[a-z]+(?:  [a-z]+){3}", terminal.text)
        turn(terminal, "2", "Welcome")
        assert terminal.processes("patient")[0] != patient

        turn(terminal, "3", "Type your code")
        terminal.press("\x16", "\x19", "\x1b[200~\x1b[201~")
        terminal.pump(0.3)
        assert CANARY not in terminal.text
        for word in code.split():
            fill(terminal, word)
        terminal.wait(CANARY)
        terminal.press("enter")
        terminal.wait(lambda shown: f"┃ {CANARY}" not in shown)
        fill(terminal, "Quux")
        turn(terminal, "enter", "date of birth")
        terminal.press("x")
        terminal.wait("Please use numbers here.")
        assert b"\x1b]52" not in terminal.written, "nothing goes to the clipboard of the terminal"
        assert b"\x1b]0" not in terminal.written and b"\x1b]2;" not in terminal.written
    assert not strange_files(clinic.home, "kiosk/watching")
    assert not files_with(clinic.home, CANARY)


def hurried(folder: Path) -> Path:
    """A copy of the program that asks after 4 seconds of silence, and clears after 2 more."""
    for name in ("kiosk", "forms", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, slow, quick in (
        ("tui/sitting.py", "silent < self.desk.settings.idle_seconds", "silent < 4"),
        ("settings.py", "STILL_THERE_SECONDS = 45", "STILL_THERE_SECONDS = 2"),
    ):
        source = (folder / "kiosk" / path).read_text("utf-8")
        assert slow in source
        (folder / "kiosk" / path).write_text(source.replace(slow, quick), "utf-8")
    return folder


@pytest.mark.slow  # a copy of the program and twelve seconds of waiting; the same without a terminal is in tests/tui
def test_silence_hides_and_clears_and_staff_bring_the_patient_back(
    clinic: Clinic, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Typing in a box is a sign of life, a pointer that moves is none; whoever comes back asks staff."""
    stand_at(clinic, "given_name")
    program = hurried(tmp_path_factory.mktemp("program"))
    with Terminal(["run"], clinic.home, program=program) as terminal:
        terminal.wait(NAME)
        see(terminal, CANARY)
        for _ in range(25):
            terminal.type("x\x7f")
            terminal.pump(0.2)
            assert "still there" not in terminal.text
        before = len(terminal.written)
        while "still there" not in terminal.text:
            terminal.type("\x1b[<35;20;9M")
            terminal.pump(0.2)
        assert b"\a" in terminal.written[before:]
        assert CANARY not in terminal.text
        terminal.press("x")
        terminal.wait(CANARY)
        terminal.wait("Welcome")
        assert "1 unfinished" in clinic.staff("drafts", "list").stderr

        turn(terminal, "f10", "Staff sign-in")
        sign_in(terminal, PASSPHRASE)
        terminal.wait("to review")
        turn(terminal, "f5", "Unfinished intakes")
        turn(terminal, "1", CANARY)
        turn(terminal, "1", "Give the screen to the patient")
        turn(terminal, "1", NAME)
        terminal.wait(CANARY)


@pytest.mark.slow
def test_a_day_of_pages_leaves_no_more_memory_in_use(clinic: Clinic) -> None:
    """Replaced controls kept 0.2 MB a page, pushed screens 0.6: two hundred pages would show either."""
    stand_at(clinic, "stroke")
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait("Have you ever had a stroke")
        patient = terminal.processes("patient")[0]
        for number in range(240):
            wanted = "Have you ever had a stroke" if number % 2 else "derrame cerebral"
            turn(terminal, "f3", wanted)
            if number == 39:
                before = resident_megabytes(patient)
        assert resident_megabytes(patient) - before < 8


def resident_megabytes(pid: int) -> float:
    """Memory of a process that is in use."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
