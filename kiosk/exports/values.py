"""What goes into an export and what comes out of it, as frozen values."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kiosk.model.base import Value
from kiosk.model.record import Record

Format = Literal["csv", "jsonl", "xlsx"]

MANIFEST = "manifest.json"


class ExportRow(NamedTuple):
    """One record to hand over. `record` may be a body as it is stored, or its JSON text; it is read
    and checked here."""

    record: Record | Mapping[str, Any] | bytes
    status: str
    versions: int = 1
    """How many versions of the record there are; the newest is exported."""
    reviewed: bool = False
    id: str = ""
    """As it is listed: names a text that cannot be read."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A record that could not be opened: which one and why, in words without patient data."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for which records, in which shape and why. Nothing here selects records."""

    format: Format
    now: datetime.datetime
    """When, with offset."""
    staff: str
    reason: str = ""
    since: str = ""
    until: str = ""
    """ISO dates of the filter, empty where open."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Further filters as they were stated, such as `{"tier": "withhold"}`."""
    deidentified: bool = False
    audit_count: int = 0
    """Entries in the audit when the export began, and the MAC of the last one."""
    audit_mac: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One readable record on its way into a file."""

    record: Record
    status: str
    versions: int
    reviewed: bool
    age: str
    """Completed years on the day of the answers, `90+` when de-identified, empty when unknown."""
    minutes: str
    """From the first question to hand-in, pauses included; empty when unknown."""


class File(Value):
    """One file of an export. `rows` without the header line."""

    name: str
    bytes: int
    sha256: str
    rows: int
    sheets: dict[str, int] | None = None
    """Rows by sheet, for a workbook."""


class Judged(Value):
    """How many of the exported records one form and protocol version led to."""

    form: str
    form_version: str
    protocol: str
    protocol_version: str
    digest: str
    records: int


class Anchor(Value):
    """Where the audit stood: a later audit that is shorter was cut."""

    count: int
    mac: str


class Manifest(Value):
    """What was handed over, to whom it can be traced, and how to see that it is whole."""

    manifest: Literal[1] = 1
    format: Format
    deidentified: bool
    exported_at: str
    staff: str
    reason: str
    filter: dict[str, str]
    records: int
    unreadable: int
    expected: int | None = None
    """How many records the filter had found before the export began."""
    protocol: str
    protocol_version: str
    protocol_digest: str
    """The protocol that the columns and the codebook were made from."""
    versions: tuple[Judged, ...]
    audit: Anchor
    files: tuple[File, ...]
    notes: tuple[str, ...]

    def to_json(self) -> str:
        """The text of `manifest.json`."""
        return self.model_dump_json(indent=2, exclude_none=True) + "\n"
