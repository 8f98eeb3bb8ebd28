"""Who is at the keyboard: sign-in for one command, and who is named in the audit."""

import getpass
import os
import sys
from pathlib import Path

from kiosk.backoffice.office import Office
from kiosk.errors import BadFile, KioskError
from kiosk.intake import FrontDesk
from kiosk.places import home_folder
from kiosk.records.access import only_account, passphrase_from_file
from kiosk.settings import load_settings


def account_name(home: Path, given: str) -> str:
    """`--staff`, or the only account. Raises KioskError when there are several."""
    return given or only_account(home)


def signed_in(given: str) -> Office:
    """The kiosk in KIOSK_HOME with staff signed in for one command.

    Asks on the terminal unless KIOSK_PASSPHRASE_FILE is set; never prompts without a terminal. Raises
    WrongPassphrase, LockedOut or KioskError.
    """
    home = home_folder()
    # Not opened as for a patient: a fault in the clinic's protocol must not keep staff from an alert.
    desk = FrontDesk(home, load_settings(home))
    name = account_name(desk.home, given)
    return Office.sign_in(desk, name, passphrase_for(name), idle_seconds=None)


def passphrase_for(name: str) -> str:
    """From the file that KIOSK_PASSPHRASE_FILE names, else asked for on the terminal."""
    passphrase = passphrase_from_file(os.environ)
    if passphrase is not None:
        return passphrase
    _needs_terminal("staff passphrase", ", or the file named by KIOSK_PASSPHRASE_FILE")
    return getpass.getpass(f"Passphrase of {name}: ")


def new_passphrase(name: str, file: str) -> str:
    """A new passphrase from `file`, else typed twice. Raises KioskError when the two differ."""
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise BadFile(file, "expected a readable text file with the passphrase") from None
    _needs_terminal("new passphrase", ", or --new-passphrase-file F")
    typed = getpass.getpass(f"New passphrase for {name}: ")
    if getpass.getpass("Once more: ") != typed:
        raise KioskError("the two passphrases differ; nothing was changed")
    return typed


def ask(prompt: str) -> str:
    """A line typed by staff. Raises KioskError without a terminal."""
    _needs_terminal(prompt.rstrip(": ").lower(), "")
    return input(prompt)


def _needs_terminal(what: str, otherwise: str) -> None:
    if not sys.stdin.isatty():
        raise KioskError(f"{what}: expected a terminal{otherwise}")
