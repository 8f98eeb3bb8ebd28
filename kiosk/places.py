"""Where things are: the data folder, its files by name, and what came with the program.

Light on purpose: whether the kiosk is set up is known before any library is loaded.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

NAME = "settings.json"
CLINIC_VIGNETTES = "vignettes"
"""The folder of the clinic's own invented patients, beside its protocol file."""

DRAFTS = "drafts"
"""The folder of unfinished intakes, in KIOSK_HOME."""

HEARTBEAT = "watching"
"""The file in KIOSK_HOME that whatever shows alerts to staff touches; see kiosk/alerts.py."""

CLINIC_PROTOCOL = "protocol.yaml"
"""The clinic's own changes to the protocol, in KIOSK_HOME."""


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """KIOSK_HOME, or the platform's user-data folder."""
    given = environment.get("KIOSK_HOME")
    if given:
        return Path(given).expanduser().absolute()
    return Path(platformdirs.user_data_dir("ketamine-intake-kiosk", appauthor=False))


def shipped(name: str) -> Path:
    """The folder `name` (forms, assets) that came with the program, installed or from its source."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name


def shipped_protocol() -> Path:
    """The folder of the protocol that came with the program."""
    return shipped("forms") / "ketamine-infusion"


def is_set_up(home: Path) -> bool:
    """Whether set-up has finished here."""
    return (home / NAME).is_file()
