"""Plain mode on a real terminal: what a person hears, and what stays in the window for the next one."""

import re
from pathlib import Path

import pexpect
import pytest

from tests.support.command import PASSPHRASE, Clinic, new_clinic
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
    with Terminal(["run", "--plain"], clinic.home, rows=50) as terminal:
        at_the_name(terminal)
        say(terminal, "Zdenka", "What is your last name?")
        terminal.kill()
    with Terminal(["run", "--plain"], clinic.home, rows=50) as terminal:
        assert "Zdenka" not in terminal.wait("What is your last name?")
