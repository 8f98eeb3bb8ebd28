"""Documents as rows of one SQLite file: transactions, checksums, and the names of what goes wrong.

Owns the SQLite connection (WAL, synchronous=FULL) and its layout. Knows nothing of TinyDB's tables
above it, nor of records, keys or patients: a document is a JSON object with a number.
"""

import json
import re
import sqlite3
import threading
import zlib
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from tinydb.storages import Storage

from kiosk.records import files
from kiosk.records.faults import (
    AlreadyThere,
    Busy,
    Damaged,
    NewerVersion,
    NotDurable,
    ReadOnly,
    RecordsError,
    StorageFull,
    damaged,
)

Json = dict[str, Any]

SCHEMA = 1
"""Version of the layout inside the SQLite file (its `user_version`)."""

APPLICATION = 0x4B494F53
"""SQLite's `application_id`: the letters KIOS."""

ROW = "id, CAST(doc AS BLOB), crc"
"""What is selected of a row: as bytes, so that damaged text fails its checksum and not the query."""

_BATCH = 500
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_FIELD = re.compile(r"[a-z_]+\Z")


class RowStorage(Storage):
    """One SQLite file; a TinyDB table is a SQLite table of (id, JSON text, checksum).

    Raises StorageFull, ReadOnly, Busy, NotDurable, Damaged or NewerVersion. After NotDurable or
    Damaged nothing more is accepted until the file is opened again: what a failed fsync left behind
    cannot be known.
    """

    def __init__(self, path: Path | str, *, busy_seconds: float = 10.0) -> None:
        super().__init__()
        self.path = Path(path)
        self._lock = threading.RLock()
        self._depth = 0
        self._known: set[str] = set()
        self._broken: RecordsError | None = None
        with self._faults():
            self._connection = self._connect(busy_seconds)

    def _connect(self, busy_seconds: float) -> sqlite3.Connection:
        with suppress(FileExistsError):
            files.write_new(self.path, b"")
        connection = sqlite3.connect(
            self.path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "secure_delete = ON",
                # A flipped byte in the journal hides what follows it there: keep the journal short.
                "wal_autocheckpoint = 200",
                "temp_store = MEMORY",
                "cell_size_check = ON",
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise NewerVersion(
                f"{self.path}: written by a newer kiosk (layout {version}, this one reads up to "
                f"{SCHEMA}); install that version"
            )
        if version == SCHEMA:
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS high (name TEXT PRIMARY KEY, id INTEGER NOT NULL)"
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, and refuse everything after one that leaves doubt."""
        if self._broken is not None:
            raise self._broken
        try:
            yield
        except sqlite3.Error as error:
            raise self._taken(error) from None

    def _taken(self, error: sqlite3.Error) -> Exception:
        """What to raise for `error`; remembers one that leaves doubt."""
        found = self._named(error)
        if isinstance(found, NotDurable | Damaged):
            self._broken = found
        return found or error

    def _named(self, error: sqlite3.Error) -> RecordsError | None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return None
        match code & 0xFF:
            case sqlite3.SQLITE_FULL:
                return StorageFull(f"{self.path}: the disk is full; free some space, then go on")
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                return ReadOnly(
                    f"{self.path}: cannot be written; check the folder's owner, mode and mount"
                )
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return Busy(f"{self.path}: another program is using it; try again")
            case sqlite3.SQLITE_CONSTRAINT:
                return AlreadyThere(f"{self.path}: a document with these unique fields is there")
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_ERROR:
                # SQLITE_ERROR: a damaged head or schema, or a row that is no JSON any more.
                return damaged(self.path, f"the file is damaged ({error})")
            case sqlite3.SQLITE_IOERR:
                return NotDurable(
                    f"{self.path}: the disk reported a fault ({error.sqlite_errorname}) and the "
                    "last change was not saved; check the disk, then start again"
                )
        return None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside is durable when this ends, or none of it is kept.

        May be nested: the outermost one commits. Holds the write lock against other processes.
        """
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            with self._faults():
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                with self._faults():
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                self._known.clear()
                raise
            finally:
                self._depth = 0

    def commit(self, table: str, changes: Iterable[tuple[int, Json | None]]) -> None:
        """Set or (None) remove documents of `table`, durable on return; makes the table."""
        with self.together(), self._faults():
            self._make(table)
            rows = quoted(table)
            highest = None
            for doc_id, document in changes:
                if document is None:
                    self._connection.execute(f"DELETE FROM {rows} WHERE id = ?", (doc_id,))  # noqa: S608 - quoted above
                    continue
                text = encode(document)
                self._connection.execute(
                    f"INSERT INTO {rows} VALUES (?, ?, ?) "  # noqa: S608 - quoted above
                    "ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, crc = excluded.crc",
                    (doc_id, text, checksum(text)),
                )
                highest = doc_id if highest is None else max(highest, doc_id)
            if highest is not None:
                self._connection.execute(
                    "INSERT INTO high VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET id = max(id, excluded.id)",
                    (table, highest),
                )

    def index(self, table: str, *fields: str, unique: bool = False) -> None:
        """Make `RowTable.find` on these document fields fast; repeats are free."""
        with self.together(), self._faults():
            self._make(table)
            kind = "UNIQUE INDEX" if unique else "INDEX"
            name = quoted(f"{table}:{':'.join(fields)}")
            columns = ", ".join(field_path(field) for field in fields)
            self._connection.execute(
                f"CREATE {kind} IF NOT EXISTS {name} ON {quoted(table)} ({columns})"
            )

    def select(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query in this package's own SQL, whole."""
        # As `_faults`, without its price: this runs for every record that is opened.
        with self._lock:
            if self._broken is not None:
                raise self._broken
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise self._taken(error) from None

    def names(self) -> list[str]:
        """The tables that exist."""
        found = self.select(
            "SELECT CAST(substr(name, 5) AS BLOB) FROM sqlite_schema "
            "WHERE type = 'table' AND name LIKE 'doc:%' ORDER BY name"
        )
        return [name.decode() for (name,) in found]

    def has(self, table: str) -> bool:
        """Whether `table` exists."""
        if table in self._known:
            return True
        found = self.select(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (f"doc:{table}",)
        )
        if found:
            self._known.add(table)
        return bool(found)

    def highest(self, table: str) -> int:
        """The highest id that `table` ever gave, 0 before the first."""
        found = self.select("SELECT id FROM high WHERE name = ?", (table,))
        return max(0, found[0][0]) if found else 0

    def rows(self, table: str) -> "Rows":
        """A live view of the table's documents by id, as text ids like TinyDB's storages."""
        return Rows(self, table)

    def decode(self, table: str, found: Sequence[tuple[int, Any, int]]) -> list[Json]:
        """The documents behind rows of (id, stored bytes, checksum); Damaged when one differs."""
        for doc_id, content, crc in found:
            if not isinstance(content, bytes) or zlib.crc32(content) != crc:
                raise damaged(self.path, f"row {doc_id} of {table!r} is damaged")
        # One call for all: half the time of a call each.
        return cast(list[Json], json.loads(b"[" + b",".join(row[1] for row in found) + b"]"))

    def read(self) -> dict[str, Any] | None:
        """TinyDB's whole state: one live view a table; nothing is loaded."""
        return {name: self.rows(name) for name in self.names()} or None

    def write(self, data: Mapping[str, Mapping[Any, Json]]) -> None:
        """Make the tables exactly `data`; a table that is its own view stays untouched."""
        with self.together():
            for name in self.names():
                if name not in data:
                    with self._faults():
                        self._connection.execute(f"DROP TABLE {quoted(name)}")
                    self._known.discard(name)
            for name, documents in data.items():
                if isinstance(documents, Rows) and documents.shows(self, name):
                    continue
                wanted = {int(doc_id): document for doc_id, document in documents.items()}
                gone = (int(key) for key in self.rows(name) if int(key) not in wanted)
                self.commit(name, [*((key, None) for key in gone), *wanted.items()])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _make(self, table: str) -> None:
        if not self.has(table):
            self._connection.execute(
                f"CREATE TABLE {quoted(table)} "
                "(id INTEGER PRIMARY KEY, doc TEXT NOT NULL, crc INTEGER NOT NULL)"
            )


class Rows(Mapping[str, Json]):
    """Documents of one table, read as they are asked for, in batches, without an open cursor."""

    def __init__(self, storage: RowStorage, table: str) -> None:
        self._storage = storage
        self._table = table

    def shows(self, storage: RowStorage, table: str) -> bool:
        """Whether this is the view of exactly that table."""
        return self._storage is storage and self._table == table

    def __getitem__(self, key: str) -> Json:
        document = self.fetch(int(key))
        if document is None:
            raise KeyError(key)
        return document

    def fetch(self, doc_id: int) -> Json | None:
        """A fresh copy of one document."""
        if not self._storage.has(self._table):
            return None
        found = self._storage.select(
            f"SELECT {ROW} FROM {quoted(self._table)} WHERE id = ?",  # noqa: S608 - quoted
            (doc_id,),
        )
        return self._storage.decode(self._table, found)[0] if found else None

    def ids(self) -> list[int]:
        """Every id, ascending, without reading a document."""
        if not self._storage.has(self._table):
            return []
        sql = f"SELECT id FROM {quoted(self._table)} ORDER BY id"  # noqa: S608 - quoted
        return [doc_id for (doc_id,) in self._storage.select(sql)]

    def __iter__(self) -> Iterator[str]:
        return iter([str(doc_id) for doc_id in self.ids()])

    def __len__(self) -> int:
        if not self._storage.has(self._table):
            return 0
        sql = f"SELECT count(*) FROM {quoted(self._table)}"  # noqa: S608 - quoted
        return int(self._storage.select(sql)[0][0])

    def items(self) -> ItemsView[str, Json]:
        return _Items(self)

    def pairs(self) -> Iterator[tuple[int, Json]]:
        """(id, document) in order of ids."""
        if not self._storage.has(self._table):
            return
        sql = (
            f"SELECT {ROW} FROM {quoted(self._table)} "  # noqa: S608 - quoted
            f"WHERE id > ? ORDER BY id LIMIT {_BATCH}"
        )
        last = -(2**63)
        while batch := self._storage.select(sql, (last,)):
            documents = self._storage.decode(self._table, batch)
            yield from zip((row[0] for row in batch), documents, strict=True)
            last = batch[-1][0]


class _Items(ItemsView[str, Json]):
    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._rows = rows

    def __iter__(self) -> Iterator[tuple[str, Json]]:
        for doc_id, document in self._rows.pairs():
            yield str(doc_id), document


def encode(document: Mapping[str, Any]) -> str:
    """The JSON text of a document. Raises TypeError or ValueError for what JSON cannot hold."""
    return _ENCODER.encode(document)


def checksum(text: str) -> int:
    """CRC-32 of the stored text: notices a flipped bit that SQLite itself does not."""
    return zlib.crc32(text.encode("ascii"))


def quoted(table: str) -> str:
    return '"doc:' + table.replace('"', '""') + '"'


def field_path(field: str) -> str:
    if not _FIELD.match(field):
        raise ValueError(f"field {field!r}: lower-case letters and underscores")
    return f"json_extract(doc, '$.{field}')"
