"""`kiosk recover`, `backup`, `restore` and `doctor`: what keeps a clinic's records safe over years."""

import argparse
import getpass
import shlex
import shutil
import sys
from pathlib import Path

from kiosk import alerts
from kiosk.commands.staff import account_name, ask, passphrase_for, signed_in
from kiosk.errors import KioskError
from kiosk.intake import protocol_in_force
from kiosk.records import access
from kiosk.records.backup import back_up
from kiosk.records.backup import restore as read_backup
from kiosk.records.check import salvage as salvage_records
from kiosk.records.doctor import Finding, findings
from kiosk.records.keys import Keys, StaffSession
from kiosk.records.store import Store
from kiosk.settings import Settings, home_folder, load_settings

_WATCH = "run `kiosk records watch`"


def recover(options: argparse.Namespace) -> int:
    """A new passphrase for a member of staff, from the recovery sheet."""
    store = Store.open(home_folder())
    name = account_name(store.home, options.staff)
    words = ask("Recovery words: ")
    new = getpass.getpass(f"New passphrase for {name}: ")
    if getpass.getpass("Once more: ") != new:
        raise KioskError("recover: the two passphrases differ; nothing was changed")
    access.recover(store, words, name, new)
    sys.stdout.write(f"{name} has a new passphrase.\n")
    return 0


def backup(options: argparse.Namespace) -> int:
    """One sealed archive, made while the kiosk runs, then opened again to prove it."""
    store = Store.open(home_folder())
    session = signed_in(store, "")
    report = back_up(store.home, Path(options.file), session, progress=_say)
    sys.stdout.write(
        f"{options.file}: {report.records} records, {report.drafts} drafts, "
        f"{report.audit.count} audit entries; {report.sampled} records opened as a sample\n"
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    """An archive into KIOSK_HOME, which must be empty."""
    report = read_backup(Path(options.file), home_folder(), _unlock, progress=_say)
    sys.stdout.write(
        f"{home_folder()}: {report.records} records, {report.drafts} drafts restored\n"
    )
    return 0


def _unlock(keys: Keys) -> StaffSession:
    names = [name for name, _ in keys.accounts()]
    name = names[0] if len(names) == 1 else ask("Staff name: ")
    return keys.unlock(name, passphrase_for(name), idle_seconds=None)


def salvage(options: argparse.Namespace) -> int:
    """What is whole in a damaged database, into a new folder. Needs no passphrase."""
    target = Path(options.folder)
    found = salvage_records(home_folder(), target, progress=lambda done, of: _say("read", done, of))
    sys.stdout.write(
        f"{target}: {found.records} records saved, {found.rebuilt} list entries made again, "
        f"{len(found.lost)} lost\nNow set KIOSK_HOME={target} and export.\n"
    )
    for record_id in found.lost:
        sys.stdout.write(f"lost: {record_id}\n")
    return 1 if found.lost else 0


def doctor(options: argparse.Namespace) -> int:
    """What is configured, missing or unsafe; exit 1 when a patient must not use this kiosk."""
    del options
    home = home_folder()
    found = [*findings(home), *_configured(home), *_protocol(home)]
    for finding in found:
        mark = "ok  " if finding.ok else ("STOP" if finding.stops else "look")
        fix = "" if finding.ok or not finding.fix else f" ({finding.fix})"
        sys.stdout.write(f"{mark}  {finding.what}{fix}\n")
    stops = [finding for finding in found if finding.stops and not finding.ok]
    sys.stdout.write(
        f"A patient must not use this kiosk: {len(stops)} to mend first.\n" if stops else "Ready.\n"
    )
    return 1 if stops else 0


def _say(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what}: {done} of {of}{chr(10) if done >= of else ''}")
        sys.stderr.flush()


def _configured(home: Path) -> list[Finding]:
    try:
        settings = load_settings(home)
    except KioskError as problem:
        return [Finding(False, problem.message, "run `kiosk setup`", stops=True)]
    return [
        Finding(True, f"clinic: {settings.clinic}"),
        _delivery(settings),
        _channel(home, settings),
    ]


def _delivery(settings: Settings) -> Finding:
    kind, target = settings.delivers_to
    if kind == "printer":
        if shutil.which("lp") is None:
            return Finding(False, "printer: the program lp is missing", "install cups-client")
        return Finding(True, f"summaries go to the printer {target}")
    if kind == "folder":
        folder = Path(target).expanduser()
        where = folder if folder.is_dir() else folder.parent
        if not where.is_dir():
            return Finding(False, f"summaries: {folder} cannot be made", "make the folder")
        return Finding(True, f"summaries go to {folder} as PDF files that can be read there")
    return Finding(True, "summaries wait sealed for staff")


def _channel(home: Path, settings: Settings) -> Finding:
    """Whether an urgent answer would reach somebody now; sends a test over command and webhook."""
    kind, target = settings.alerts_to
    watched = alerts.somebody_watches(home)
    if kind == "staff":
        if watched:
            return Finding(True, "alerts go to staff, and somebody watches now")
        return Finding(False, "alerts go to staff, but nobody watches", _WATCH)
    if kind == "command":
        program = shlex.split(target)[0]
        if shutil.which(program) is None:
            return Finding(False, f"alerts: {program} is no program here", "install it", stops=True)
    if alerts.answers((kind, target), "test", "", settings.kiosk):
        return Finding(True, f"alerts go out by {kind}; a test was answered")
    return Finding(
        False,
        f"alerts: a test by {kind} was not answered in {alerts.ANSWER_SECONDS} seconds",
        f"mend the {kind}, or {_WATCH}",
        stops=not watched,
    )


def _protocol(home: Path) -> list[Finding]:
    try:
        protocol = protocol_in_force(home).protocol
    except KioskError as problem:
        return [
            Finding(
                False, problem.message, "mend the file, then run `kiosk form check`", stops=True
            )
        ]
    return [
        Finding(True, f"protocol {protocol.id} {protocol.version}, {protocol.digest[:19]}"),
        *(Finding(True, f"the clinic changed {each}") for each in protocol.clinic_changes),
    ]
