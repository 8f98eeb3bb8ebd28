"""Set-up of a new clinic, for every kind of screen: what is asked, what is wrong with it, what is kept.

A fault is the key of its words. Nothing is on the disk before the recovery words were typed back.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.settings import Settings, is_phone
from kiosk.text import clean

ASKED_BACK = 3
"""How many of the recovery words are typed back."""
KINDS = ("folder", "printer", "staff_only")
"""Where summaries can go, the usual one first."""


@dataclass(frozen=True, slots=True)
class SetupChoice:
    """What staff chose. `deliver` is folder:PATH, printer:NAME or staff."""

    clinic: str = ""
    phone: str = ""
    staff: str = ""
    passphrase: str = ""
    deliver: str = ""


class Sheet(Protocol):
    """The recovery words, until they are confirmed."""

    words: tuple[str, ...]

    def confirm(self, typed: str) -> None:
        """Open a test seal with the words and write the keys."""
        ...


@dataclass(frozen=True, slots=True)
class NewClinic:
    """Where the clinic will be, and who makes its keys and keeps its settings."""

    home: Path
    set_up: Callable[..., Sheet]
    settings_from: Callable[..., Settings]
    save_settings: Callable[[Path, Settings], None]

    def make_keys(self, choice: SetupChoice) -> Sheet:
        """Keys that are not kept yet. Raises KioskError for a passphrase that is too easy."""
        return self.set_up(self.home, choice.passphrase, choice.staff, clinic=choice.clinic)

    def keep(self, choice: SetupChoice) -> None:
        """Write the settings: the clinic is set up. Raises KioskError."""
        settings = self.settings_from(
            clinic=choice.clinic, phone=choice.phone, deliver=choice.deliver, alert="staff"
        )
        self.save_settings(self.home, settings)


def phone_fault(phone: str) -> str:
    """What to say about the front desk's phone; empty when it can be dialled."""
    return "" if is_phone(phone) else "setup.no_phone"


def account_fault(name: str, passphrase: str, again: str) -> str:
    """What to say about the first account; empty when it can be made."""
    if not clean(name):
        return "setup.no_name"
    return "" if passphrase == again else "setup.not_the_same"


def delivery_fault(kind: str, target: str) -> str:
    """What to say about a folder or a printer; empty when summaries can go there."""
    if kind == "staff_only":
        return ""
    if not target:
        return "setup.where"
    whole = kind != "folder" or Path(target).expanduser().is_absolute()
    return "" if whole else "setup.whole_path"


def delivery(kind: str, target: str) -> str:
    """`kind` and `target` as the settings write them."""
    return "staff" if kind == "staff_only" else f"{kind}:{target}"


def usual_folder() -> str:
    """Where summaries go unless another place is named."""
    return str(Path.home() / "kiosk-summaries")


def asked_back(sheet: Sheet) -> tuple[int, ...]:
    """Places (from 0) of the words to type back, drawn anew each time."""
    return tuple(sorted(secrets.SystemRandom().sample(range(len(sheet.words)), ASKED_BACK)))


def is_word(sheet: Sheet, place: int, typed: str) -> bool:
    """Whether `typed` is the word at `place`; capitals do not matter."""
    return typed.casefold() == sheet.words[place]
