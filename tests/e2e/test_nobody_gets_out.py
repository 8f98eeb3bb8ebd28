"""What strangers try at a kiosk, in a real terminal: no key, text, byte or signal leads out or leaks."""

import os
import re
import shutil
import signal
import termios
from pathlib import Path

import pytest

from kiosk.supervise import _SANE
from tests.support.at_the_desk import see, turn
from tests.support.command import PASSPHRASE, Clinic, kiosk, new_clinic, stand_at
from tests.support.left_behind import files_with, strange_files
from tests.support.terminal import ROOT, Terminal

OPEN = "How long have you had this problem?"
STROKE = "Have you ever had a stroke"
CANARY = "Zebulon"
MARKUP = "[@click=app.quit]tap[/] [/nope] [/]"
ON_WARD = {"\t", "\n", "\r", "\x1b", "\x08"}
"""Control characters that a page has a use for."""
DEAD = [chr(code) for code in range(32) if chr(code) not in ON_WARD] + [
    "\x1b[19~", "\x1b[20~", "\x1b[23~", "\x1b[24~", "\x1b[1;5P", "\x1b[1;2S", "\x1bq", "\x1bx",
    "\x1b[18;5~", "\x1b[2~", "\x1b[H", "\x1b[5~", "\x1b[1;5C",
]  # fmt: skip
"""Every other control character, F8, F9, F11, F12 and keys with Ctrl, Shift and Alt."""
END = "\x1b[F"
NO_CORE = r"Max core file size +0 +0 "


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path)


def echoes(terminal: Terminal) -> bool:
    """Whether the terminal itself shows what is typed, or makes signals of Ctrl+C and the like."""
    return bool(termios.tcgetattr(terminal.child.child_fd)[3] & (termios.ECHO | termios.ISIG))


def open_for_nobody(terminal: Terminal, wanted: str) -> None:
    """From the first thing that shows to the first page, no key reaches a shell behind the kiosk."""
    while not terminal.written:
        terminal.pump(0.01)
    while wanted not in terminal.text:
        assert not echoes(terminal), "Ctrl+Z before the first page would lead to a shell"
        terminal.press("\x03", "\x1a", "\x1c")
        terminal.pump(0.02)
    terminal.wait(wanted)


def same_process(terminal: Terminal, patient: int) -> bool:
    """Whether the process on the screen is still this one."""
    return terminal.processes("patient")[0] == patient


def test_no_key_text_or_byte_leads_out(clinic: Clinic) -> None:
    stand_at(clinic, "reason_duration")
    log = clinic.home / "textual.log"
    spied = {"TEXTUAL_LOG": str(log), "TEXTUAL_DEBUG": "1", "TEXTUAL_DRIVER": "nowhere:Nothing"}
    with Terminal(["run"], clinic.home, environment=spied) as terminal:
        open_for_nobody(terminal, OPEN)
        patient = terminal.processes("patient")[0]
        for each in (patient, terminal.child.pid):
            assert re.search(NO_CORE, Path(f"/proc/{each}/limits").read_text())

        for key in DEAD:
            terminal.press(key)
            terminal.pump(0.02)
        terminal.wait(OPEN)
        assert same_process(terminal, patient)

        see(terminal, MARKUP)
        terminal.click("tap")
        terminal.pump(0.3)
        terminal.type(END)
        terminal.type("\x1b[200~" + "x" * 2_500 + "\x1b[201~")
        terminal.wait("That was too long")
        terminal.type(f"\x1b[200~\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202e{CANARY}\u2066\u200b\x1b[201~")
        shown = terminal.wait(CANARY)
        assert MARKUP in shown, shown
        terminal.child.send(b"Jos\xe9 12")
        terminal.wait("Jos� 12")
        assert same_process(terminal, patient)

        terminal.press("f10")
        while "Staff sign-in" not in terminal.text:
            assert not echoes(terminal), "Ctrl+Z before the sign-in page would lead to a shell"
            terminal.pump(0.01)
        terminal.wait("Staff sign-in")
        (staff,) = terminal.processes("staff")
        assert re.search(NO_CORE, Path(f"/proc/{staff}/limits").read_text())
        terminal.press("esc")
        terminal.wait(MARKUP)
        written = terminal.written.decode("utf-8", "replace")
    assert not re.search(r"\x1b\](?!22;)|[\x80-\x9f\u202a-\u202e\u2066-\u2069\u200b]", written)
    assert "Traceback" not in written
    assert not strange_files(clinic.home)
    assert not files_with(clinic.home, CANARY)


