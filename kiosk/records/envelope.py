"""What stands in clear beside a sealed record, and how it is written in a row.

Owns these shapes only. Must never gain a field that names a patient or gives an answer away.
"""

import uuid
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from sys import intern
from typing import Any, Literal, NamedTuple

from kiosk.records import seal
from kiosk.records.faults import RecordsError

SCHEMA = 1
"""Version of an envelope and of what surrounds a sealed body."""

STATUSES = ("new", "printed", "reviewed", "exported")
"""In the order in which a record goes through them; back to new only when it must be reviewed again."""

AlertKind = Literal["urgent", "help", "summary"]
"""An urgent answer, a patient who wants help, a summary that did not get where it should."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in clear beside a sealed record: nothing that names the patient or an answer."""

    form: str
    form_version: str
    submitted_at: datetime
    """With offset; kept in UTC to the millisecond."""
    urgent: bool = False
    synthetic: bool = False
    kiosk: str = ""
    """Which kiosk took it."""


class RecordRow(NamedTuple):
    """One line of the list of records, without a key."""

    id: str
    form: str
    form_version: str
    submitted_at: datetime
    status: str
    reviewed: bool
    """Whether it was `reviewed` as it stands; an export does not take that away, nor stand for it."""
    urgent: bool
    synthetic: bool
    kiosk: str
    size: int
    """Bytes of the newest sealed body."""
    versions: int
    schema: int


class Version(NamedTuple):
    """One sealed state of a record: 1 is what the patient submitted."""

    number: int
    saved_at: datetime
    body: dict[str, Any]


class Alert(NamedTuple):
    """Something staff must see. What it is about in words is sealed: `Store.alert_detail`."""

    id: str
    subject: str
    """Id of a record or a draft."""
    kind: str
    raised_at: datetime
    kiosk: str
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str = ""
    """In clear, so that whoever stands at the printer reads it: about a machine, never a patient."""
    told_at: datetime | None = None
    """When a channel first answered or a watcher first showed it; None while nobody was told."""


FACTS = ("form", "form_version", "submitted_at", "urgent", "synthetic", "kiosk")
"""Fields of an envelope that every sealed version is bound to."""


def spelled(record_id: str) -> str:
    """A record's id as it is stored. Raises RecordsError when it is no UUID."""
    try:
        return str(uuid.UUID(record_id))
    except ValueError:
        raise RecordsError("record id: expected a UUID") from None


def bound(record_id: str, number: int, at: str, facts: Mapping[str, Any]) -> bytes:
    """What the sealed version `number` of a record is bound to."""
    return seal.about("record", record_id, number, at, *(facts[name] for name in FACTS))


def size_of(version: Mapping[str, Any]) -> int:
    """Bytes of a sealed version's body."""
    return len(version["sealed"]["box"]) * 3 // 4


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, fixed width, so that text order is time order."""
    if moment.tzinfo is None:
        raise RecordsError("time: expected one with an offset")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def parsed(text: str) -> datetime:
    """The reverse of `stamp`."""
    return datetime.fromisoformat(text)


def moment(when: datetime | date, *, end_of_day: bool = False) -> datetime:
    """A time as it is; a date as its first moment here, or as the next day's first moment."""
    if isinstance(when, datetime):
        return when
    return datetime.combine(when + timedelta(days=int(end_of_day)), time.min).astimezone()


def moved_on(row: MutableMapping[str, Any], status: str) -> bool:
    """Write `status` into the stored envelope `row` where it is further on, or `new`, which also takes a
    review back; whether anything changed."""
    if status not in STATUSES:
        raise RecordsError(f"status: expected one of {', '.join(STATUSES)}")
    before = row["status"], row["reviewed"]
    if status == STATUSES[0]:
        row["status"], row["reviewed"] = status, False
    else:
        row["status"] = max(status, row["status"], key=STATUSES.index)
        row["reviewed"] = row["reviewed"] or status == "reviewed"
    return (row["status"], row["reviewed"]) != before


def record_row(row: Mapping[str, Any]) -> RecordRow:
    """A stored envelope as a line of the list.

    Words that are alike in all lines are kept once: a hundred thousand lines stand in memory.
    """
    return RecordRow(
        row["id"],
        intern(row["form"]),
        intern(row["form_version"]),
        parsed(row["submitted_at"]),
        intern(row["status"]),
        row["reviewed"],
        row["urgent"],
        row["synthetic"],
        intern(row["kiosk"]),
        row["size"],
        row["versions"],
        row["schema"],
    )
