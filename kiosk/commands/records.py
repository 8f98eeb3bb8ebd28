"""`kiosk records …`: staff work on stored records, each action in the audit."""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk import alerts
from kiosk.clinical.record import reassess
from kiosk.commands.days import day, day_range
from kiosk.commands.staff import signed_in
from kiosk.errors import AnswerIsNo, KioskError
from kiosk.exports import as_object
from kiosk.intake import FrontDesk
from kiosk.model.record import Record
from kiosk.records.audit import Audit
from kiosk.records.check import verify as verify_store
from kiosk.records.keys import Role, StaffSession
from kiosk.records.retention import plan as purge_plan
from kiosk.records.retention import purge as purge_records
from kiosk.records.store import RecordRow, Store
from kiosk.settings import first_problem, home_folder
from kiosk.text import scrub


def list_records(options: argparse.Namespace) -> int:
    """One line a record from what stands outside the seal; needs the passphrase all the same."""
    store = _store()
    session = signed_in(store, options.staff)
    rows = _rows(store, options, options.status)
    for row in rows:
        urgent = "URGENT" if row.urgent else ""
        when = row.submitted_at.astimezone().isoformat(sep=" ", timespec="minutes")
        sys.stdout.write(
            f"{row.id}  {when}  {row.status:<8}  {row.kiosk}  {_who(store, session, row)}  {urgent}".rstrip()
            + "\n"
        )
    Audit(store).record(session.name, "listed", why=f"{len(rows)} records")
    sys.stderr.write(f"{len(rows)} records\n")
    return 0


def show(options: argparse.Namespace) -> int:
    """One record as JSON, in the shape of the JSON Lines export."""
    store = _store()
    session = signed_in(store, options.staff)
    row, record = _one(store, session, options.id)
    Audit(store).record(session.name, "viewed", record.id)
    sys.stdout.write(json.dumps(as_object(record, row.status), ensure_ascii=False, indent=2) + "\n")
    return 0


def print_record(options: argparse.Namespace) -> int:
    """A record's summary again, delivered as the clinic chose or into a file."""
    from kiosk.summary import render

    store = _store()
    session = signed_in(store, options.staff)
    desk = FrontDesk.open(store.home)
    _, record = _one(store, session, options.id)
    Audit(store).record(session.name, "printed", record.id)
    if not options.out:
        if options.whom == "patient":
            raise KioskError("records print: --for patient takes --out FILE.pdf")
        done = desk.deliver(record)
        if not done.delivered:
            raise AnswerIsNo(f"records print: {done.problem}")
        sys.stdout.write(f"{done.where}\n")
        return 0
    page = render(
        record,
        desk.protocol_of(record),
        page_size=desk.settings.page_size,
        for_patient=options.whom == "patient",
        clinic_phone=desk.settings.phone,
    )
    path = Path(options.out)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(page)
    except OSError as problem:
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None
    store.set_status(record.id, "printed")
    return 0


def review(options: argparse.Namespace) -> int:
    """A clinician has reviewed a record; from then on retention may let it go."""
    store = _store()
    session = signed_in(store, options.staff)
    if session.role is not Role.ADMINISTRATOR:
        session.needs(Role.CLINICIAN)
    with store.database.together():
        status = store.set_status(options.id, "reviewed")
        Audit(store).record(session.name, "reviewed", options.id)
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
    store = _store()
    session = signed_in(store, options.staff)
    store.acknowledge(options.id, session.name)
    Audit(store).record(session.name, "alert_acknowledged", options.id)
    return 0


def purge(options: argparse.Namespace) -> int:
    """Old reviewed records; a tombstone stays for each."""
    store = _store()
    session = signed_in(store, options.staff)
    before = day(options.before, "--before")
    found = purge_plan(store, before)
    sys.stdout.write(
        f"{len(found.due)} records to remove, submitted before {before}\n"
        f"{len(found.unreviewed)} kept: not reviewed, or with an alert that nobody acknowledged\n"
        f"{found.drafts} drafts, which are never purged\n"
    )
    if options.dry_run:
        return 0
    purge_records(store, session, before, options.reason)
    sys.stdout.write(f"{len(found.due)} records removed; a tombstone is kept for each\n")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Every record opens, and the audit chain holds; with --reassess the judgements too."""
    store = _store()
    session = signed_in(store, options.staff)
    verdict = verify_store(store, session)
    problems = list(verdict.problems)
    if options.reassess:
        desk = FrontDesk.open(store.home)
        for row in store.list():
            try:
                versions = store.versions(row.id, session)
            except KioskError:
                continue  # the store's own check has named it
            for version in versions:
                problems += _differs(version.body, f"{row.id} version {version.number}", desk)
    sys.stderr.write(f"{verdict.records} records, {verdict.audit_entries} audit entries\n")
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


def _who(store: Store, session: StaffSession, row: RecordRow) -> str:
    """Name and birth date, so that staff find the patient in front of them."""
    try:
        answers = store.read(row.id, session)["answers"]
    except KioskError as problem:
        return f"({problem.message})"
    name = f"{answers.get('family_name', '')}, {answers.get('given_name', '')}"
    return scrub(f"{name}  born {answers.get('birth_date', 'not given')}")


def _store() -> Store:
    return Store.open(home_folder())


def _one(store: Store, session: StaffSession, record_id: str) -> tuple[RecordRow, Record]:
    return store.row(record_id), Record.model_validate(store.read(record_id, session))


def _rows(store: Store, options: argparse.Namespace, status: str | None) -> list[RecordRow]:
    since, until = day_range(options.since, options.until)
    return store.list(since=since, until=until, status=status)


def _differs(body: dict[str, Any], name: str, desk: FrontDesk) -> list[str]:
    """What judging one version of a record again finds, under the protocol that judged it."""
    try:
        record = Record.model_validate(body)
        protocol, vocabulary = desk.judged_under(record.assessment.protocol.digest)
        again = reassess(record, protocol, vocabulary, record.measured)
    except KioskError as problem:
        return [f"{name}: not judged again: {problem.message}"]
    except ValidationError as problem:
        return [f"{name}: not judged again: {first_problem(problem)}"]
    # A version judged before the assessment grew a field has nothing to compare there.
    judged, stored = again.model_dump(mode="json"), body["assessment"]
    same = {field: judged.get(field) for field in stored} == stored
    return [] if same else [f"{name}: judging it again gives another assessment"]


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
