"""`kiosk recover`, `backup`, `restore` and `doctor`: what keeps a clinic's records safe over years."""

import argparse
import sys
from pathlib import Path

from kiosk.backoffice.keeping import back_up
from kiosk.backoffice.status import health
from kiosk.commands.staff import account_name, ask, new_passphrase, passphrase_for, signed_in
from kiosk.places import home_folder
from kiosk.records import access
from kiosk.records.backup import restore as read_backup
from kiosk.records.check import salvage as salvage_records
from kiosk.records.keys import Keys, StaffSession
from kiosk.records.store import Store


def recover(options: argparse.Namespace) -> int:
    """A new passphrase for a member of staff, from the recovery sheet; or only a test of the sheet."""
    store = Store.open(home_folder())
    if options.test:
        access.try_recovery(store, ask("Recovery words: "))
        sys.stdout.write("The words open this clinic's records. Keep the sheet where it was.\n")
        return 0
    name = account_name(store.home, options.staff)
    words = ask("Recovery words: ")
    access.recover(store, words, name, new_passphrase(name, ""))
    sys.stdout.write(f"{name} has a new passphrase.\n")
    return 0


def backup(options: argparse.Namespace) -> int:
    """One sealed archive, made while the kiosk runs, then opened again to prove it."""
    with _Progress() as progress:
        report = back_up(signed_in(options.staff), Path(options.file), progress)
    sys.stdout.write(
        f"{options.file}: {report.records} records, {report.drafts} drafts, "
        f"{report.audit.count} audit entries; {report.sampled} records opened as a sample\n"
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    """An archive into KIOSK_HOME, which must be empty."""

    def unlock(keys: Keys) -> StaffSession:
        if options.recovery_words:
            return keys.unlock_with_words(ask("Recovery words: "), idle_seconds=None)
        return _unlock(keys, options.staff)

    with _Progress() as progress:
        report = read_backup(Path(options.file), home_folder(), unlock, progress=progress)
    sys.stdout.write(
        f"{home_folder()}: {report.records} records, {report.drafts} drafts restored\n"
    )
    return 0


def _unlock(keys: Keys, given: str) -> StaffSession:
    names = [name for name, _ in keys.accounts()]
    name = given or (names[0] if len(names) == 1 else ask("Staff name: "))
    return keys.unlock(name, passphrase_for(name), idle_seconds=None)


def salvage(options: argparse.Namespace) -> int:
    """What is whole in a damaged database, into a new folder. Needs no passphrase."""
    target = Path(options.folder)
    with _Progress() as say:
        found = salvage_records(home_folder(), target, progress=lambda *done: say("reading", *done))
    sys.stdout.write(
        f"{target}: {found.records} records saved, {found.rebuilt} list entries made again, "
        f"{len(found.lost)} lost\nNow set KIOSK_HOME={target} and export.\n"
    )
    for record_id in found.lost:
        sys.stdout.write(f"lost: {record_id}\n")
    return 1 if found.lost else 0


def doctor(options: argparse.Namespace) -> int:
    """What is configured, missing or unsafe; exit 1 when a patient must not use this kiosk.

    What only staff or the clinic's records would feel (a printer, a backup, a signature) is to look at and
    does not stop a patient; it is counted in the last line.
    """
    del options
    home = home_folder()
    found = health(home)
    for finding in found:
        mark = "ok  " if finding.ok else ("STOP" if finding.stops else "look")
        fix = "" if finding.ok or not finding.fix else f" ({finding.fix})"
        sys.stdout.write(f"{mark}  {finding.what}{fix}\n")
    stops = [finding for finding in found if finding.stops and not finding.ok]
    looks = sum(not finding.ok for finding in found) - len(stops)
    said = "Ready."
    if stops:
        said = f"Not ready: a patient must not use this kiosk. {len(stops)} to mend first."
    elif looks:
        said = f"A patient may use this kiosk; {looks} to look at, marked look."
    sys.stdout.write(f"{said}\n")
    return 1 if stops else 0


class _Progress:
    """One line on stderr for each thing that is done, when somebody looks at a terminal."""

    def __init__(self) -> None:
        self._what = ""

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._what:
            sys.stderr.write("\n")

    def __call__(self, what: str, done: int, of: int) -> None:
        """`done` of `of`, in any unit."""
        if not sys.stderr.isatty():
            return
        start = "\r" if what == self._what else "\n" if self._what else ""
        self._what = what
        sys.stderr.write(f"{start}{what}: {100 * done // max(of, 1)} %")
        sys.stderr.flush()
