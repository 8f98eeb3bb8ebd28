"""A member of staff in front of the real staff screen: presses what they would press, once it shows."""

import pexpect

from tests.support.terminal import Terminal


def sign_in(terminal: Terminal, passphrase: str, name: str = "staff") -> None:
    """The name and the passphrase, each with Enter, once their boxes are there."""
    terminal.wait("Staff sign-in")
    see(terminal, name)
    terminal.press("enter")
    terminal.pump(0.3)
    see(terminal, passphrase, shown="•" * len(passphrase))
    terminal.press("enter")
    terminal.wait(lambda shown: "•" not in shown)


def see(terminal: Terminal, text: str, *, shown: str = "") -> None:
    """Type until it stands in the box: somebody who types before the box is ready looks again."""
    wanted = shown or text
    for _ in range(10):
        terminal.type(text)
        for _ in range(20):
            terminal.pump(0.1)
            if wanted in terminal.text:
                return
        terminal.press(*["backspace"] * len(text))
        terminal.pump(0.3)
    raise AssertionError(f"{wanted!r} never stood on:\n{terminal.text}")


def turn(terminal: Terminal, key: str, wanted: str) -> None:
    """Press `key` until `wanted` shows: a key before a page can be seen does nothing."""
    before = terminal.text
    for _ in range(8):
        terminal.press(key)
        for _ in range(60):
            terminal.pump(0.05)
            if wanted in terminal.text:
                terminal.wait(wanted)
                return
            if terminal.text != before:
                terminal.wait(wanted)
                return
    raise AssertionError(f"{key} leads to no {wanted!r}:\n{terminal.text}")


def close_the_kiosk(terminal: Terminal) -> None:
    """From the list to the shell."""
    terminal.wait("to review")
    turn(terminal, "f5", "Close the kiosk")
    terminal.click("Close the kiosk")
    terminal.wait("Close the kiosk?")
    terminal.press("1")
    terminal.child.expect(pexpect.EOF)
    terminal.child.wait()
