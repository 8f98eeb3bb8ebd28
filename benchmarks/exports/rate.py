"""How fast records become a CSV export, beside a plain loop that only opens them.

    python -m benchmarks.exports.rate [--records 100000] [--format csv] [--deidentified] [--sealed]

Without `--sealed` the bodies wait as JSON text; with it they lie in a real store, sealed, and go through
all that `kiosk records export` does: the audit, opening one by one, the files, the marks in the store.
"""

import argparse
import datetime
import json
import os
import random
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.exports.patients import bodies
from kiosk.backoffice.exporting import Wish, hand_over
from kiosk.backoffice.office import Office
from kiosk.backoffice.selection import Selection, select
from kiosk.exports import ExportRow, Format, Request, export, verify_export
from kiosk.intake import FrontDesk
from kiosk.loading.protocol import load_protocol
from kiosk.records.store import Envelope
from kiosk.settings import Settings
from tests.support.sealed_clinic import open_clinic

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.datetime(2026, 11, 22, 10, 0, tzinfo=datetime.UTC)

Reader = Callable[[], Iterator[dict[str, Any]]]
Writer = Callable[[], None]


def main() -> None:
    """Print the two rates and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--format", choices=("csv", "jsonl", "xlsx"), default="csv")
    parser.add_argument("--deidentified", action="store_true")
    parser.add_argument("--sealed", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        home = Path(folder)
        make = sealed if options.sealed else waiting
        read, write = make(home, options.records, options.format, options.deidentified)
        watch = Watch()
        opened = sum(1 for _ in read())
        plain = watch.read()
        print(f"plain loop: {plain.said(opened)}")
        watch = Watch()
        write()
        took = watch.read()
        out = home / "out"
        written = sum(path.stat().st_size for path in out.iterdir())
        print(f"{options.format} export: {took.said(options.records)}, {written / 1e6:.0f} MB")
        print(f"{took.busy / plain.busy:.1f} times the processor time of the plain loop")
        print(f"peak memory: {peak()}")
        assert verify_export(out) == []


def peak() -> str:
    """The most memory that this process and the one beside it ever held."""
    own, beside = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"{own:.0f} MB, and {beside:.0f} MB in the process that writes"


class Times(NamedTuple):
    """Seconds on the clock, and of the processors: other work on the machine counts in the first only."""

    clock: float
    own: float
    """Of this process."""
    beside: float
    """Of the process that writes, where there is one."""

    @property
    def busy(self) -> float:
        """Of both."""
        return self.own + self.beside

    def said(self, records: int) -> str:
        """All of it, with the rate on the clock."""
        busy = f"{self.own:.1f} s busy" + (f", {self.beside:.1f} s beside" if self.beside else "")
        return f"{self.clock:.1f} s ({busy}), {records / self.clock:,.0f} records/s"


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._began = so_far()

    def read(self) -> Times:
        """How long it has run."""
        return Times(*(now - then for now, then in zip(so_far(), self._began, strict=True)))


def so_far() -> Times:
    """The clock, and the processor seconds of this process and of those it waited for."""
    times = os.times()
    return Times(
        time.perf_counter(),
        times.user + times.system,
        times.children_user + times.children_system,
    )


def waiting(folder: Path, count: int, form: Format, deidentified: bool) -> tuple[Reader, Writer]:
    """Bodies as JSON text in a file."""
    path = folder / "bodies"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(body, ensure_ascii=False) + "\n" for body in many(count))

    def read() -> Iterator[dict[str, Any]]:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def write() -> None:
        export(
            (ExportRow(body, "new") for body in read()),
            load_protocol(ROOT / "forms" / "ketamine-infusion"),
            folder / "out",
            Request(form, NOW, "bench", deidentified=deidentified),
            total=count,
            progress=lambda _done: None,
        )

    return read, write


def sealed(folder: Path, count: int, form: Format, deidentified: bool) -> tuple[Reader, Writer]:
    """Bodies in a store, sealed to a clinic's key, and everything that `kiosk records export` does."""
    clinic = open_clinic(folder / "clinic")
    settings = Settings(clinic="Bench", phone="1", deliver="staff", alert="staff")
    desk = FrontDesk(clinic.home, settings)
    desk.__dict__["protocol"] = load_protocol(ROOT / "forms" / "ketamine-infusion")
    left = many(count)
    while batch := list(islice(left, 500)):
        with desk.store.database.together():
            for body in batch:
                stamp = Envelope(body["form"]["id"], body["form"]["version"], NOW)
                desk.store.save(body["id"], stamp, body)
    office = Office(desk, clinic.session(idle_seconds=None))

    def read() -> Iterator[dict[str, Any]]:
        for row in desk.store.list():
            yield desk.store.read(row.id, office.session)

    def write() -> None:
        wish = Wish(form, folder / "out", Selection(), deidentified)
        hand_over(office, select(office, Selection(), _silent), wish, _silent)

    return read, write


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def many(count: int) -> Iterator[dict[str, Any]]:
    """`count` bodies: 500 different patients, over and over under new ids."""
    chance = random.Random(8)
    different = bodies(ROOT / "forms", 500, chance)
    for number in range(count):
        yield {
            **different[number % len(different)],
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
        }


if __name__ == "__main__":
    main()
