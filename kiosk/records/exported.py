"""Which records an export took: a sealed list beside the audit, bound by its digest in the entry.

Owns the table `exports`. The audit's `exported` entry has the list's id as its subject, and that id is
the SHA-256 of the sealed lists themselves: the chain's MAC covers it, so that a list which was changed
or removed shows in `problems`, and the audit stays one line an export. A list is cut into parts by a
record's id, so that asking about one record opens one part of each export. Nothing about a list goes
into the export itself: whoever has only that learns of no record's id.

A record that is purged stays in its lists: an id, and nothing else, tells that it was handed over.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from kiosk.records import seal
from kiosk.records.audit import Audit
from kiosk.records.faults import Damaged
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store

TABLE = "exports"
FIELDS = frozenset({"list", "bucket", "sealed"})
"""Of a row: which list, which part of how many, and the ids."""
EXPORTED = "exported"

_PART = 1024
"""Ids of a part at most, about: 20 kB of a row."""
_MOST_PARTS = 1 << 12
_ID = 16


def keep(store: Store, record_ids: Collection[str]) -> str:
    """Seal and keep the list of an export's records, durable on return; the list's id.

    `record_ids` are UUIDs, in any order: the list is sorted, so that it says nothing of the order of
    the rows in the files.
    """
    parts = 1
    while parts * _PART < len(record_ids) and parts < _MOST_PARTS:
        parts *= 2
    packed: list[list[bytes]] = [[] for _ in range(parts)]
    for each in map(uuid.UUID, record_ids):
        packed[each.int % parts].append(each.bytes)
    public = store.public_keys()
    rows: list[dict[str, Any]] = []
    for number, ids in enumerate(packed):
        bucket = _bucket(parts, number)
        body = {"ids": base64.b64encode(b"".join(sorted(ids))).decode("ascii")}
        rows.append({"bucket": bucket, "sealed": seal.seal(body, _bound(bucket), public)})
    list_id = _digest(rows)
    table = store.database.row_table(TABLE)
    with store.database.together():
        for row in rows:
            table.insert({"list": list_id, **row})
    return list_id


def containing(store: Store, session: StaffSession, record_id: str) -> list[str]:
    """Ids of the lists that name the record, oldest first. A part that does not open is left to
    `problems`. Raises SignedOut."""
    wanted, ring = uuid.UUID(record_id), session.ring()
    sizes = (1 << power for power in range(_MOST_PARTS.bit_length()))
    buckets = [_bucket(parts, wanted.int % parts) for parts in sizes]
    found = []
    for row in store.database.row_table(TABLE).scan(among=("bucket", buckets)):
        try:
            if wanted.bytes in _ids(row, ring):
                found.append(row["list"])
        except Damaged:
            continue
    return found


def problems(store: Store, session: StaffSession) -> Iterator[str]:
    """One line for every `exported` entry whose list is gone, changed or does not open."""
    ring = session.ring()
    whole: dict[str, bool] = {}
    for list_id, rows in groupby(store.database.row_table(TABLE), key=lambda row: row["list"]):
        parts = list(rows)
        try:
            opened = all(_ids(row, ring) is not None for row in parts)
        except Damaged:
            opened = False
        whole[list_id] = opened and _digest(parts) == list_id
    for entry in Audit(store).entries():
        # Entries of an older kiosk name no list.
        if entry.what == EXPORTED and entry.subject and not whole.get(entry.subject, False):
            how = "was changed" if entry.subject in whole else "is gone"
            yield f"audit: entry {entry.number}: the list of the records it exported {how}"


def _ids(row: Mapping[str, Any], ring: seal.Ring) -> frozenset[bytes]:
    packed = seal.raw(seal.unseal(row["sealed"], _bound(row["bucket"]), ring).get("ids"))
    return frozenset(packed[at : at + _ID] for at in range(0, len(packed), _ID))


def _bucket(parts: int, number: int) -> str:
    return f"{number}/{parts}"


def _bound(bucket: str) -> bytes:
    return seal.about("export", bucket)


def _digest(rows: Sequence[Mapping[str, Any]]) -> str:
    """Over what new keys leave as it is."""
    content = json.dumps([(row["bucket"], row["sealed"]["box"]) for row in rows])
    return hashlib.sha256(content.encode("ascii")).hexdigest()
