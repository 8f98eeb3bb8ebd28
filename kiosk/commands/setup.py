"""`kiosk setup`: what the set-up screen does, for provisioning scripts."""

import argparse
import sys
from pathlib import Path

from pydantic import ValidationError

from kiosk.errors import BadFile, KioskError
from kiosk.newclinic import NewClinic
from kiosk.places import home_folder, is_set_up
from kiosk.records.home import RecoverySheet, set_up
from kiosk.settings import Settings, first_problem, is_phone, save_settings


def setup(options: argparse.Namespace) -> int:
    """The verb. Prints the recovery words once; they are stored nowhere."""
    home = home_folder()
    if is_set_up(home):
        raise KioskError(f"{home}: already set up; nothing was changed")
    if not is_phone(options.phone):
        raise KioskError(f"setup: --phone: expected a phone number, got {options.phone!r}")
    settings = settings_from(
        clinic=options.clinic, phone=options.phone, deliver=options.deliver, alert=options.alert
    )
    sheet = prepare(home, settings, _passphrase(Path(options.passphrase_file)), options.staff)
    sys.stdout.write(
        f"Set up in {home}\n"
        "Recovery words. Write them down now; they are shown once and stored nowhere:\n\n"
        f"  {' '.join(sheet.words)}\n\n"
    )
    kind, target = settings.delivers_to
    if kind == "folder":
        sys.stdout.write(
            f"Note: summaries go to {target} as PDF files that anybody with access to that folder "
            "can read. Keep the folder on an encrypted disk.\n"
        )
    return 0


def settings_from(**fields: object) -> Settings:
    """Settings, or KioskError that names the option."""
    try:
        return Settings.model_validate(fields)
    except ValidationError as problem:
        raise KioskError(f"setup: --{first_problem(problem)}") from None


def new_clinic(home: Path) -> NewClinic:
    """For the set-up that asks: what makes the keys in `home`, and keeps the settings."""
    return NewClinic(home, set_up, settings_from, save_settings)


def prepare(home: Path, settings: Settings, passphrase: str, staff: str) -> RecoverySheet:
    """Keys and settings of a new clinic; the recovery words have opened a test seal on return."""
    sheet = set_up(home, passphrase, staff, clinic=settings.clinic)
    sheet.confirm(" ".join(sheet.words), by_person=False)
    save_settings(home, settings)
    return sheet


def _passphrase(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(path, "expected a readable text file with the passphrase") from None
