"""Keys, touches, pastes, windows and signals without any plan: the kiosk still stands, and nothing leaked.

python -m pytest -m slow tests/e2e/test_no_plan.py      ten minutes, a minute from each of ten questions
KIOSK_SEED=7 python -m pytest -m slow tests/e2e/test_no_plan.py      other events, the same every time
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.loading.words import load_words
from kiosk.records.lockout import Lockout
from tests.support.command import Clinic, new_clinic, stand_at
from tests.support.fingers import CANARY, Fingers
from tests.support.left_behind import files_with, strange_files
from tests.support.terminal import ROOT, Terminal

SEED = int(os.environ.get("KIOSK_SEED", "20261126"))
LEGS = (
    "given_name", "birth_date", "height", "main_reason", "asq_2", "stroke", "can_be_pregnant",
    "allergies", "medications", "phq9_1",
)  # fmt: skip


def is_a_page(shown: str) -> bool:
    """Whether somebody in front of `shown` can go on: by the bar, or by the one choice of a bare page."""
    words = load_words(ROOT / "forms" / "words")
    ways = ("bar.help", "hidden.show", "too_small.heading", "signin.heading")
    return any(words.get(language, way) in shown for language in ("en", "es") for way in ways)


def wait_out_wrong_tries(clinic: Clinic) -> None:
    """Fingers that found the sign-in page tried passphrases, too: five wrong ones close it for a while."""
    while Lockout(clinic.home / "kiosk").seconds_left():
        time.sleep(1)


def stopped(terminal: Terminal) -> list[int]:
    """Processes of the kiosk that a signal put to sleep."""
    pids = [terminal.child.pid, *terminal.processes("patient"), *terminal.processes("staff")]
    stats = {pid: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in pids}
    return [pid for pid, stat in stats.items() if stat.split()[0] in "Tt"]


def press_on(clinic: Clinic, seed: int, enough: Callable[[int], bool]) -> None:
    """Random events until `enough`; then everything that must hold."""
    here = {path.name for path in ROOT.iterdir()}
    log = clinic.home / "textual.log"
    with Terminal(["run"], clinic.home, environment={"TEXTUAL_LOG": str(log)}) as terminal:
        terminal.wait("Riverside")
        fingers = Fingers(terminal, seed)
        number = 0
        while not enough(number):
            fingers.move()
            number += 1
            told = f"seed {seed}, event {number}; the last ones:\n" + "\n".join(fingers.last)
            assert terminal.child.isalive(), f"the kiosk ended; {told}"
        assert not stopped(terminal), f"a process that nobody at a kiosk can wake; {told}"
        # A window that any page fits, and nothing half sent.
        terminal.child.send("\x1b\\\x1b[201~")
        terminal.drain(1)
        terminal.resize(90, 26)
        terminal.pump(0.5)
        terminal.resize(80, 24)
        shown = terminal.wait(is_a_page)
        assert "Traceback" not in shown, told
        written = terminal.written
        assert b"Traceback" not in written, told
        assert b"will be back soon" not in written, f"a fault ended a page; {told}"
        assert not re.search(rb"\x1b\](?!22;)|\x1bP(?!=)", written), (
            f"a title or a device string; {told}"
        )
        assert "\u202e" not in written.decode("utf-8", "replace")
        terminal.end()
    assert {path.name for path in ROOT.iterdir()} == here
    assert not strange_files(clinic.home), told
    assert not files_with(clinic.home, CANARY), told
    wait_out_wrong_tries(clinic)
    verified = clinic.staff("records", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    listed = clinic.staff("drafts", "list")
    assert listed.returncode == 0, listed.stderr


def test_a_while_without_a_plan(tmp_path: Path) -> None:
    clinic = new_clinic(tmp_path)
    stand_at(clinic, "given_name")
    press_on(clinic, SEED, lambda number: number >= 300)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("leg", LEGS)
def test_ten_minutes_without_a_plan(leg: str, tmp_path: Path) -> None:
    """A minute from here."""
    clinic = new_clinic(tmp_path)
    stand_at(clinic, leg)
    end = time.monotonic() + 60
    press_on(clinic, SEED + LEGS.index(leg), lambda _: time.monotonic() > end)
