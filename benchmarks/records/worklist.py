"""The staff's list over many records: what a page costs, and what a search costs, beside plain reading.

    .venv/bin/python benchmarks/records/worklist.py [--records 10000]

Prints processor seconds. Real assessed records, 40 different patients under as many names as records.
"""

import argparse
import random
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from kiosk.backoffice.office import Office
from kiosk.backoffice.worklist import Filter, worklist
from kiosk.clinical.record import make_record
from kiosk.commands.simulate import interviewed
from kiosk.intake import FrontDesk
from kiosk.records.home import set_up
from kiosk.records.keys import Cost
from kiosk.settings import Settings

T = TypeVar("T")
_MINUTES_APART = 8
_ON_A_SCREEN = 40


def main() -> None:
    """Fill a store in a temporary folder, then measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=10_000)
    wanted = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        office = _filled(Path(folder) / "home", wanted)
        work = timed("list, nothing opened", lambda: worklist(office, Filter()))
        timed(f"first {_ON_A_SCREEN} lines", lambda: work.window(0, _ON_A_SCREEN))
        timed("the same lines again", lambda: work.window(0, _ON_A_SCREEN))
        timed("one day's list", lambda: worklist(office, Filter.on(office.desk.today())))
        found = timed("search by name, first", lambda: worklist(office, Filter(text="family77")))
        timed("search by name, again", lambda: worklist(office, Filter(text="family77")))
        rows = office.store.list()
        timed(
            "for comparison: every body read and opened",
            lambda: [office.store.read(row.id, office.session) for row in rows],
        )
        print(f"{found.total} of {wanted} found")
        office.desk.close()


def timed(what: str, do: Callable[[], T]) -> T:
    """Run it once; say the processor time."""
    begun = time.process_time()
    result = do()
    print(f"{what:<45} {time.process_time() - begun:8.3f} s")
    return result


def _filled(home: Path, wanted: int) -> Office:
    sheet = set_up(home, "a long enough passphrase", "staff", cost=Cost(1, 8, 1))
    sheet.confirm(" ".join(sheet.words))
    desk = FrontDesk(home, Settings(clinic="Bench", phone="1", deliver="staff"))
    chance = random.Random(1)
    records = [
        make_record(
            desk.protocol,
            desk.vocabulary,
            interviewed(desk.protocol, chance, desk.today()),
            answered_at=desk.now().isoformat(timespec="seconds"),
            record_id=str(uuid.uuid4()),
            synthetic=True,
        )
        for _ in range(40)
    ]
    with desk.store.database.together():
        for number in range(wanted):
            like = records[number % len(records)]
            names = {**like.answers, "family_name": f"Family{number}"}
            record = like.model_copy(update={"id": str(uuid.uuid4()), "answers": names})
            desk.keep(record, desk.now() - timedelta(minutes=number * _MINUTES_APART))
    return Office.sign_in(desk, "staff", "a long enough passphrase", idle_seconds=None)


if __name__ == "__main__":
    main()
