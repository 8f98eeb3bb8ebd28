"""What runs inside the machine whose power is cut: set up, write until the end, or look.

`python -m tests.durability.powercut.guest TASK SEED SAID`; the disk is mounted on /mnt. `write-loose`
is the writer with every fsync left out: it must lose acknowledged changes, or the test is no test.
"""

import json
import os
import sys
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.records.storage import RowStorage
from tests.durability import writer
from tests.durability.survey import Said, kiosk_lost, rows_lost
from tests.support.sealed_clinic import PASSPHRASE, STAFF, Clinic, open_clinic

DISK = Path("/mnt")


def without_fsync() -> None:
    """SQLite and our own files, as fast as they are wrong."""
    os.fsync = lambda fd: None
    connect = RowStorage._connect

    def loose(self: RowStorage, busy_seconds: float):  # type: ignore[no-untyped-def]
        connection = connect(self, busy_seconds)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    RowStorage._connect = loose  # type: ignore[method-assign]  # for this process only


def look(said_file: str) -> list[str]:
    """Every acknowledged change that is not on the disk."""
    said = [Said.of(output.encode()) for output in json.loads(Path(said_file).read_text())]
    session = Clinic(DISK / "home", "").keys().unlock(STAFF, PASSPHRASE)
    rows = [one for one in said if one.kind() == "rows"]
    kiosk = [one for one in said if one.kind() == "kiosk"]
    return rows_lost(DISK, rows) + kiosk_lost(DISK, kiosk, session)


def main(task: str, seed: int, said_file: str) -> None:
    """One task."""
    if task == "setup":
        open_clinic(DISK / "home").runtime.mkdir(exist_ok=True)
    elif task == "look":
        try:
            writer.say("lost", look(said_file))
        except KioskError as refusal:
            writer.say("lost", [refusal.message])
    else:
        if task.endswith("-loose"):
            without_fsync()
        {"rows": writer.rows, "kiosk": writer.kiosk}[task.removesuffix("-loose")](DISK, seed)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
