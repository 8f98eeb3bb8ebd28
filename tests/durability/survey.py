"""What a killed writer said, held against what is on the disk."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.keys import StaffSession
from kiosk.records.rows import RecordsDB
from kiosk.records.store import STATUSES, Store
from tests.durability.writer import thing


@dataclass
class Said:
    """Every change that was done, in order, and the one that was only announced."""

    done: list[list[Any]] = field(default_factory=list)
    begun: list[Any] | None = None

    def kind(self) -> str:
        """Which writer spoke."""
        first = [*self.done, self.begun or ["set"]][0]
        return "rows" if first[0] in ("set", "delete") else "kiosk"

    @classmethod
    def of(cls, output: bytes) -> "Said":
        """The lines of a writer; a last line that was cut was never said."""
        said = cls()
        for line in output.split(b"\n")[:-1]:
            word, *what = json.loads(line)
            if word == "will":
                said.begun = what
            elif said.begun is not None:
                said.done.append(said.begun)
                said.begun = None
        return said


def rows_lost(folder: Path, said: Iterable[Said]) -> list[str]:
    """Acknowledged changes to the rows that are not there, or half there."""
    database = RecordsDB(folder / "rows.db")
    there = {document["name"]: dict(document) for document in database.table("things")}
    database.close()
    wanted: dict[str, int] = {}
    open_ends: dict[str, set[int | None]] = {}
    for process in said:
        for kind, name, number in process.done:
            open_ends.pop(name, None)
            if kind == "set":
                wanted[name] = number
            else:
                wanted.pop(name, None)
        if process.begun:
            kind, name, number = process.begun
            before = open_ends.get(name, {wanted.get(name)})
            open_ends[name] = before | {number if kind == "set" else None}
    lost = []
    for name in wanted.keys() | there.keys() | open_ends.keys():
        found = there.get(name)
        allowed = open_ends.get(name, {wanted.get(name)})
        if not any(found == (None if one is None else thing(name, one)) for one in allowed):
            lost.append(f"{name}: expected {allowed}, found {found and found['number']}")
    return lost


def kiosk_lost(folder: Path, said: Iterable[Said], session: StaffSession) -> list[str]:
    """Acknowledged events, records, versions and statuses that are not there."""
    home = folder / "home"
    store = Store.open(home)
    drafts = {
        draft.id: [event["number"] for event in draft.events]
        for draft in Drafts(home, "tty1", folder / "run").abandoned(session)
    }
    damaged = [draft for draft in Drafts(home).abandoned(session) if draft.damaged]
    lost = [f"draft {draft.id} is damaged" for draft in damaged]
    fault = Audit(store).verify(session)
    lost += [fault] if fault else []
    for process in said:
        finished = {
            what[1] for what in [*process.done, process.begun or ["", ""]] if what[0] == "finish"
        }
        for kind, subject, value in process.done:
            if kind == "event" and subject not in finished:
                if value not in drafts.get(subject, []):
                    lost.append(f"event {value} of draft {subject}")
            elif kind == "record":
                notes = [version.body["note"] for version in store.versions(subject, session)]
                if str(value) not in notes:
                    lost.append(f"version {value} of record {subject}")
            elif kind == "status":
                if STATUSES.index(store.row(subject).status) < STATUSES.index(value):
                    lost.append(f"status {value} of record {subject}")
            elif kind == "finish" and subject in drafts:
                lost.append(f"draft {subject} came back after hand-in")
    store.close()
    return lost
