"""The kiosk's settings, changed by a named administrator instead of in a file by hand.

Owns what may be changed and how typed text becomes a value. What a setting may be, says the settings'
own model. A change holds from the patient after next: the next one's process is loaded already.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.settings import Settings, SignOff, first_problem, is_phone, load_settings, save_settings
from kiosk.text import clean

SIGN_OFF: Final = "sign_off"
FIXED: Final = frozenset({"demo"})
"""Decided when the kiosk was set up, and by nobody later."""
NONE: Final = "none"
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def in_words(settings: Settings) -> dict[str, str]:
    """Each setting that can be changed, as it is typed."""
    return {
        name: _word(getattr(settings, name)) for name in Settings.model_fields if name not in FIXED
    }


@guarded(Action.SETTINGS)
def change(office: Office, key: str, text: str) -> tuple[str, str]:
    """Set `key` to what `text` says; (before, after) in words. Who, when and both stand in the audit.

    `sign_off` takes the name of the prescriber who signed the protocol off; the day and the digest of
    the protocol as it is now are added. Raises KioskError naming the setting and what was expected.
    """
    home = office.desk.home
    now = load_settings(home)
    before = in_words(now)
    if key not in before:
        raise KioskError(f"settings: {key}: expected one of {', '.join(before)}")
    value = _sign_off(office, text) if key == SIGN_OFF else _value(key, text)
    changed = _checked(now, key, value, text)
    if key == "language" and changed.language not in office.desk.protocol.languages:
        wanted = ", ".join(office.desk.protocol.languages)
        raise KioskError(f"settings: language: expected one of {wanted}, got '{text}'")
    after = in_words(changed)
    with office.store.database.together():
        # In one: a change that could not be kept leaves no line that says it was.
        office.note("settings_changed", key, f"{before[key]} became {after[key]}")
        save_settings(home, changed)
    return before[key], after[key]


def _sign_off(office: Office, text: str) -> Mapping[str, str] | None:
    if text.strip().casefold() in ("", NONE):
        return None
    try:
        by = clean(text)
    except ValueError as problem:
        raise KioskError(f"settings: {SIGN_OFF}: {problem}") from None
    digest = office.desk.protocol.digest
    return SignOff(by=by, on=office.desk.today().isoformat(), digest=digest).model_dump()


def _value(key: str, text: str) -> str | bool | None:
    field, said = Settings.model_fields[key], text.strip()
    if field.annotation is bool:
        if said.casefold() not in _YES_NO:
            raise KioskError(f"settings: {key}: expected yes or no, got '{text}'")
        return _YES_NO[said.casefold()]
    return None if field.default is None and said.casefold() == NONE else said


def _checked(now: Settings, key: str, value: object, text: str) -> Settings:
    if key == "phone" and not is_phone(text):
        raise KioskError(f"settings: phone: expected a phone number, got '{text}'")
    try:
        return Settings.model_validate({**now.model_dump(), key: value})
    except ValidationError as problem:
        raise KioskError(f"settings: {first_problem(problem)}, got '{text}'") from None


def _word(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
