"""What was handed over, read and checked: a row for the files, or why there is none."""

import json
from typing import Any

from pydantic import ValidationError

from kiosk.exports.deidentify import age_of
from kiosk.exports.values import Damaged, ExportRow, Row
from kiosk.model.record import Record

_NO_BODY = "sealed data does not have the expected shape"
_UNKNOWN_BODY = "not a record that this version of the kiosk can read"


def read(given: ExportRow | Damaged) -> Row | Damaged:
    """The record with what follows from it, or what is to be said of one that cannot be read."""
    if isinstance(given, Damaged):
        return given
    record = _record(given)
    if isinstance(record, Damaged):
        return record
    age, minutes = age_of(record), record.minutes_taken
    return Row(
        record,
        given.status,
        given.versions,
        given.reviewed,
        "" if age is None else str(age),
        "" if minutes is None else str(minutes),
    )


def _record(given: ExportRow) -> Record | Damaged:
    stored = given.record
    if isinstance(stored, bytes):
        try:
            # Straight from the text: by way of a dictionary it takes half as long again.
            return Record.model_validate_json(stored)
        except ValidationError:
            # That reader refuses half of a surrogate pair, which an old record may hold.
            body = _object(stored)
            if body is None:
                return Damaged(given.id, f"record {given.id}: {_NO_BODY}")
            stored = body
    try:
        return Record.model_validate(stored)
    except ValidationError:
        stated = stored.get("id", "") if isinstance(stored, dict) else ""
        return Damaged(str(stated), _UNKNOWN_BODY)


def _object(text: bytes) -> dict[str, Any] | None:
    """The JSON object that `text` is; None when it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
