"""`kiosk records measure`: what staff measured, as a new version of a stored record.

Reads the options and says what followed. What a value means belongs to `clinical`.
"""

import argparse
import re
import sys
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kiosk.clinical.record import measure as measured_record
from kiosk.commands.staff import signed_in
from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.model.measured import Measured
from kiosk.model.record import Record
from kiosk.records.audit import Audit
from kiosk.settings import home_folder

_OPTIONS = {
    "weight_kg": "--weight-kg",
    "systolic": "--bp",
    "diastolic": "--bp",
    "heart_rate": "--heart-rate",
    "spo2": "--spo2",
}
_PRESSURE = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")
_WEIGHT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
_LIGHTEST_KG = 1
"""Below this somebody has mistyped; what is merely implausible is withheld by the protocol."""
_WHOLE = re.compile(r"[0-9]{1,3}")

_DISPOSITIONS = {
    "withheld": "Regimen withheld.",
    "provisional_with_cautions": "Provisional regimen, with cautions.",
    "provisional": "Provisional regimen.",
}


def measure(options: argparse.Namespace) -> int:
    """A new version of the record, judged with the values; the earlier versions stay."""
    given = _measured(options)
    desk = FrontDesk.open(home_folder())
    store = desk.store
    session = signed_in(store, options.staff)
    vocabulary = desk.vocabulary  # read before the database is locked, not while
    with store.database.together():
        record = Record.model_validate(store.read(options.id, session))
        after = measured_record(record, desk.protocol, vocabulary, given)
        store.append_version(
            record.id, after.model_dump(mode="json"), urgent=after.assessment.urgent
        )
        Audit(store).record(session.name, "measured", record.id)
    _say(record, after)
    return 0


def _measured(options: argparse.Namespace) -> Measured:
    """The values of the command line. Raises KioskError naming the option and what was expected."""
    found: dict[str, Any] = {}
    if options.weight_kg is not None:
        text = options.weight_kg
        if not _WEIGHT.fullmatch(text) or Decimal(text) < _LIGHTEST_KG:
            raise _expected("--weight-kg", f"kilograms from {_LIGHTEST_KG} such as 71.2", text)
        found["weight_kg"] = options.weight_kg
    if options.bp is not None:
        pair = _PRESSURE.fullmatch(options.bp)
        if not pair or int(pair[1]) <= int(pair[2]):
            raise _expected("--bp", "top number/bottom number in mmHg such as 128/82", options.bp)
        found["systolic"], found["diastolic"] = int(pair[1]), int(pair[2])
    for name in ("heart_rate", "spo2"):
        text = getattr(options, name)
        if text is not None:
            if not _WHOLE.fullmatch(text):
                raise _expected(_OPTIONS[name], "a whole number", text)
            found[name] = int(text)
    if not found:
        raise KioskError(f"records measure: expected {', '.join(dict.fromkeys(_OPTIONS.values()))}")
    try:
        return Measured.model_validate(found)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0])
        said = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        raise _expected(_OPTIONS[name], said.removeprefix("expected "), str(found[name])) from None


def _expected(option: str, expected: str, given: str) -> KioskError:
    return KioskError(f"records measure: {option}: expected {expected}, got '{given}'")


def _say(before: Record, after: Record) -> None:
    assessment = after.assessment
    lines = ["URGENT: get the provider now."] if assessment.urgent else []
    lines.append(_DISPOSITIONS[assessment.disposition])
    lines.append(
        "Vital signs are complete."
        if assessment.cleared
        else "NOT CLEARED: blood pressure, heart rate and oxygen must all be measured."
    )
    for flag in assessment.flags:
        urgent = "urgent " if flag.urgent else ""
        lines.append(f"  {urgent}{flag.tier.replace('_', ' ')}: {flag.title}")
    if before.assessment.protocol.digest != assessment.protocol.digest:
        lines.append(
            f"Judged by protocol {assessment.protocol.version} as it is now; it has changed since "
            "the patient answered."
        )
    sys.stdout.write("\n".join(lines) + "\n")
