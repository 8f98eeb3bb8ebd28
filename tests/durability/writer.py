"""A kiosk process that is going to be killed: it says what it is about to do and what is done.

Run as `python -m tests.durability.writer FOLDER KIND SEED`. Each line on stdout is one JSON list:
["will", …] before a change and ["done", …] after it returned. What is done must never be lost;
the one change that was announced and not done may be there or not, but never by half.
"""

import json
import random
import sys
from itertools import count
from pathlib import Path
from typing import Any

from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.rows import RecordsDB
from kiosk.records.store import STATUSES, Store
from tests.support.sealed_clinic import answers, envelope, new_id


def say(*what: Any) -> None:
    """One line, out of the process at once."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def rows(folder: Path, seed: int) -> None:
    """Inserts, updates and deletes through TinyDB's API, in one transaction each."""
    chance = random.Random(seed)
    database = RecordsDB(folder / "rows.db")
    table = database.table("things")
    here = {document["name"]: document.doc_id for document in table}
    for number in count(seed * 1_000_000):
        kind = chance.choice(("insert", "insert", "update", "delete"))
        names = sorted(here)
        name = chance.choice(names) if names and kind != "insert" else f"n{number}"
        say("will", "delete" if kind == "delete" and names else "set", name, number)
        if name not in here:
            here[name] = table.insert(thing(name, number))
        elif kind == "update":
            table.update(thing(name, number), doc_ids=[here[name]])
        else:
            table.remove(doc_ids=[here.pop(name)])
        say("done")


def thing(name: str, number: int) -> dict[str, Any]:
    """A document whose parts must fit together, however long it is."""
    return {"name": name, "number": number, "again": [number] * (number % 700)}


def kiosk(folder: Path, seed: int) -> None:
    """Patients: a draft event by event, the record, a version, a status, the audit."""
    chance = random.Random(seed)
    home = folder / "home"
    store, drafts = Store.open(home), Drafts(home, "tty1", folder / "run")
    audit = Audit(store)
    while True:
        draft = drafts.begin()
        for number in range(chance.randrange(1, 6)):
            say("will", "event", draft.id, number)
            draft.append({"number": number})
            say("done")
        record = new_id()
        say("will", "record", record, 1)
        store.save(record, envelope(), answers("1"))
        say("done")
        say("will", "finish", draft.id, 0)
        draft.finish()
        say("done")
        if chance.random() < 0.5:
            say("will", "record", record, 2)
            store.append_version(record, answers("2"))
            say("done")
        status = chance.choice(STATUSES[1:])
        say("will", "status", record, status)
        with store.database.together():
            store.set_status(record, status)
            audit.record("kiosk", status, record)
        say("done")


if __name__ == "__main__":
    {"rows": rows, "kiosk": kiosk}[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]))
