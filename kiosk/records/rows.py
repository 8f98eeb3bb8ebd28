"""TinyDB's public API over rows in SQLite: each change costs its own size, not the file's.

Owns ids and the seam to TinyDB. Knows nothing of records, keys or patients: a document is a JSON
object. Leans on three private methods of `tinydb.table.Table` (4.9): `_read_table`,
`_update_table` and `_get_next_id`; tests/property/test_records_rows.py holds them against TinyDB.

Two differences from TinyDB on purpose: an id is never given twice, not even after a removal or
`truncate`, and documents come in the order of their ids. Results are never cached, because another
process may write to the same file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from kiosk.records.storage import ROW, Json, Rows, RowStorage, encode, field_path, quoted

__all__ = ["RecordsDB", "RowStorage", "RowTable"]

_BATCH = 500


class Which(TypedDict, total=False):
    """Which documents `RowTable.find` and `scan` give, and in what order."""

    among: tuple[str, Collection[str]] | None
    """(field, values), some hundred at most."""
    at_least: tuple[str, str] | None
    """(field, value) of a text field."""
    below: tuple[str, str] | None
    newest_first: str | None
    """A field to sort by, descending; by default documents come in the order of their ids."""
    limit: int | None


class _Touched(MutableMapping[int, Json]):
    """What an updater of TinyDB sees: reads through, and remembers only what it touched."""

    def __init__(self, base: Rows, highest: Callable[[], int]) -> None:
        self._base = base
        self._highest = highest
        self._before: dict[int, str | None] = {}
        self._now: dict[int, Json | None] = {}

    def __getitem__(self, key: int) -> Json:
        if key not in self._now:
            document = self._base.fetch(key)
            if document is None:
                raise KeyError(key)
            self._before[key] = encode(document)
            self._now[key] = document
        found = self._now[key]
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: int, document: Json) -> None:
        self._now[key] = document
        self._before[key] = None

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        self._now[key] = None

    def __contains__(self, key: object) -> bool:
        if key in self._now:
            return self._now[key] is not None
        # An id that was never given needs no look at the rows: an insert asks for nothing else.
        return isinstance(key, int) and key <= self._highest() and self._base.fetch(key) is not None

    def __iter__(self) -> Iterator[int]:
        known = self._base.ids()
        yield from (key for key in known if self._now.get(key, known) is not None)
        there = set(known)
        yield from (key for key, doc in self._now.items() if doc is not None and key not in there)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._now = dict.fromkeys(self)

    def changes(self) -> list[tuple[int, Json | None]]:
        """(id, document or None) of everything that is no longer what the rows hold."""
        return [
            (key, document)
            for key, document in self._now.items()
            if document is None
            or self._before.get(key) is None
            or self._before[key] != encode(document)
        ]


class RowTable(Table):
    """TinyDB's table over a RowStorage: each public change is one durable transaction."""

    def __init__(
        self,
        storage: RowStorage,
        name: str,
        cache_size: int = 0,  # noqa: ARG002 - TinyDB's signature
        persist_empty: bool = False,
    ) -> None:
        # Results held back from a second process's change would be wrong: no query cache.
        self._rows = storage.rows(name)
        self._row_storage = storage
        self._touched: _Touched | None = None
        self._coming: int | None = None
        self._given: int | None = None
        super().__init__(storage, name, cache_size=0, persist_empty=persist_empty)

    def insert(self, document: Mapping[str, Any]) -> int:
        with self._row_storage.together():
            return super().insert(document)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        with self._row_storage.together():
            return super().upsert(document, cond)

    def update(
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        with self._row_storage.together():
            return super().update(fields, None, self._resolved(cond, doc_ids))

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        with self._row_storage.together():
            return super().remove(None, self._resolved(cond, doc_ids))

    def scan(
        self, equal: Mapping[str, object] | None = None, **which: Unpack[Which]
    ) -> Iterator[Document]:
        """`find`, decoded as it is consumed: a long list never stands in memory as documents."""
        if not self._row_storage.has(self.name):
            return
        tests = [f"{field_path(field)} = ?" for field in equal or {}]
        values = list((equal or {}).values())
        for bound, sign in ((which.get("at_least"), ">="), (which.get("below"), "<")):
            if bound is not None:
                tests.append(f"{field_path(bound[0])} {sign} ?")
                values.append(bound[1])
        if among := which.get("among"):
            tests.append(f"{field_path(among[0])} IN ({', '.join('?' * len(among[1]))})")
            values += among[1]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        newest_first, limit = which.get("newest_first"), which.get("limit")
        order = f"{field_path(newest_first)} DESC, id DESC" if newest_first else "id"
        found = self._row_storage.select(
            f"SELECT {ROW} FROM {quoted(self.name)}{where} "  # noqa: S608 - quoted
            f"ORDER BY {order} LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        for start in range(0, len(found), _BATCH):
            batch = found[start : start + _BATCH]
            documents = self._row_storage.decode(self.name, batch)
            for row, body in zip(batch, documents, strict=True):
                yield Document(body, row[0])

    def find(
        self, equal: Mapping[str, object] | None = None, **which: Unpack[Which]
    ) -> list[Document]:
        """Documents by indexed fields, without reading the others. Beyond TinyDB's own API.

        `equal` maps fields to values.
        """
        return list(self.scan(equal, **which))

    def distinct(self, *fields: str) -> list[tuple[str, ...]]:
        """Which values these text fields have together. Beyond TinyDB's own API."""
        if not self._row_storage.has(self.name):
            return []
        columns = ", ".join(field_path(field) for field in fields)
        return self._row_storage.select(f"SELECT DISTINCT {columns} FROM {quoted(self.name)}")  # noqa: S608 - quoted

    def one(self, equal: Mapping[str, object]) -> Document | None:
        """The document with these indexed fields, None when there is none; `find` in half the time."""
        if not self._row_storage.has(self.name):
            return None
        found = self._row_storage.select(_first_with(self.name, *equal), tuple(equal.values()))
        return (
            Document(self._row_storage.decode(self.name, found)[0], found[0][0]) if found else None
        )

    def replace(self, documents: Iterable[Document]) -> None:
        """Put each document in the place of the one with its id, as one durable change.

        Beyond TinyDB's own API: `update` would read each of them once more. For documents that `find`
        gave inside the same `together()`.
        """
        self._row_storage.commit(self.name, ((each.doc_id, each) for each in documents))

    def _resolved(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[int] | None:
        """Ids of the matches, found before the update so that only they are copied."""
        if doc_ids is not None:
            return list(doc_ids)
        if cond is None:
            return None
        return [doc_id for doc_id, document in self._rows.pairs() if cond(document)]

    def _read_table(self) -> Mapping[str, Json]:  # type: ignore[override]  # TinyDB says dict, uses Mapping
        return self._rows

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._row_storage.together():
            self._touched = _Touched(self._rows, self._highest)
            try:
                updater(self._touched)
                self._row_storage.commit(self.name, self._touched.changes())
            finally:
                self._touched = None
                self._coming = self._given = None

    def _highest(self) -> int:
        # Read once a transaction, which keeps every other writer out.
        if self._given is None:
            self._given = self._row_storage.highest(self.name)
        return self._given

    def _get_next_id(self) -> int:
        doc_id = self._coming
        if doc_id is None:
            doc_id = self._highest() + 1
        while self._touched is not None and doc_id in self._touched:
            doc_id += 1
        self._coming = doc_id + 1
        return doc_id


@lru_cache(maxsize=64)
def _first_with(table: str, *fields: str) -> str:
    """The question for the first document of `table` with given `fields`: asked for every record."""
    tests = " AND ".join(f"{field_path(field)} = ?" for field in fields)
    return f"SELECT {ROW} FROM {quoted(table)} WHERE {tests} ORDER BY id LIMIT 1"  # noqa: S608 - quoted


class RecordsDB(TinyDB):
    """TinyDB whose tables are rows. `together()` makes changes to several tables one change."""

    table_class: type[Table] = RowTable

    def __init__(self, path: Path | str, *, busy_seconds: float = 10.0) -> None:
        super().__init__(path, storage=RowStorage, busy_seconds=busy_seconds)

    @property
    def rows(self) -> RowStorage:
        """The storage, under its own type."""
        return cast(RowStorage, self.storage)

    def row_table(self, name: str) -> RowTable:
        """`table(name)`, under its own type."""
        return cast(RowTable, self.table(name))

    def together(self) -> AbstractContextManager[None]:
        """One transaction over everything inside."""
        return self.rows.together()
