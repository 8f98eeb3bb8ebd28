"""Insert, open, memory and list of the record store beside stock TinyDB, in one run.

    .venv/bin/python benchmarks/records/bench.py [--small 1000] [--large 100000] [--folder DIR]

Opening, listing and stock TinyDB run in a process of their own. Inserts into the small and the large
store take turns in one process, so that a busy machine slows both alike, with a bare fsync and a
bare seal beside them. Figures are medians. About five minutes, 3 GB of memory for stock TinyDB at
100,000 (leave that out with --no-stock-large). With --folder the stores are kept and used again.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

SAMPLES = 400
START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def body(number: int) -> dict[str, object]:
    """An intake of about 5 KB of JSON."""
    return {
        "answers": {f"question_{place}": f"answer {number * place % 9973}" for place in range(90)},
        "assessment": [
            {"rule": f"rule_{place}", "reason": str(uuid.uuid4())} for place in range(30)
        ],
    }


def milliseconds(
    action: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """How long each of `times` calls took by `clock`."""
    taken = []
    for _ in range(times):
        before = clock()
        action()
        taken.append((clock() - before) * 1000)
    return taken


def fill(folder: Path, size: int) -> None:
    """Bring the store to `size` records, 500 a transaction."""
    from kiosk.records.home import set_up
    from kiosk.records.keys import Cost
    from kiosk.records.store import STATUSES, Envelope, Store

    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    if not home.exists():
        sheet = set_up(home, "four quiet garden gates", "Robin", cost=Cost(1, 64, 1))
        sheet.confirm(" ".join(sheet.words))
    store = Store.open(home)
    have = len(store.database.table("records"))
    for start in range(have, size, 500):
        with store.database.together():
            for number in range(start, min(start + 500, size)):
                record = str(uuid.uuid4())
                when = START - timedelta(minutes=10 * number)
                store.save(record, Envelope("ketamine-infusion", "1.0.0", when), body(number))
                if number % 20:
                    store.set_status(record, STATUSES[1 + number % 3])
    store.close()


def insert(small: Path, large: Path) -> dict[str, float]:
    """One sealed, fsynced record at a time into either store, with what the parts cost here, now."""
    from kiosk.records import seal
    from kiosk.records.store import Envelope, Store

    stores = {"small": Store.open(small / "home"), "large": Store.open(large / "home")}
    keys, content = stores["small"].public_keys(), body(7)
    old = START - timedelta(days=4000)  # outside of what is listed

    def save(store: Store) -> None:
        store.save(str(uuid.uuid4()), Envelope("ketamine-infusion", "1.0.0", old), content)

    names = ("small", "large", "small_cpu", "large_cpu", "seal", "fsync")
    taken: dict[str, list[float]] = {name: [] for name in names}
    with (large / "bare").open("wb") as handle:

        def bare() -> None:
            handle.write(b"x" * 8192)
            handle.flush()
            os.fsync(handle.fileno())

        for _ in range(SAMPLES // 20):
            for name, store in stores.items():
                save(store)
                taken[name] += milliseconds(partial(save, store), 20)
                taken[f"{name}_cpu"] += milliseconds(partial(save, store), 5, time.thread_time)
            taken["seal"] += milliseconds(lambda: seal.seal(content, b"", keys), 20)
            taken["fsync"] += milliseconds(bare, 20)
    for store in stores.values():
        store.close()
    middle = {f"{name}_p50_ms": statistics.median(values) for name, values in taken.items()}
    tenth = {
        f"{name}_p10_ms": statistics.quantiles(values, n=10)[0] for name, values in taken.items()
    }
    return {**middle, **tenth, "ratio_p50": middle["large_p50_ms"] / middle["small_p50_ms"]}


def open_and_list(folder: Path) -> dict[str, float]:
    """Opening, one day of new records, everything of a year with one status, all of it, memory."""
    from kiosk.records.store import Store

    (opening,) = milliseconds(lambda: Store.open(folder / "home").close(), 1)
    store = Store.open(folder / "home")
    day, year = START - timedelta(days=30), START - timedelta(days=365)
    one_day = milliseconds(lambda: store.list(since=day, until=day + timedelta(days=1)), 5)
    new = milliseconds(lambda: store.list(since=year, status="new"), 5)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    everything = milliseconds(store.list, 3)
    return {
        "open_ms": opening,
        "list_day_ms": statistics.median(one_day),
        "list_year_of_new_ms": statistics.median(new),
        "list_year_of_new_rows": len(store.list(since=year, status="new")),
        "memory_mb": memory,
        "list_all_ms": statistics.median(everything),
        "list_all_rows": len(store.list()),
    }


def stock(folder: Path, size: int) -> dict[str, float]:
    """TinyDB as shipped (JSONStorage), not sealed."""
    from tinydb import TinyDB, where

    path = folder / "stock.json"
    documents = {str(number): {"status": "new", **body(number)} for number in range(1, size + 1)}
    path.write_text(json.dumps({"_default": documents}))
    del documents
    before = time.perf_counter()
    database = TinyDB(path)
    len(database)
    opened = (time.perf_counter() - before) * 1000
    times = 30 if size <= 5000 else 3
    taken = milliseconds(lambda: database.insert({"status": "new", **body(1)}), times)
    listed = milliseconds(lambda: database.search(where("status") == "new"), 1)
    path.unlink()
    return {
        "open_ms": opened,
        "insert_p50_ms": statistics.median(taken),
        "list_ms": listed[0],
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured(*arguments: str) -> dict[str, float]:
    """One phase in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout or "{}"))


def main() -> None:
    """Every phase, one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phase", choices=["fill", "insert", "open", "stock"])
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-stock-large", action="store_true")
    options = parser.parse_args()
    if options.phase:
        phases: dict[str, Callable[[], object]] = {
            "fill": lambda: fill(options.folder, options.size),
            "insert": lambda: insert(options.folder / "small", options.folder / "large"),
            "open": lambda: open_and_list(options.folder),
            "stock": lambda: stock(options.folder, options.size),
        }
        print(json.dumps(phases[options.phase]() or {}))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        sizes = {"small": options.small, "large": options.large}
        for which, size in sizes.items():
            measured("--phase", "fill", "--size", str(size), "--folder", str(folder / which))
            place = ["--folder", str(folder / which)]
            print("open", size, json.dumps(measured("--phase", "open", *place)), flush=True)
        print(
            "insert", json.dumps(measured("--phase", "insert", "--folder", str(folder))), flush=True
        )
        for which, size in sizes.items():
            if which == "small" or not options.no_stock_large:
                place = ["--size", str(size), "--folder", str(folder / which)]
                found = measured("--phase", "stock", *place)
                print("stock", size, json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
