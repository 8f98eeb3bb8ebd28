"""Is every stored record whole? And when not: save what is.

Owns the check behind `kiosk records verify` and the salvage of a damaged database into a new
folder. Must never write to a damaged file: salvage works on a copy.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.places import DRAFTS
from kiosk.records import exported, files
from kiosk.records.audit import Anchor, Audit
from kiosk.records.backup import others
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import FACTS, SCHEMA, STATUSES
from kiosk.records.faults import Damaged, NotEmpty, RecordsError
from kiosk.records.keys import NAME as KEYS_NAME
from kiosk.records.keys import StaffSession
from kiosk.records.retention import tombstones
from kiosk.records.rows import RecordsDB
from kiosk.records.storage import ROW, Json, RowStorage, quoted
from kiosk.records.store import NAME, Store

Progress = Callable[[int, int], None]
"""Gets (done, of how many)."""

TABLES = ("records", "bodies", "alerts", "audit", "audit_head", "tombstones", "exports")

_HIGHEST_GUESS = 4  # no document is shorter than 128 bytes: at most 4096 / 128 a page, times this
_PAGE = 4096
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. No problems: everything that was looked at holds."""

    records: int
    audit_entries: int
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Salvage:
    """What came out of a damaged database."""

    records: int
    rebuilt: int
    """Envelopes made again from the sealed versions' own facts; their status is `new` again."""
    lost: list[str]
    """Ids of records whose sealed body is gone or incomplete, as far as they can be known."""


