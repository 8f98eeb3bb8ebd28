"""Retention: records leave only when they are old enough, reviewed, and somebody says why.

Owns what may be purged and the tombstones. Must never touch a draft or an unreviewed record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from kiosk.records import seal
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import RecordRow, moment, parsed, stamp
from kiosk.records.faults import Damaged, RecordsError
from kiosk.records.keys import Role, StaffSession
from kiosk.records.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What a purge would do; a dry run ends here."""

    before: datetime
    due: list[RecordRow]
    unreviewed: list[RecordRow]
    """Old enough and refused: never reviewed, or with an alert that nobody acknowledged."""
    drafts: int
    """Drafts in the folder, whatever their age: a purge leaves them; staff discard each by hand."""


class Tombstone(NamedTuple):
    """What is left of a purged record. `why` is None without a session."""

    id: str
    form: str
    form_version: str
    submitted_at: datetime
    purged_at: datetime
    who: str
    why: str | None


def cutoff(keep_days: int, now: datetime) -> datetime:
    """The moment before which a policy of `keep_days` lets records go."""
    return now - timedelta(days=keep_days)


def plan(store: Store, before: datetime | date) -> Plan:
    """What `purge` would do with records submitted before `before` (a date: its first moment)."""
    alerted = {alert.subject for alert in store.alerts()}
    old = store.list(until=moment(before))
    refused = {row.id for row in old if not row.reviewed or row.id in alerted}
    return Plan(
        moment(before),
        [row for row in old if row.id not in refused],
        [row for row in old if row.id in refused],
        Drafts(store.home).count(),
    )


def purge(
    store: Store,
    session: StaffSession,
    before: datetime | date,
    why: str,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Plan:
    """Remove the records that `plan` says are due, one at a time, each with tombstone and audit.

    The plan that comes back names those that were removed: one that was changed meanwhile stays.
    Raises NotAllowed unless an administrator asks, and RecordsError without a reason.
    """
    session.needs(Role.ADMINISTRATOR)
    if not why.strip():
        raise RecordsError("purge: expected a reason")
    found = plan(store, before)
    gone = []
    for done, row in enumerate(found.due, start=1):
        if _purge_one(store, session, row, why, now()):
            gone.append(row)
        progress(done, len(found.due))
    # What was deleted is overwritten in the file; this empties the journal of it, too.
    store.database.rows.select("PRAGMA wal_checkpoint(TRUNCATE)")
    return replace(found, due=gone)


def tombstones(store: Store, session: StaffSession | None = None) -> list[Tombstone]:
    """Every purged record, oldest purge first. Raises Damaged naming the first that does not open."""
    ring = session.ring() if session else None
    return [
        Tombstone(
            row["id"],
            row["form"],
            row["form_version"],
            parsed(row["submitted_at"]),
            parsed(row["purged_at"]),
            row["who"],
            _why(row, ring) if ring else None,
        )
        for row in store.database.row_table("tombstones").find()
    ]


def _purge_one(
    store: Store, session: StaffSession, row: RecordRow, why: str, now: datetime
) -> bool:
    """Whether it was removed: not when staff or a kiosk touched it since it was looked at."""
    database = store.database
    with database.together():
        if (
            store.alerts(row.id)
            or not store.has(row.id)
            or store.row(row.id).versions != row.versions
        ):
            return False
        for table, field in (("records", "id"), ("bodies", "record"), ("alerts", "subject")):
            rows = database.row_table(table)
            rows.remove(doc_ids=[found.doc_id for found in rows.find({field: row.id})])
        database.row_table("tombstones").insert(
            {"id": row.id, "form": row.form, "form_version": row.form_version}
            | {"submitted_at": stamp(row.submitted_at), "purged_at": stamp(now)}
            | {"who": session.name}
            | {"sealed": seal.seal({"why": why}, _bound(row.id), store.public_keys())}
        )
        Audit(store).record(session.name, "purged", row.id, why, now=now)
    return True


def _why(row: Mapping[str, Any], ring: seal.Ring) -> str:
    try:
        return str(seal.unseal(row["sealed"], _bound(row["id"]), ring)["why"])
    except (Damaged, KeyError):
        raise Damaged(f"tombstone of record {row['id']}: it does not open") from None


def _bound(record_id: str) -> bytes:
    return seal.about("tombstone", record_id)
