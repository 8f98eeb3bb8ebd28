"""`kiosk staff …`: who may sign in, and with which role."""

import argparse
import sys

from kiosk.backoffice import accounts, codes
from kiosk.commands.progress import progress
from kiosk.commands.staff import new_passphrase, passphrase_for, signed_in
from kiosk.records.keys import Role


def list_accounts(options: argparse.Namespace) -> int:
    """Name and role, one a line."""
    for name, role in accounts.accounts(signed_in(options.staff)):
        sys.stdout.write(f"{role.value:<13}  {name}\n")
    return 0


def add(options: argparse.Namespace) -> int:
    """A new member of staff."""
    office = signed_in(options.staff)
    passphrase = new_passphrase(options.name, options.new_passphrase_file)
    accounts.add(office, options.name, Role(options.role), passphrase)
    sys.stdout.write(f"{options.name} can sign in now, as {options.role}.\n")
    return 0


def code(options: argparse.Namespace) -> int:
    """A session code for a patient who is to come."""
    made = codes.issue_code(
        signed_in(options.staff),
        options.given_name,
        options.family_name,
        birth_date=options.birth_date,
        record_number=options.record_number,
    )
    sys.stdout.write(f"{made.code}\n")
    sys.stderr.write(
        f"Give this code to the patient. It works once, until {made.expires_at:%Y-%m-%d %H:%M}.\n"
    )
    return 0


def remove(options: argparse.Namespace) -> int:
    """Somebody who left; the clinic's key is changed."""
    accounts.remove(signed_in(options.staff), options.name, progress("changing the clinic's key"))
    sys.stdout.write(f"{options.name} can no longer sign in; the clinic's key was changed.\n")
    return 0


def new_key(options: argparse.Namespace) -> int:
    """Another clinic key, and everything stored sealed to it."""
    done = accounts.new_key(signed_in(options.staff))
    sys.stdout.write(f"The clinic's key was changed; {done} sealed entries follow it.\n")
    return 0


def passphrase(options: argparse.Namespace) -> int:
    """One's own, or as an administrator somebody else's."""
    office = signed_in(options.staff)
    name = options.name or office.name
    new = new_passphrase(name, options.new_passphrase_file)
    if name == office.name:
        accounts.change_own(office, passphrase_for(name), new)
    else:
        accounts.reset(office, name, new)
    sys.stdout.write(f"{name} has a new passphrase.\n")
    return 0
