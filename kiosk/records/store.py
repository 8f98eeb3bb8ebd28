"""Submitted records: write-only for the kiosk, readable by a signed-in member of staff.

Owns `records.db`: the envelope of each record (all that may stand in clear), its sealed versions,
and alerts. A body is opaque JSON here. Must never write anything about a patient outside a seal,
and never changes a version that was saved.
"""

import os
import uuid
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from tinydb.table import Document

from kiosk.records import keys as key_file
from kiosk.records import seal
from kiosk.records.envelope import (
    FACTS,
    SCHEMA,
    STATUSES,
    Alert,
    AlertKind,
    Envelope,
    RecordRow,
    Version,
    bound,
    moment,
    moved_on,
    parsed,
    record_row,
    size_of,
    spelled,
    stamp,
)
from kiosk.records.faults import AlreadySaved, AlreadyThere, Damaged, UnknownRecord, damaged
from kiosk.records.keys import Keys, StaffSession
from kiosk.records.rows import RecordsDB

__all__ = ["STATUSES", "Alert", "Envelope", "RecordRow", "Store", "Version"]

NAME = "records.db"

_LAYOUT = (
    ("records", ("id",), True),
    ("records", ("submitted_at",), False),
    ("records", ("status", "submitted_at"), False),
    ("bodies", ("record", "n"), True),
    ("alerts", ("id",), True),
    ("alerts", ("acknowledged_at",), False),
    ("alerts", ("subject",), False),
    ("audit", ("n",), True),
    ("audit_head", ("count",), False),
    ("tombstones", ("id",), True),
    ("exports", ("bucket",), False),
    ("audit", ("subject",), False),
)
# New ones go to the end: salvage puts a fresh first page before an older store's tables.
_BATCH = 200
_Body = TypeVar("_Body")


