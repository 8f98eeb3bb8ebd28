"""Plain mode on a real terminal: what a person hears, and what stays in the window for the next one."""

import re
from functools import partial
from pathlib import Path

import pexpect
import pytest

from tests.support.command import PASSPHRASE, Clinic, kiosk, new_clinic
from tests.support.terminal import Terminal


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A kiosk that delivers to a folder."""
    return new_clinic(tmp_path)


def say(terminal: Terminal, text: str, then: str) -> str:
    """Type a line; the screen once it shows `then`."""
    terminal.type(f"{text}\r")
    return terminal.wait(then)


def at_the_name(terminal: Terminal) -> None:
    """From welcome to the first typed answer."""
    terminal.wait("Your number:")
    say(terminal, "1", "trouble breathing")
    say(terminal, "2", "main reason")
    say(terminal, "1", "anything else")
    say(terminal, "11", "How long have you had")
    say(terminal, "", "How many medicines have you tried")
    say(terminal, "3", "What is your first name?")


def test_hide_language_stop_code_and_staff(clinic: Clinic) -> None:
    """One sitting, as somebody with a screen reader would have it."""
    with Terminal(["run", "--plain"], clinic.home, rows=50) as terminal:
        at_the_name(terminal)
        say(terminal, "Zdenka", "What is your last name?")
        say(terminal, "?", "Other ways")
        assert "Zdenka" not in say(terminal, "6", "Screen hidden")
        say(terminal, "", "What is your last name?")
        say(terminal, "?", "Other ways")
        say(terminal, "5", "¿Cuál es su apellido?")
        say(terminal, "?", "Otras opciones")
        say(terminal, "2", "Usted respondió: Dos o más")
        say(terminal, "", "Usted respondió: Zdenka")
        say(terminal, "?", "Otras opciones")
        say(terminal, "5", "You answered: Zdenka")
        terminal.press("ctrl+c")
        shown = terminal.wait("Your code:")
        (code,) = re.findall(r"Your code: (\w+ \w+ \w+ \w+)", shown)
        assert "Zdenka" not in say(terminal, "", "1. Start")
        say(terminal, "3", "Type your code")
        say(terminal, code, "You answered: Zdenka")
        terminal.press("\x1a", "\x1c")
        for passphrase, then in (("not the passphrase", "do not match"), (PASSPHRASE, "")):
            say(terminal, "?", "Other ways")
            say(terminal, "8", "Your name:")
            say(terminal, "staff", "Passphrase:")
            if then:
                say(terminal, passphrase, then)
                terminal.wait("You answered: Zdenka")
        terminal.type(f"{PASSPHRASE}\r")
        terminal.child.expect(pexpect.EOF)
        terminal.written += terminal.child.before
        terminal.child.wait()
        assert terminal.child.exitstatus == 0
    assert PASSPHRASE.encode() not in terminal.written, "no echo"
    moves = set(re.findall(rb"\x1b\[[0-9;?]*[A-Za-z]", terminal.written))
    assert moves == {b"\x1b[H", b"\x1b[2J", b"\x1b[3J"}, "only to clear the window"


def test_killed_the_same_question_comes_back_in_a_clear_window(clinic: Clinic) -> None:
    """No key ends it while it opens."""
    with Terminal(["run", "--plain"], clinic.home, rows=50) as terminal:
        terminal.wait("Opening the kiosk")
        terminal.press("ctrl+c", "\x1c", "\x1a")
        at_the_name(terminal)
        say(terminal, "Zdenka", "What is your last name?")
        terminal.kill()
    with Terminal(["run", "--plain"], clinic.home, rows=50) as terminal:
        assert "Zdenka" not in terminal.wait("What is your last name?")


def asked_for(shown: str) -> list[int]:
    """Numbers of the recovery words that were asked for."""
    return [int(number) for number in re.findall(r"^Word (\d+)$", shown, re.M)]


def asked_or_open(times: int, shown: str) -> bool:
    """Whether a word was asked for so often, or the kiosk is open."""
    return len(asked_for(shown)) >= times or "1. Start" in shown


def test_a_fresh_kiosk_is_set_up_in_numbered_lines(tmp_path: Path) -> None:
    """By an administrator who does not see a screen: the checks and the result of the set-up screen."""
    with Terminal(["run", "--plain"], tmp_path, rows=50) as terminal:
        terminal.wait("Step 1 of 5: Your clinic")
        say(terminal, "", "Please type a name.")
        say(terminal, "Riverside", "Phone of the front desk")
        say(terminal, "abc", "7 digits or more")
        say(terminal, "555-0100", "Enter alone for staff")
        say(terminal, "", "Passphrase")
        say(terminal, PASSPHRASE, "again")
        say(terminal, "not the same", "are not the same")
        say(terminal, "ketamine", "again")
        say(terminal, "ketamine", "3. Only staff")
        say(terminal, "1", "Enter alone for /")
        say(terminal, "summaries", "whole path")
        say(terminal, str(tmp_path / "summaries"), "at least 12 characters")
        say(terminal, "", "Passphrase")
        say(terminal, PASSPHRASE, "again")
        say(terminal, PASSPHRASE, "6. ")
        for last in ("12. ", "18. "):
            say(terminal, "", last)
        shown = say(terminal, "", "Press Enter when they are written down.")
        written_down = re.findall(r"^\d+\. ([a-z]+)$", shown, re.M)
        assert len(written_down) == 24
        assert not (tmp_path / "kiosk" / "keys.json").exists()
        shown = say(terminal, "", "Enter alone shows all of them again.")
        assert not set(written_down) & set(shown.split()), "the window shows no word any more"
        say(terminal, "", "1. " + written_down[0])
        for last in ("12. ", "18. ", "24. "):
            say(terminal, "", last)
        say(terminal, "", "From your paper")
        say(terminal, "nonsense", "is another one")
        for times in (3, 4, 5):
            terminal.type(f"{written_down[asked_for(terminal.text)[-1] - 1].upper()}\r")
            terminal.wait(partial(asked_or_open, times))
        terminal.wait("1. Start")
    assert PASSPHRASE.encode() not in terminal.written, "no echo"
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    assert "0 unfinished" in Clinic(tmp_path, "").staff("drafts", "list").stderr
    tried = kiosk("doctor", home=tmp_path).stdout
    assert f"folder:{tmp_path / 'summaries'}" in tried or str(tmp_path / "summaries") in tried


def test_set_up_that_was_left_keeps_nothing_and_a_pipe_is_told_how(tmp_path: Path) -> None:
    with Terminal(["run", "--plain"], tmp_path, rows=50) as terminal:
        terminal.wait("Name of the clinic")
        terminal.press("ctrl+c")
        terminal.child.expect(pexpect.EOF)
        terminal.child.wait()
        assert terminal.child.exitstatus == 1
    assert not (tmp_path / "kiosk").exists()
    told = kiosk("run", "--plain", home=tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "run: kiosk setup" in told.stderr
