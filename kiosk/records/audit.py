"""The audit: who did what, when and why, chained so that a change shows.

Owns the tables `audit` and `audit_head` of the store. Must not hold anything about a patient in
clear: a subject is an id, and the reason, which people type, is sealed.

Each entry carries a MAC over itself and the MAC before it. The kiosk must be able to append without
anyone signed in, so the key lives beside the entries; it changes with every entry by a one-way step
and the old one is overwritten, so whoever takes the machine over now can forge from now on, but
cannot rewrite what came before. The first key is sealed to the clinic, for `verify`. Two limits,
said plainly: old pages of the disk may keep an older key for a while, and a cut tail shows only
against an anchor (count and MAC) kept elsewhere: each export's manifest, each backup, the daily
sheet.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kiosk.records import seal
from kiosk.records.envelope import stamp
from kiosk.records.faults import Damaged, RecordsError
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store

_BATCH = 200
_WHAT = re.compile(r"[a-z_]+\Z")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's end: written elsewhere, it shows a tail that was cut off later."""

    count: int
    mac: str


class Entry(NamedTuple):
    """One event. `why` is None without a session that opens it."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    why: str | None


class Audit:
    """The audit of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._entries = store.database.row_table("audit")
        self._head = store.database.row_table("audit_head")

    def record(
        self, who: str, what: str, subject: str = "", why: str = "", *, now: datetime | None = None
    ) -> int:
        """Append an event, durable on return; its number, from 1.

        `what` is a word like `viewed`; `subject` an id. Inside `together()` the event and what it
        tells of are kept both or not at all.
        """
        if not _WHAT.match(what):
            raise RecordsError("audit: expected an event name of small letters and underscores")
        with self._store.database.together():
            head = self._started()
            number = int(head["count"]) + 1
            bound = seal.about("audit", number)
            entry: dict[str, Any] = {
                "n": number,
                "at": stamp(now or datetime.now(UTC)),
                "who": who,
                "what": what,
                "subject": subject,
                "why": seal.seal({"why": why}, bound, self._store.public_keys()) if why else None,
            }
            key = seal.raw(head["key"])
            entry["mac"] = _mac(key, entry, head["mac"])
            self._entries.insert(entry)
            change = {"count": number, "mac": entry["mac"], "key": seal.text(_next_key(key))}
            self._head.update(change, doc_ids=[head.doc_id])
        return number

    def entries(
        self, session: StaffSession | None = None, *, subjects: Collection[str] | None = None
    ) -> list[Entry]:
        """Every event, or those about one of `subjects` (some hundred at most), oldest first; reasons
        are opened with a session."""
        ring = session.ring() if session else None
        return [
            Entry(
                row["n"],
                datetime.fromisoformat(row["at"]),
                row["who"],
                row["what"],
                row["subject"],
                _why(row, ring) if ring is not None else None,
            )
            for row in self._entries.find(among=None if subjects is None else ("subject", subjects))
        ]

    def last_at(self, what: str | None = None) -> datetime | None:
        """When the newest event (of this name) was, None before the first."""
        named = None if what is None else {"what": what}
        found = self._entries.find(named, newest_first="n", limit=1)
        return datetime.fromisoformat(found[0]["at"]) if found else None

    def anchor(self) -> Anchor:
        """Where the chain ends now; needs no key."""
        head = self._head.find(limit=1)
        return Anchor(head[0]["count"], head[0]["mac"]) if head else Anchor(0, "")

    def ends_where_it_says(self) -> bool:
        """Whether the newest entry is the one that the head names; needs no key. Raises Damaged."""
        newest = self._entries.find(newest_first="n", limit=1)
        end = Anchor(newest[0]["n"], newest[0]["mac"]) if newest else Anchor(0, "")
        return end == self.anchor()

    def verify(self, session: StaffSession, anchor: Anchor | None = None) -> str | None:
        """None when the whole chain holds, else one line about the first entry that does not.

        With an `anchor` from elsewhere, a tail cut after it shows too.
        """
        head = self._head.find(limit=1)
        rows = self._entries.find()
        if not head:
            return "audit: the chain's head is missing" if rows or anchor else None
        try:
            start = seal.unseal(head[0]["start"], seal.about("audit"), session.ring())
            key = seal.raw(start["key"])
        except (Damaged, KeyError):
            return "audit: the chain's first key does not open"
        before = ""
        for expected, row in enumerate(rows, start=1):
            fault = _fault(row, expected, before, key, anchor)
            if fault:
                return fault
            before, key = row["mac"], _next_key(key)
        if (len(rows), before) != (head[0]["count"], head[0]["mac"]):
            return (
                f"audit: entry {len(rows) + 1} is missing (the chain was {head[0]['count']} long)"
            )
        if anchor and anchor.count > len(rows):
            return f"audit: entry {len(rows) + 1} is missing (the anchor says {anchor.count})"
        return None

    def rewrap(self, session: StaffSession) -> None:
        """Seal the reasons and the first key to today's keys; the chain stays as it is."""
        public = self._store.public_keys()
        older = [
            row.doc_id
            for row in self._entries.scan()
            if row["why"] and public.clinic_id not in row["why"]["to"]
        ]

        def change_why(row: MutableMapping[str, Any]) -> None:
            row["why"] = seal.rewrap(row["why"], session.ring(), public)

        # In parts: a patient's answer may have to be kept in between.
        for start in range(0, len(older), _BATCH):
            self._entries.update(change_why, doc_ids=older[start : start + _BATCH])
        with self._store.database.together():
            for head in self._head.find(limit=1):
                change = {"start": seal.rewrap(head["start"], session.ring(), public)}
                self._head.update(change, doc_ids=[head.doc_id])

    def _started(self) -> Any:
        found = self._head.find(limit=1)
        if found:
            return found[0]
        key = seal.text(os.urandom(32))
        start = seal.seal({"key": key}, seal.about("audit"), self._store.public_keys())
        self._head.insert({"count": 0, "mac": "", "key": key, "start": start})
        return self._head.find(limit=1)[0]


def _fault(
    row: Mapping[str, Any], expected: int, before: str, key: bytes, anchor: Anchor | None
) -> str | None:
    try:
        if row["n"] != expected:
            return f"audit: entry {expected} is missing"
        holds = hmac.compare_digest(row["mac"], _mac(key, row, before))
    except (KeyError, TypeError):
        holds = False
    if not holds:
        return f"audit: entry {expected} was changed"
    if anchor and anchor.count == expected and anchor.mac != row["mac"]:
        return f"audit: entry {expected} is not the one that the anchor names"
    return None


def _mac(key: bytes, entry: Mapping[str, Any], before: str) -> str:
    why = entry["why"]["box"] if entry["why"] else ""
    parts = [entry[name] for name in ("n", "at", "who", "what", "subject")]
    content = json.dumps([*parts, why, before], separators=(",", ":")).encode()
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def _next_key(key: bytes) -> bytes:
    return hmac.new(key, b"next", hashlib.sha256).digest()


def _why(row: Mapping[str, Any], ring: seal.Ring) -> str:
    if not row["why"]:
        return ""
    return str(seal.unseal(row["why"], seal.about("audit", row["n"]), ring)["why"])