class Store:
    """The records of one kiosk. Safe to use from several threads and several processes."""

    def __init__(self, home: Path, database: RecordsDB) -> None:
        self.home = home
        self.database = database
        self._records = database.row_table("records")
        self._bodies = database.row_table("bodies")
        self._alerts = database.row_table("alerts")
        self._keys_path = str(home / key_file.NAME)
        self._keys_seen: tuple[int, int] | None = None
        self._public: seal.PublicKeys | None = None

    @classmethod
    def open(cls, home: Path) -> "Store":
        """Open for writing; needs no secret. Raises NotSetUp, Damaged, ReadOnly, NewerVersion.

        A database that is gone or empty counts as damaged: begun anew, it would hide that records are lost.
        """
        Keys.load(home)
        path = home / NAME
        if not path.exists() or (path.is_file() and path.stat().st_size == 0):
            raise damaged(path, "the records are gone")
        return cls(home, cls.lay_out(path))

    @staticmethod
    def lay_out(path: Path) -> RecordsDB:
        """The database file with its tables and indexes, made in one order so that the first page
        of every store is alike (salvage relies on it)."""
        database = RecordsDB(path)
        try:
            with database.together():
                for table, fields, unique in _LAYOUT:
                    database.rows.index(table, *fields, unique=unique)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self.database.close()

    def public_keys(self) -> seal.PublicKeys:
        """The keys to seal to, read again when the key file was replaced."""
        try:
            facts = os.stat(self._keys_path)  # noqa: PTH116 - a path as text is found four times as fast
            seen = (facts.st_ino, facts.st_mtime_ns)
        except OSError:
            seen = None
        if self._public is None or seen != self._keys_seen:
            self._public = Keys.load(self.home).public()
            self._keys_seen = seen
        return self._public

    def save(self, record_id: str, envelope: Envelope, body: Mapping[str, Any]) -> None:
        """Seal and keep a new record: it is on the disk when this returns.

        `record_id` is a UUID. Raises AlreadySaved when it is there (a crash came after the save),
        and StorageFull, ReadOnly, Busy or NotDurable when nothing was kept.
        """
        record_id = spelled(record_id)
        submitted_at = stamp(envelope.submitted_at)
        facts: dict[str, Any] = {
            "form": envelope.form,
            "form_version": envelope.form_version,
            "submitted_at": submitted_at,
            "urgent": envelope.urgent,
            "synthetic": envelope.synthetic,
            "kiosk": envelope.kiosk,
        }
        version = self._sealed_version(record_id, 1, submitted_at, facts, body)
        row = {"id": record_id, **facts, "status": STATUSES[0], "reviewed": False} | {
            "size": size_of(version),
            "versions": 1,
            "schema": SCHEMA,
        }
        try:
            with self.database.together():
                self._records.insert(row)
                self._bodies.insert(version)
        except AlreadyThere:
            raise AlreadySaved(f"record {record_id} is already saved") from None

    def append_version(
        self,
        record_id: str,
        body: Mapping[str, Any],
        *,
        urgent: bool | None = None,
        review_again: bool = False,
        now: datetime | None = None,
    ) -> int:
        """Add a re-assessment or addendum on top; earlier versions stay. Returns its number.

        `urgent` (None: as before) can be raised by a later version and never taken back. With
        `review_again` the record is new and not reviewed, however far it was.
        """
        with self.database.together():
            row = self._row(record_id)
            number = int(row["versions"]) + 1
            facts = {name: row[name] for name in FACTS}
            facts["urgent"] = facts["urgent"] or bool(urgent)
            version = self._sealed_version(
                record_id, number, stamp(now or datetime.now(UTC)), facts, body
            )
            self._bodies.insert(version)
            changes = {"versions": number, "size": size_of(version), "urgent": facts["urgent"]}
            changes |= {"status": STATUSES[0], "reviewed": False} if review_again else {}
            self._records.update(changes, doc_ids=[row.doc_id])
        return number

    def has(self, record_id: str) -> bool:
        """Whether the record is there."""
        return bool(self._records.find({"id": record_id}, limit=1))

    def holds_real(self) -> bool:
        """Whether any record is of a real patient."""
        return bool(self._records.find({"synthetic": 0}, limit=1))

    def forms(self) -> Sequence[tuple[str, ...]]:
        """Every form and version that a record is of."""
        return self._records.distinct("form", "form_version")

    def row(self, record_id: str) -> RecordRow:
        """The envelope of one record. Raises UnknownRecord."""
        return record_row(self._row(record_id))

    def list(
        self,
        *,
        since: datetime | date | None = None,
        until: datetime | date | None = None,
        status: str | Collection[str] | None = None,
        limit: int | None = None,
    ) -> list[RecordRow]:
        """Envelopes, newest first, from the index alone: nothing is opened.

        `since` is included. A date `until` is included whole (local time), a time is not.
        """
        wanted = {status} if isinstance(status, str) else None if status is None else set(status)
        one = next(iter(wanted)) if wanted is not None and len(wanted) == 1 else None
        found = self._records.scan(
            {"status": one} if one is not None else None,
            at_least=None if since is None else ("submitted_at", stamp(moment(since))),
            below=None
            if until is None
            else ("submitted_at", stamp(moment(until, end_of_day=True))),
            newest_first="submitted_at",
            limit=limit if wanted is None or one is not None else None,
        )
        rows = [record_row(row) for row in found]
        if wanted is not None and one is None:
            rows = [row for row in rows if row.status in wanted][:limit]
        return rows

    def read(self, record_id: str, session: StaffSession) -> dict[str, Any]:
        """The newest version of the body.

        Raises UnknownRecord, SignedOut, NoKey, or Damaged when any bit was changed, the envelope's
        included.
        """
        row, newest = self._newest(record_id)
        return self._opened(row, newest, session).body

    def read_text(self, record_id: str, session: StaffSession) -> bytes:
        """`read`, as the JSON text that was sealed: for whoever hands it on and reads it elsewhere.

        Raises as `read` does; only whether the text is a JSON object is left to who reads it.
        """
        row, newest = self._newest(record_id)
        return self._unsealed(seal.unseal_text, row, newest, session)

    def versions(self, record_id: str, session: StaffSession) -> Sequence[Version]:
        """Every version, the patient's own first."""
        row = self._row(record_id)
        found = self._bodies.find({"record": record_id})
        opened = sorted(self._opened(row, version, session) for version in found)
        if [version.number for version in opened] != list(range(1, row["versions"] + 1)):
            raise Damaged(f"record {record_id}: a version is missing")
        return opened

    def set_status(self, record_id: str, status: str) -> str:
        """Move a record on, and the status that holds now; one that is further already stays; `new` is back
        to before any review."""
        with self.database.together():
            row = self._row(record_id)
            if moved_on(row, status):
                self._records.replace([row])
        return str(row["status"])

    def set_statuses(self, record_ids: Collection[str], status: str) -> None:
        """`set_status` for some hundred records as one durable change; unknown ids are passed over."""
        with self.database.together():
            rows = self._records.find(among=("id", record_ids))
            self._records.replace(row for row in rows if moved_on(row, status))

    def raise_alert(
        self,
        subject: str,
        kind: AlertKind,
        detail: Mapping[str, Any],
        *,
        kiosk: str = "",
        note: str = "",
        now: datetime | None = None,
    ) -> str:
        """Keep an alert, durable on return. `subject` is a record's or a draft's id; returns the
        alert's id. `detail` is sealed like a record; `note` is not, and names no patient."""
        alert_id = str(uuid.uuid4())
        sealed = seal.seal(detail, seal.about("alert", alert_id, subject), self.public_keys())
        self._alerts.insert(
            {"id": alert_id, "subject": subject, "kind": kind, "kiosk": kiosk}
            | {"raised_at": stamp(now or datetime.now(UTC)), "acknowledged_by": ""}
            | {"acknowledged_at": "", "told_at": "", "sealed": sealed, "note": note}
        )
        return alert_id

    def mark_told(self, alert_id: str, *, now: datetime | None = None) -> None:
        """A channel answered, or a watcher showed it. The first time stays written."""
        with self.database.together():
            row = self._alert(alert_id)
            if not row.get("told_at"):
                change = {"told_at": stamp(now or datetime.now(UTC))}
                self._alerts.update(change, doc_ids=[row.doc_id])

    def alerts(self, about: str | None = None, *, unacknowledged: bool = True) -> Sequence[Alert]:
        """Alerts, all or those about one record or draft, oldest first; needs no session."""
        equal = {"acknowledged_at": ""} if unacknowledged else {}
        found = self._alerts.find(equal if about is None else {**equal, "subject": about})
        return [
            Alert(
                row["id"],
                row["subject"],
                row["kind"],
                parsed(row["raised_at"]),
                row["kiosk"],
                row["acknowledged_by"] or None,
                parsed(row["acknowledged_at"]) if row["acknowledged_at"] else None,
                row.get("note", ""),
                parsed(row["told_at"]) if row.get("told_at") else None,
            )
            for row in found
        ]

    def alert_detail(self, alert_id: str, session: StaffSession) -> dict[str, Any]:
        """What the alert is about."""
        row = self._alert(alert_id)
        return seal.unseal(
            row["sealed"], seal.about("alert", alert_id, row["subject"]), session.ring()
        )

    def acknowledge(self, alert_id: str, staff: str, *, now: datetime | None = None) -> None:
        """Somebody has seen it. The first one to say so stays written."""
        with self.database.together():
            row = self._alert(alert_id)
            if not row["acknowledged_at"]:
                change = {
                    "acknowledged_by": staff,
                    "acknowledged_at": stamp(now or datetime.now(UTC)),
                }
                self._alerts.update(change, doc_ids=[row.doc_id])

    def rewrap(
        self, session: StaffSession, progress: Callable[[int], None] = lambda _: None
    ) -> int:
        """Seal the key of every body, alert, tombstone and list of an export to today's keys; returns
        how many it changed."""
        public, done = self.public_keys(), 0
        others = (self.database.row_table(name) for name in ("tombstones", "exports"))
        for table in (self._bodies, self._alerts, *others):
            ids = [row.doc_id for row in table if public.clinic_id not in row["sealed"]["to"]]
            for start in range(0, len(ids), _BATCH):
                with self.database.together():
                    for doc_id in ids[start : start + _BATCH]:
                        table.update(_rewrapping(session, public), doc_ids=[doc_id])
                done += len(ids[start : start + _BATCH])
                progress(done)
        return done

    def _sealed_version(
        self, record_id: str, number: int, at: str, facts: dict[str, Any], body: Mapping[str, Any]
    ) -> dict[str, Any]:
        sealed = seal.seal(body, bound(record_id, number, at, facts), self.public_keys())
        return {"record": record_id, "n": number, "at": at, "facts": facts, "sealed": sealed}

    def _newest(self, record_id: str) -> tuple[Document, Document]:
        """The envelope and the newest sealed version."""
        row = self._row(record_id)
        found = self._bodies.one({"record": record_id, "n": row["versions"]})
        if found is None:
            raise Damaged(f"record {record_id}: version {row['versions']} is missing")
        return row, found

    def _opened(
        self, row: Mapping[str, Any], version: Mapping[str, Any], session: StaffSession
    ) -> Version:
        body = self._unsealed(seal.unseal, row, version, session)
        return Version(version["n"], parsed(version["at"]), body)

    def _unsealed(
        self,
        unseal: Callable[[Mapping[str, Any], bytes, seal.Ring], _Body],
        row: Mapping[str, Any],
        version: Mapping[str, Any],
        session: StaffSession,
    ) -> _Body:
        number, at, facts = version["n"], version["at"], version["facts"]
        # A later version may only have raised the urgency; every other fact is the same for all.
        newest = number == row["versions"]
        if any(row[name] != facts[name] for name in FACTS if name != "urgent" or newest):
            raise Damaged(f"record {row['id']}: the list and the sealed record do not agree")
        try:
            return unseal(version["sealed"], bound(row["id"], number, at, facts), session.ring())
        except Damaged as error:
            raise Damaged(f"record {row['id']}: {error.message}") from None

    def _row(self, record_id: str) -> Document:
        found = self._records.one({"id": record_id})
        if found is None:
            raise UnknownRecord(f"record {record_id}: there is no such record")
        return found

    def _alert(self, alert_id: str) -> Document:
        found = self._alerts.one({"id": alert_id})
        if found is None:
            raise UnknownRecord(f"alert {alert_id}: there is no such alert")
        return found


def _rewrapping(
    session: StaffSession, public: seal.PublicKeys
) -> Callable[[MutableMapping[str, Any]], None]:
    def change(row: MutableMapping[str, Any]) -> None:
        row["sealed"] = seal.rewrap(row["sealed"], session.ring(), public)

    return change