def test_signals_and_a_held_key_leave_the_patient_at_the_question(clinic: Clinic) -> None:
    """The next process was ready before, takes over at once, and the terminal is sane in the end."""
    stand_at(clinic, "stroke")
    with Terminal(["run"], clinic.home) as terminal:
        terminal.wait(STROKE)
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV):
            while len(terminal.processes("patient")) < 2:
                terminal.pump()
            _, ready = terminal.processes("patient")
            before = len(terminal.written)
            terminal.kill_process("patient", number)
            terminal.type(CANARY)
            while STROKE.encode() not in terminal.written[before:]:
                assert not echoes(terminal), "what is typed between two pages stands on the screen"
                terminal.pump(0.01)
            assert _SANE in terminal.written[before:]
            terminal.wait(STROKE)
            assert same_process(terminal, ready), "nobody waits for a process to load"
        terminal.kill_process("patient", signal.SIGTSTP)
        os.kill(terminal.child.pid, signal.SIGTSTP)
        threads = Path(f"/proc/{terminal.processes('patient')[0]}/task")
        before_wake = 0
        while before_wake != (before_wake := len(list(threads.iterdir()))):
            terminal.pump(1)  # what loads after the first page has threads of its own
        for _ in range(5):
            terminal.kill_process("patient", signal.SIGCONT)
            terminal.pump(0.05)
        assert len(list(threads.iterdir())) <= before_wake, "a second reader would take keys"
        assert not echoes(terminal)

        terminal.press(*["enter"] * 30)
        terminal.pump(0.3)
        terminal.wait(STROKE)
        turn(terminal, "2" * 30, "weak spot in one of your blood vessels")
        terminal.press(*["2"] * 30)

        gone = [*terminal.processes("patient"), terminal.child.pid]
        terminal.end()
        assert terminal.child.exitstatus == 128 + signal.SIGTERM
        assert terminal.written.endswith(_SANE)
        assert echoes(terminal), "the shell gets its terminal back as it was"
        assert CANARY.encode() not in terminal.written
        assert not any(Path(f"/proc/{each}").exists() for each in gone)
    assert not strange_files(clinic.home)


def planted(folder: Path) -> Path:
    """A copy of the program with two faults: on asking for help, and when staff sign in."""
    for name in ("kiosk", "forms", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, place, fault in (
        ("tui/screens/page.py", 'elif action == "help":', "            typed = [e.value for e in self.query(Entry)]; raise ValueError(typed)"),
        ("staff/app.py", '"""In, or say that the two do not match. Each try is counted, at every terminal together."""', "        raise ValueError(attempt.passphrase)"),
    ):  # fmt: skip
        source = (folder / "kiosk" / path).read_text("utf-8")
        assert place in source
        (folder / "kiosk" / path).write_text(source.replace(place, f"{place}\n{fault}"), "utf-8")
    return folder


def test_a_fault_shows_calm_words_and_the_same_question_again(
    clinic: Clinic, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What was typed stands where the program breaks, and nowhere else; `doctor` tells staff of it."""
    program = planted(tmp_path_factory.mktemp("program"))
    stand_at(clinic, "reason_duration")
    with Terminal(["run"], clinic.home, program=program) as terminal:
        terminal.wait(OPEN)
        see(terminal, CANARY)
        before = len(terminal.written)
        terminal.press("f1")
        while b"will be back soon" not in terminal.written[before:]:
            terminal.pump()
        terminal.wait(OPEN)
        assert CANARY.encode() not in terminal.written[before:]

        terminal.press("f10")
        terminal.wait("Staff sign-in")
        see(terminal, "staff")
        terminal.press("enter")
        terminal.pump(0.3)
        see(terminal, PASSPHRASE, shown="•" * len(PASSPHRASE))
        terminal.press("enter")
        terminal.wait(OPEN)
        for never in (b"Traceback", b"ValueError", b"page.py", PASSPHRASE.encode()):
            assert never not in terminal.written
    assert not strange_files(clinic.home, "kiosk/faults.log")
    assert not files_with(clinic.home, CANARY)
    told = kiosk("doctor", home=clinic.home).stdout
    assert "screens: 2 stopped by a fault and came back" in told
    kept = (clinic.home / "kiosk" / "faults.log").read_text()
    assert re.findall(r"stopped: (.*):\d+$", kept, re.M) == [
        "ValueError at page.py", "ValueError at app.py",
    ]  # fmt: skip