def verify(
    store: Store,
    session: StaffSession,
    *,
    anchor: Anchor | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Verdict:
    """Check SQLite's structure, open everything that is sealed, and walk the audit chain.

    Every version of every record, alerts, tombstones, drafts and lists of exports.

    `anchor` is from an export's manifest, a backup or the daily sheet.
    """
    problems = _structure(store)
    rows = [] if problems else _listed(store, problems)
    for done, record_id in enumerate(rows, start=1):
        try:
            store.versions(record_id, session)
        except Damaged as error:
            problems.append(error.message)
        progress(done, len(rows))
    if not problems:
        problems += _beside(store, session)
    entries = 0
    try:
        entries = Audit(store).anchor().count
        fault = Audit(store).verify(session, anchor)
        problems += [fault] if fault else []
    except Damaged as error:
        problems.append(error.message)
    return Verdict(len(rows), entries, list(dict.fromkeys(problems)))


def _beside(store: Store, session: StaffSession) -> Iterator[str]:
    """What is sealed besides records: alerts, tombstones, drafts and lists of exports."""
    for alert in store.alerts(unacknowledged=False):
        try:
            store.alert_detail(alert.id, session)
        except Damaged as error:
            yield f"alert {alert.id}: {error.message}"
    try:
        tombstones(store, session)
    except Damaged as error:
        yield error.message
    for draft in Drafts(store.home).abandoned(session):
        if draft.damaged:
            yield f"draft {draft.id}: {draft.damaged} of its answers cannot be read"
    try:
        yield from exported.problems(store, session)
    except Damaged as error:
        yield error.message


def _structure(store: Store) -> list[str]:
    try:
        found = store.database.rows.select("PRAGMA integrity_check(5)")
    except RecordsError as error:
        return [error.message]
    path = store.home / NAME
    return [f"{path}: {line}" for (line,) in found if line != "ok"]


def _listed(store: Store, problems: list[str]) -> list[str]:
    try:
        ids = [row.id for row in store.list()]
        known = set(ids)
        for body in store.database.row_table("bodies"):
            if body["record"] not in known:
                problems.append(f"record {body['record']}: its line in the list is missing")
    except Damaged as error:
        problems.append(error.message)
        return []
    return ids


def salvage(home: Path, target: Path, *, progress: Progress = lambda _done, _all: None) -> Salvage:
    """Copy every row that is whole from a damaged store into a new folder, with everything else there:
    keys, drafts, settings and the kept protocols.

    Needs no passphrase; afterwards `kiosk records export` and the staff screens work on the new
    folder (`KIOSK_HOME`). Raises NotEmpty when `target` holds something.
    """
    if target.exists() and any(target.iterdir()):
        raise NotEmpty(f"{target}: expected an empty or new folder")
    files.private_folder(target)
    shutil.copyfile(home / KEYS_NAME, target / KEYS_NAME)
    (target / KEYS_NAME).chmod(files.FILE_MODE)
    for name, path in others(home, {target.resolve(), target}):
        files.private_folder((target / name).parent)
        shutil.copyfile(path, target / name)
        (target / name).chmod(files.FILE_MODE)
    if (home / DRAFTS).is_dir():
        shutil.copytree(home / DRAFTS, target / DRAFTS)
    Store.lay_out(target / NAME).close()
    store = Store.open(target)
    try:
        with tempfile.TemporaryDirectory(dir=target, prefix=".salvage-") as workshop:
            _rescue(home, Path(workshop), store.database, progress)
        return _put_right(store.database)
    finally:
        store.close()


def _rescue(home: Path, workshop: Path, into: RecordsDB, progress: Progress) -> None:
    copy = workshop / NAME
    for suffix in ("", "-wal"):
        if (home / f"{NAME}{suffix}").exists():
            shutil.copyfile(home / f"{NAME}{suffix}", workshop / f"{NAME}{suffix}")
    if not _readable(copy):
        _graft_first_page(copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    try:
        for table in TABLES:
            rows = _whole_rows(connection, table, copy.stat().st_size, into.rows, progress)
            while batch := list(islice(rows, _BATCH)):
                into.rows.commit(table, batch)
    finally:
        connection.close()


def _readable(path: Path) -> bool:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        found = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'doc:bodies'")
        return bool(found.fetchall())
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def _graft_first_page(path: Path) -> None:
    """Put a fresh store's first page in front: every store lays its tables out in the same order.

    The journal goes, because its own first page would come back; it holds the last changes only.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder) / NAME
        Store.lay_out(fresh).close()
        head = bytearray(fresh.read_bytes()[:_PAGE])
    Path(f"{path}-wal").unlink(missing_ok=True)
    pages = path.stat().st_size // _PAGE
    head[28:32] = pages.to_bytes(4, "big")
    head[32:40] = bytes(8)
    head[92:96] = head[24:28]
    with path.open("r+b") as handle:
        handle.write(head)


def _whole_rows(
    connection: sqlite3.Connection, table: str, size: int, into: RowStorage, progress: Progress
) -> Iterator[tuple[int, Json]]:
    highest = _highest(connection, table, size)
    for doc_id in range(1, highest + 1):
        if doc_id % 1000 == 0 or doc_id == highest:
            progress(doc_id, highest)
        try:
            found = connection.execute(
                f"SELECT {ROW} FROM {quoted(table)} WHERE id = ?",  # noqa: S608 - our own names
                (doc_id,),
            ).fetchall()
        except sqlite3.DatabaseError:
            continue
        with suppress(Damaged):
            for document in into.decode(table, found):
                # In an older store the grafted page may lead to another table's rows.
                if table != exported.TABLE or document.keys() == exported.FIELDS:
                    yield doc_id, document


def _highest(connection: sqlite3.Connection, table: str, size: int) -> int:
    seen = []
    for sql, values in (
        (f"SELECT max(id) FROM {quoted(table)}", ()),  # noqa: S608 - our own names
        ("SELECT id FROM high WHERE name = ?", (table,)),
    ):
        try:
            seen += [row[0] for row in connection.execute(sql, values) if row[0]]
        except sqlite3.DatabaseError:
            continue
    return max(seen, default=size // _PAGE * _HIGHEST_GUESS)


def _put_right(database: RecordsDB) -> Salvage:
    """Give a lost envelope back to whole bodies, and take away what has no whole body."""
    records, bodies = database.row_table("records"), database.row_table("bodies")
    listed = {row["id"]: row for row in records}
    places: dict[str, dict[int, int]] = {}
    for body in bodies:
        places.setdefault(body["record"], {})[body["n"]] = body.doc_id
    rebuilt, lost = 0, []
    for record_id in dict.fromkeys([*listed, *places]):
        found = places.get(record_id, {})
        row = listed.get(record_id)
        wanted = row["versions"] if row else len(found)
        whole = sorted(found) == list(range(1, wanted + 1))
        with database.together():
            if whole and row is None:
                newest = bodies.get(doc_id=found[wanted])
                assert newest is not None  # its id was read a moment ago, in a folder of our own
                records.insert(_envelope_again(record_id, newest, wanted))
                rebuilt += 1
            elif not whole:
                lost.append(record_id)
                records.remove(doc_ids=[row.doc_id] if row else [])
                bodies.remove(doc_ids=list(found.values()))
    return Salvage(len(records), rebuilt, sorted(lost))


def _envelope_again(record_id: str, newest: Mapping[str, Any], versions: int) -> dict[str, Any]:
    facts = {name: newest["facts"][name] for name in FACTS}
    return {"id": record_id, **facts, "status": STATUSES[0], "reviewed": False} | {
        "size": len(newest["sealed"]["box"]) * 3 // 4,
        "versions": versions,
        "schema": SCHEMA,
    }
