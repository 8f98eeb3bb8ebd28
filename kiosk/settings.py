"""The kiosk's configuration as one frozen value, read at the root and handed down.

Lives in KIOSK_HOME beside the records; nothing in it is secret and nothing in it names a patient.
"""

import json
import re
import shlex
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from kiosk.errors import BadFile, KioskError
from kiosk.files import write_whole
from kiosk.model.base import Value
from kiosk.places import NAME
from kiosk.text import clean


def _one_line(text: str) -> str:
    return clean(text)


def _delivery(text: str) -> str:
    kind, _, rest = text.partition(":")
    if text == "staff" or (kind in ("folder", "printer") and rest.strip()):
        return text
    raise ValueError("expected folder:PATH, printer:NAME or staff")


def _alert(text: str) -> str:
    kind, _, rest = text.partition(":")
    if kind == "webhook" and not _web_address(rest.strip()):
        raise ValueError("expected webhook:URL with a URL such as https://example.org/alert")
    if kind == "command" and not _words(rest):
        raise ValueError("expected command:CMD with a program and its arguments")
    if text == "staff" or kind in ("command", "webhook"):
        return text
    raise ValueError("expected staff, command:CMD or webhook:URL")


def _web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port  # looked at for its ValueError; 0 is no port to send to
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return []


STILL_THERE_SECONDS = 45
"""For an answer to "Are you still there?". At least 20, and as often as the patient wants (WCAG 2.2.1)."""


class SignOff(Value):
    """Who says that the protocol was signed off: written down as told, not a signature."""

    by: Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
    on: str
    """The day it was written down."""
    digest: str
    """Of the protocol as it was on that day."""

    def __str__(self) -> str:
        """For one line of a list."""
        return f"{self.by}, {self.on}, {self.digest}"


class Settings(Value):
    """What set-up asks, and what staff may change later."""

    clinic: Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
    phone: Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
    """Front desk. Never shown on an urgent page (X18)."""
    deliver: Annotated[str, AfterValidator(_delivery)]
    alert: Annotated[str, AfterValidator(_alert)] = "staff"
    kiosk: str = "Kiosk 1"
    page_size: Literal["letter", "a4"] = "letter"
    sides: Literal["one-sided", "two-sided-long-edge"] = "one-sided"
    """Of the printed summary. One-sided, its first page can be signed and filed by itself."""
    theme: Literal["light", "dark"] = "light"
    text_size: Literal["standard", "large"] = "standard"
    """`large`: bold answers in boxes as high as the window allows, one idea a page. How large the letters
    themselves are is the terminal's: 80 columns are the largest."""
    language: str = "en"
    idle_seconds: Annotated[int, Field(ge=30, le=3600)] = 180
    """Without a key or touch until the page asks whether somebody is there."""
    keep_days: Annotated[int, Field(ge=1)] | None = None
    """Retention: reviewed records older than this may be purged. None: only before a day that is named.
    How long records must be kept is the law's to say, so there is no default."""
    staff_is_coming: bool = False
    """The crisis page may promise that staff are coming; only a clinic that can keep it sets this."""
    touch_keyboard: bool = False
    """Show letters on the screen for a device without a keyboard."""
    staff_in_browser: bool = False
    """Whether F10 leads to the staff's sign-in on tablets, too; off, they sign in at the desk."""
    sign_off: SignOff | None = None
    """The clinical sign-off of the protocol, as somebody wrote it down."""
    demo: bool = False

    @property
    def away_seconds(self) -> int:
        """Without a sign of life until an intake is set aside for its code and for staff."""
        return self.idle_seconds + STILL_THERE_SECONDS

    @property
    def delivers_to(self) -> tuple[str, str]:
        """(`folder`, path), (`printer`, queue) or (`staff`, empty)."""
        kind, _, rest = self.deliver.partition(":")
        return kind, rest.strip()

    @property
    def alerts_to(self) -> tuple[str, str]:
        """(`staff`, empty), (`command`, line) or (`webhook`, URL)."""
        kind, _, rest = self.alert.partition(":")
        return kind, rest.strip()


def is_phone(text: str) -> bool:
    """Whether `text` looks like a phone number, so that a slip in set-up does not stand on a patient's
    sheet. Settings that were kept before are not asked."""
    digits = sum(character.isdigit() for character in text)
    return 7 <= digits <= 20 and not re.search(r"[^0-9 +().x-]", text)


def load_settings(home: Path) -> Settings:
    """The settings in `home`. Raises KioskError when set-up has not run, BadFile for a damaged file."""
    path = home / NAME
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KioskError(f"{home}: this kiosk is not set up yet; run: kiosk setup") from None
    except (OSError, ValueError) as problem:
        raise BadFile(path, f"cannot be read as settings ({type(problem).__name__})") from None
    try:
        return Settings.model_validate(raw)
    except ValidationError as problem:
        raise BadFile(path, first_problem(problem)) from None


def first_problem(problem: ValidationError) -> str:
    """The first fault as `field: what was expected`."""
    first = problem.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {first['msg'].removeprefix('Value error, ')}"


def save_settings(home: Path, settings: Settings) -> None:
    """Write whole or not at all, readable only by this account. Raises KioskError."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(home / NAME, settings.model_dump_json(indent=2).encode() + b"\n")
    except OSError as problem:
        raise KioskError(f"{home / NAME}: cannot be written ({problem.strerror})") from None
