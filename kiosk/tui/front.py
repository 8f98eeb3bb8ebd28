"""What the welcome page says and how it looks: known before the records, the protocol and their libraries.

A few keys of the settings are read here without their checks; whoever opens the kiosk checks them all
before the first answer is taken.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.loading.words import Words, shipped_words
from kiosk.places import CLINIC_PROTOCOL, DRAFTS, NAME, shipped_protocol
from kiosk.tui.layout import Shape
from kiosk.tui.theme import ThemeName
from kiosk.tui.view import View

if TYPE_CHECKING:
    from kiosk.intake import FrontDesk


@dataclass(frozen=True, slots=True)
class Front:
    """One kiosk as the patient meets it."""

    clinic: str
    language: str
    languages: tuple[str, ...]
    theme: ThemeName
    large: bool
    touch: bool
    words: Words

    @classmethod
    def of(cls, desk: "FrontDesk", *, touch: bool = False) -> "Front":
        """The front of an open kiosk. `touch`: the device has no keys, whatever the settings say."""
        settings = desk.settings
        return cls(
            clinic=settings.clinic,
            language=settings.language,
            languages=desk.languages,
            theme=settings.theme,
            large=settings.text_size == "large",
            touch=settings.touch_keyboard or touch,
            words=desk.words,
        )

    def view(self, shape: Shape, language: str = "", *, large: bool | None = None) -> View:
        """The surroundings of a page that knows nothing of a patient."""
        here = language or self.language
        return View(
            words=self.words,
            language=here,
            other_language=next((each for each in self.languages if each != here), ""),
            shape=shape,
            clinic=self.clinic,
            today=datetime.datetime.now().astimezone().date(),
            touch=self.touch,
            large=self.large if large is None else large,
        )


def glimpse(home: Path, seat: str, *, touch: bool = False) -> Front | None:
    """The front of the kiosk in `home` before it is opened.

    None when the first page may be another one than the welcome page: this seat has an intake to go on
    with, the clinic's own protocol must be looked at first, or something here is not as set-up left it.
    """
    try:
        if (home / CLINIC_PROTOCOL).exists() or _may_go_on(home, seat):
            return None
        settings = json.loads((home / NAME).read_text(encoding="utf-8"))
        words = shipped_words()
        # A protocol that is translated has its texts in a file of that name.
        protocol, others = shipped_protocol(), (each for each in words.by_language if each != "en")
        translated = (each for each in others if (protocol / f"{each}.yaml").exists())
        front = Front(
            clinic=settings["clinic"],
            language=settings["language"],
            languages=("en", *translated),
            theme=settings["theme"],
            large=settings["text_size"] == "large",
            touch=settings["touch_keyboard"] or touch,
            words=words,
        )
    except (KioskError, OSError, ValueError, KeyError, TypeError):
        return None
    return front if front.theme in ("light", "dark") and front.language in front.languages else None


def _may_go_on(home: Path, seat: str) -> bool:
    if not any((home / DRAFTS).glob("*")):
        return False
    # Its hashes alone take a tenth of the time to the first page.
    from kiosk.records.runtime import LocalKey

    return LocalKey.of(home, seat).kept() is not None
