"""`kiosk records …`: staff work on stored records, each action in the audit."""

import argparse
import datetime
import json
import os
import re
import sys
import time
from pathlib import Path

from kiosk import alerts
from kiosk.backoffice import keeping
from kiosk.backoffice.acting import (
    mark_printed,
    mark_reviewed,
    page,
    print_patient,
    print_provider,
)
from kiosk.backoffice.alerting import acknowledge as acknowledge_alert
from kiosk.backoffice.history import Happening, history_of_purged
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import Opened, open_record
from kiosk.backoffice.preview import preview
from kiosk.backoffice.worklist import Filter, Line, search
from kiosk.commands.days import day, day_range
from kiosk.commands.progress import counted, progress
from kiosk.commands.staff import signed_in
from kiosk.errors import AnswerIsNo, KioskError
from kiosk.exports import as_object
from kiosk.places import home_folder
from kiosk.records.audit import Anchor
from kiosk.records.store import Store
from kiosk.text import scrub

_AT_ONCE = 200
"""Lines opened at a time."""
_SHORTEST = 6
"""Characters of an id that may stand for the whole."""


def list_records(options: argparse.Namespace) -> int:
    """One line a record: urgent first, then new, then newest. The front desk sees no flag."""
    office = signed_in(options.staff)
    since, until = day_range(options.since, options.until)
    wanted = Filter(
        since=since,
        until=until,
        text=options.search,
        statuses=frozenset([options.status] if options.status else []),
        levels=frozenset(options.level or ()),
        reviewed=False if options.unreviewed else None,
    )
    found = search(office, wanted, progress("looking"))
    say, unread = progress("reading"), found.read_on(0)
    while left := found.read_on(_AT_ONCE):
        say(unread - left, unread)
    for start in range(0, found.total, _AT_ONCE):
        for line in found.window(start, _AT_ONCE):
            sys.stdout.write(_in_words(line) + "\n")
    sys.stderr.write(f"{counted(found.total, 'record')}\n")
    return 0


def show(options: argparse.Namespace) -> int:
    """One record: as JSON in the shape of the JSON Lines export, as text, or what was done with it."""
    office = signed_in(options.staff)
    record_id = _whole_id(office, options.id)
    if options.history and not office.store.has(record_id):
        sys.stdout.write("\n".join(map(_event, history_of_purged(office, record_id))) + "\n")
        return 0
    opened = open_record(office, record_id)
    if options.as_text:
        sys.stdout.write("\n".join(preview(opened)) + "\n")
    elif options.history:
        sys.stdout.write("\n".join(_story(opened)) + "\n")
    else:
        shown = as_object(opened.record, opened.row.status)
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    return 0


def print_record(options: argparse.Namespace) -> int:
    """A record's summary or the patient's sheet, delivered as the clinic chose or into a file."""
    office = signed_in(options.staff)
    for_patient = options.whom == "patient"
    record_id = _whole_id(office, options.id)
    if not options.out:
        made = (print_patient if for_patient else print_provider)(office, record_id)
        if not made.done:
            raise AnswerIsNo(f"records print: {made.message}")
        sys.stdout.write(f"{made.where}\n")
        return 0
    path = Path(options.out)
    made_page = page(office, record_id, for_patient=for_patient)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made_page)
    except OSError as problem:
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
    mark_printed(office, record_id, for_patient=for_patient)
    return 0


def _whole_id(office: Office, typed: str) -> str:
    """The id that `typed` begins, when one record's does. Raises KioskError when several do."""
    if len(typed) < _SHORTEST or office.store.has(typed):
        return typed
    found = [row.id for row in office.store.list() if row.id.startswith(typed.lower())]
    if len(found) > 1:
        raise KioskError(f"record {typed}: {len(found)} records begin so; expected more of the id")
    return found[0] if found else typed


def review(options: argparse.Namespace) -> int:
    """A clinician has reviewed a record; from then on retention may let it go."""
    status = mark_reviewed(signed_in(options.staff), options.id)
    sys.stdout.write(f"{options.id}  reviewed, status {status}\n")
    return 0


