"""Who is at the keyboard: sign-in for one command, and who is named in the audit."""

import getpass
import os
import sys
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.records.access import only_account, passphrase_from_file, sign_in
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store


def account_name(home: Path, given: str) -> str:
    """`--staff`, or the only account. Raises KioskError when there are several."""
    return given or only_account(home)


def signed_in(store: Store, given: str) -> StaffSession:
    """A session for one command; asks on the terminal unless KIOSK_PASSPHRASE_FILE is set.

    Never prompts without a terminal. Raises WrongPassphrase, LockedOut or KioskError.
    """
    name = account_name(store.home, given)
    return sign_in(store, name, passphrase_for(name), idle_seconds=None)


def passphrase_for(name: str) -> str:
    """From the file that KIOSK_PASSPHRASE_FILE names, else asked for on the terminal."""
    passphrase = passphrase_from_file(os.environ)
    if passphrase is not None:
        return passphrase
    _needs_terminal("staff passphrase", ", or the file named by KIOSK_PASSPHRASE_FILE")
    return getpass.getpass(f"Passphrase of {name}: ")


def ask(prompt: str) -> str:
    """A line typed by staff. Raises KioskError without a terminal."""
    _needs_terminal(prompt.rstrip(": ").lower(), "")
    return input(prompt)


def _needs_terminal(what: str, otherwise: str) -> None:
    if not sys.stdin.isatty():
        raise KioskError(f"{what}: expected a terminal{otherwise}")
