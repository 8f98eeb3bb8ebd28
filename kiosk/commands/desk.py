"""`kiosk staff`: the staff screen, at a front desk or between two turns of a patient at the kiosk."""

import argparse
import sys

from kiosk.errors import KioskError
from kiosk.places import home_folder


def staff(options: argparse.Namespace) -> int:
    """Sign-in, then the list. At a front desk it stays open; at a kiosk it gives the screen back."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise KioskError("staff: expected a terminal of at least 80 columns and 24 rows")
    from kiosk.intake import FrontDesk
    from kiosk.staff.app import run_staff

    desk = FrontDesk.open(home_folder(), options.at_kiosk or "front desk")
    return run_staff(desk, at_kiosk=bool(options.at_kiosk))