def watch(options: argparse.Namespace) -> int:
    """Unacknowledged alerts, with the terminal bell until they are acknowledged."""
    store = _store()
    if options.once:
        _list_alerts(store)
        return 0
    known: set[str] | None = None
    try:
        while True:
            alerts.say_watching(store.home)
            waiting = store.alerts()
            if {alert.id for alert in waiting} != known:
                known = {alert.id for alert in waiting}
                _list_alerts(store)
                for alert in waiting:
                    # Somebody is told now, whatever became of the command or the webhook.
                    store.mark_told(alert.id)
            if waiting:
                sys.stdout.write("\a")
            sys.stdout.flush()
            time.sleep(alerts.HEARTBEAT_SECONDS)
    finally:
        alerts.stop_watching(store.home)


def acknowledge(options: argparse.Namespace) -> int:
    """Somebody has seen an alert; who, stands in the audit."""
    acknowledge_alert(signed_in(options.staff), options.id)
    return 0


def purge(options: argparse.Namespace) -> int:
    """Old reviewed records; a tombstone stays for each."""
    office = signed_in(options.staff)
    before = day(options.before, "--before") if options.before else keeping.policy(office)
    found = keeping.purge_plan(office, before)
    sys.stdout.write(
        f"{len(found.due)} records to remove, submitted before {before}\n"
        f"{len(found.unreviewed)} kept: not reviewed, or with an alert that nobody acknowledged\n"
        f"{found.drafts} drafts, which are never purged\n"
    )
    if options.dry_run:
        return 0
    done = keeping.purge(office, before, options.reason)
    sys.stdout.write(f"{len(done.due)} records removed; a tombstone is kept for each\n")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Every record opens, and the audit chain holds; with --reassess the judgements too."""
    anchor = _anchor(options.anchor) if options.anchor else None
    office = signed_in(options.staff)
    verdict = keeping.verify(office, judge_again=options.reassess, anchor=anchor)
    sys.stderr.write(f"{verdict.records} records, {verdict.audit_entries} audit entries\n")
    for problem in verdict.problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if verdict.problems else 0


def _anchor(text: str) -> Anchor:
    """COUNT:MAC as a daily sheet prints it; spaces do not matter. Raises KioskError."""
    count, _, mac = "".join(text.split()).partition(":")
    if not count.isdecimal() or not re.fullmatch("[0-9a-f]{64}", mac):
        raise KioskError("records verify: --anchor: expected COUNT:MAC as the daily sheet says it")
    return Anchor(int(count), mac)


def _in_words(line: Line) -> str:
    """A line of the list; what follows the birth date is for those who may see it."""
    who = line.problem or f"{line.name}  born {line.born or 'not given'}"
    when = line.at.isoformat(sep=" ", timespec="minutes")
    told = [
        *([line.word] if line.word else ["NEEDS STAFF NOW"] * line.urgent),
        *([line.reason] if line.reason else []),
        *([_decided(line)] if line.decided else []),
        *(["from paper"] if line.transcribed else []),
        *(["possible duplicate"] if line.duplicate else []),
        *(["alert waits"] if line.alert else []),
    ]
    rest = "  ".join(told)
    return f"{line.record_id}  {when}  {line.status:<8}  {line.kiosk}  {who}  {rest}".rstrip()


def _decided(line: Line) -> str:
    outdated = " OUTDATED: decide again" if line.decision_outdated else ""
    return line.decided.replace("_", " ") + outdated


def _story(opened: Opened) -> list[str]:
    """Versions, then what was done, oldest first."""
    versions = [
        _row(v.at, f"version {v.number}", v.kind, v.disposition, v.by, v.reason)
        for v in opened.versions
    ]
    same = [f"possible duplicate: {line.record_id}" for line in opened.duplicates]
    return [*versions, *map(_event, opened.history), *same]


def _event(happened: Happening) -> str:
    return _row(happened.at, happened.what, happened.who, happened.why)


def _row(at: datetime.datetime, *words: str) -> str:
    said = [word for word in words if word]
    return scrub("  ".join([at.isoformat(sep=" ", timespec="seconds"), *said]))


def _store() -> Store:
    return Store.open(home_folder())


def _list_alerts(store: Store) -> None:
    waiting = store.alerts()
    for alert in waiting:
        when = alert.raised_at.astimezone().isoformat(sep=" ", timespec="minutes")
        untold = "" if alert.told_at else "  nobody was told before now"
        sys.stdout.write(
            f"{alert.kind.upper():<8} {when}  {alert.kiosk}  alert {alert.id}{untold}\n"
        )
        if alert.note:
            sys.stdout.write(f"         {scrub(alert.note)}  Record {alert.subject}\n")
    if not waiting:
        sys.stdout.write("No alert waits.\n")
    sys.stdout.flush()
