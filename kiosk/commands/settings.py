"""`kiosk settings`: what is set, and a change by an administrator."""

import argparse
import sys

from kiosk.backoffice.configuring import change, in_words
from kiosk.commands.staff import signed_in
from kiosk.places import home_folder
from kiosk.settings import load_settings
from kiosk.text import scrub


def list_settings(options: argparse.Namespace) -> int:
    """One a line, as they are typed; needs no sign-in: nothing in it is about a patient."""
    del options
    for name, value in in_words(load_settings(home_folder())).items():
        sys.stdout.write(f"{name:<17} {scrub(value)}\n")
    return 0


def set_setting(options: argparse.Namespace) -> int:
    """One setting; the audit has who changed it, from what and to what."""
    before, after = change(signed_in(options.staff), options.key, options.value)
    sys.stdout.write(f"{options.key}: {scrub(before)} became {scrub(after)}\n")
    sys.stderr.write(
        "It holds from the patient after next; restart the kiosk to have it at once.\n"
    )
    return 0
